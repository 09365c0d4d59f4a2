import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { mssql } from "../../src/index.ts";
import { describeDouble } from "../support/double.ts";
import { statements } from "../support/statements.ts";

const runner = { describe, it, expect, beforeAll, afterAll };

await describeDouble("the whole suite over the wire", {}, ({ server }) => {
  describeDriver(runner, {
    name: "the TDS double, with PostgreSQL behind it",
    define: (overrides) =>
      mssql({ ...server.address, database: "db", username: "sa", password: "x", tls: false, ...overrides }),
    statements,
    shared: true,
    address: server.address,
  });
});
