import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { recordConformance } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import { mssql } from "../../src/index.ts";
import { statements } from "../support/statements.ts";

/**
 * The suite on a server: SQL Server's by `DB_TEST_MSSQL_URL` (`mssql://sa:password@host:1433/db?encrypt=true&trustServerCertificate=true`).
 * Its database must allow snapshots: `alter database db set allow_snapshot_isolation on`.
 */
describeServer("mssql", "conformance", (server) => {
  const { hostname, port } = new URL(server.url);
  describeDriver(
    { describe, it, expect, beforeAll, afterAll },
    {
      name: `SQL Server ${server.version ?? ""}`.trim(),
      define: (overrides) => mssql({ url: server.url, ...overrides }),
      statements,
      shared: true,
      address: { host: hostname, port: Number(port || 1433) },
      report: recordConformance,
    },
  );
});
