import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { sql } from "@db/core";
import { sqlite } from "../../../sqlite/src/index.ts";

describeDriver(
  { describe, it, expect, beforeAll, afterAll },
  {
    name: "SQLite, in memory",
    define: (overrides) => sqlite({ file: ":memory:", ...overrides }),
    statements: {
      series: (count) =>
        sql`with recursive s(n) as (select 1 where ${count} > 0 union all select n + 1 from s where n < ${count}) select n from s`,
    },
    shared: false,
  },
);
