import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver, type Subject } from "@db/conformance";
import { sql } from "@db/core";
import { recordConformance } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";

const runner = { describe, it, expect, beforeAll, afterAll };

const statements: Subject["statements"] = {
  // A sleep that stands alone answers a stop with 1 instead of an error.
  sleep: (seconds) => sql`select 1 as one from (select 1 as n union select 2) as t where sleep(${seconds} / 2) = 2`,
  // Rows as they are counted: a recursion would make all of them before it gives the first.
  series: (count) => sql`
    with d as (select 0 union all select 1 union all select 2 union all select 3 union all select 4
      union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)
    select row_number() over () as n from d a, d b, d c, d e, d f, d g limit ${count}`,
  setting: {
    change: sql`set lock_wait_timeout = 7`,
    read: sql`select @@lock_wait_timeout as value`,
  },
  createProcedure: (name) => sql`
    create procedure ${sql.id(name)} (in a int, inout b int, out c text)
    begin set b = a + b; set c = 'done'; end`,
  dropProcedure: (name) => sql`drop procedure ${sql.id(name)}`,
  lockRow: (table, id) => sql`select id from ${sql.id(table)} where id = ${id} for update nowait`,
};

/** The subject, and itself without TLS, where the bytes come another way. */
function describeBoth(subject: Subject, define: typeof mysql, url: string): void {
  describeDriver(runner, subject);
  const { report: _, ...unrecorded } = subject;
  describeDriver(runner, {
    ...unrecorded,
    name: `${subject.name}, without TLS`,
    define: (overrides) => define({ url, tls: { mode: "disable" }, ...overrides }),
  });
}

describeServer("mysql", "conformance", (server) => {
  const { hostname, port } = new URL(server.url);
  const subject: Subject = {
    name: `MySQL ${server.version ?? ""}`.trim(),
    define: (overrides) => mysql({ url: server.url, ...overrides }),
    statements: {
      ...statements,
      sessionCount: sql`select count(*) as count from performance_schema.processlist where db = database()`,
    },
    shared: true,
    address: { host: hostname, port: Number(port) },
    report: recordConformance,
  };
  describeBoth(subject, mysql, server.url);
});

describeServer("mariadb", "conformance", (server) => {
  const { hostname, port } = new URL(server.url);
  const subject: Subject = {
    name: `MariaDB ${server.version ?? ""}`.trim(),
    define: (overrides) => mariadb({ url: server.url, ...overrides }),
    statements: {
      ...statements,
      // MariaDB counts all rows before it gives the first, but has an engine for this.
      series: (count) => sql`select seq as n from seq_1_to_1000000 where seq <= ${count}`,
      sessionCount: sql`select count(*) as count from information_schema.processlist where db = database()`,
    },
    shared: true,
    address: { host: hostname, port: Number(port) },
    report: recordConformance,
  };
  describeBoth(subject, mariadb, server.url);
});
