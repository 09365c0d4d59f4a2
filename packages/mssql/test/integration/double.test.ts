import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { mssql } from "../../src/index.ts";
import { describeDouble } from "../support/double.ts";
import { statements } from "../support/statements.ts";

/** What the look-alike cannot be asked, and why. */
const notRun: Readonly<Record<string, string>> = {
  functions: "PostgreSQL has none of T-SQL's functions, and functions made to its likeness would prove themselves",
};

const runner = {
  describe: (name: string, tests: () => void): void =>
    describe(name, () => {
      const reason = notRun[name];
      if (reason === undefined) tests();
      else it.todo(`not run: ${reason}`);
    }),
  it,
  expect,
  beforeAll,
  afterAll,
};

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
