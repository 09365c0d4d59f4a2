import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver, type Subject } from "@db/conformance";
import { sql } from "@db/core";
import { recordConformance } from "@tooling/servers";
import { sqlite } from "../../src/index.ts";

const runner = { describe, it, expect, beforeAll, afterAll };
const folder = mkdtempSync(join(tmpdir(), "db-sqlite-conformance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const statements: Subject["statements"] = {
  series: (count) =>
    sql`with recursive s(n) as (select 1 where ${count} > 0 union all select n + 1 from s where n < ${count}) select n from s`,
  setting: {
    change: sql`pragma recursive_triggers = on`,
    read: sql`select recursive_triggers as value from pragma_recursive_triggers`,
  },
};

describeDriver(runner, {
  name: "SQLite, a file",
  define: (overrides) => sqlite({ file: join(folder, "conformance.db"), ...overrides }),
  statements,
  shared: true,
  report: recordConformance,
});

describeDriver(runner, {
  name: "SQLite, in memory",
  define: (overrides) => sqlite({ file: ":memory:", ...overrides }),
  statements,
  shared: false,
  report: recordConformance,
});
