import { afterAll } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { documentSuite } from "../../../document/test/support/database-suite.ts";
import { expirySuite } from "../../../document/test/support/expiry-suite.ts";
import { pgJsonb } from "../../src/index.ts";

describeServer("postgres", "documents", (server) => {
  const schema = `documents_${process.pid}`;
  const database = createDatabase(postgres({ url: server.url }));
  afterAll(async () => {
    for (const name of [schema, `${schema}_expiry`]) {
      await database.execute(sql`drop schema if exists ${sql.id(name)} cascade`);
    }
    await database.close();
  });
  documentSuite("PostgreSQL", () => pgJsonb(database, { schema }));
  expirySuite("PostgreSQL", (sweepInterval) => pgJsonb(database, { schema: `${schema}_expiry`, sweepInterval }));
});
