import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver, type Subject } from "@db/conformance";
import { sql } from "@db/core";
import { PGlite } from "@electric-sql/pglite";
import { recordConformance } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import { pglite, postgres } from "../../src/index.ts";

const runner = { describe, it, expect, beforeAll, afterAll };

const statements: Subject["statements"] = {
  series: (count) => sql`select n from generate_series(1, ${count}::int) as s(n)`,
  setting: {
    change: sql`set search_path to pg_catalog, public, information_schema`,
    read: sql`select current_setting('search_path') as value`,
  },
  createProcedure: (name) => sql`
    create procedure ${sql.id(name)} (in a int, inout b int, out c text) language plpgsql
    as $$ begin b := a + b; c := 'done'; end $$`,
  dropProcedure: (name) => sql`drop procedure ${sql.id(name)}`,
};

describeServer("postgres", "conformance", (server) => {
  const { hostname, port } = new URL(server.url);
  const application = `db-conformance-${process.pid}`;
  const subject: Subject = {
    name: `PostgreSQL ${server.version ?? ""}`.trim(),
    define: (overrides) => postgres({ url: server.url, applicationName: application, ...overrides }),
    statements: {
      ...statements,
      sleep: (seconds) => sql`select pg_sleep(${seconds}::float)`,
      notify: (channel, payload) => sql`select pg_notify(${channel}, ${payload})`,
      lockRow: (table, id) => sql`select id from ${sql.id(table)} where id = ${id} for update nowait`,
      sessionCount: sql`select count(*)::int as count from pg_stat_activity where application_name = ${application}`,
    },
    shared: true,
    address: { host: hostname, port: Number(port) },
    report: recordConformance,
  };
  describeDriver(runner, subject);
  // Without TLS the bytes come another way.
  const { report: _, ...unrecorded } = subject;
  describeDriver(runner, {
    ...unrecorded,
    name: `${subject.name}, without TLS`,
    define: (overrides) =>
      postgres({ url: server.url, applicationName: application, tls: { mode: "disable" }, ...overrides }),
  });
});

// One instance for all tests: each start takes a second. That a database starts and closes its own is tested elsewhere.
const embedded = await PGlite.create();
afterAll(() => embedded.close());

describeDriver(runner, {
  name: "PGlite",
  define: (overrides) => pglite({ client: embedded, ...overrides }),
  statements,
  shared: true,
  report: recordConformance,
});
