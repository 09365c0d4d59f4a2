import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver, type Subject } from "@db/conformance";
import { sql } from "@db/core";
import { recordConformance } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import { oracle } from "../../src/index.ts";

const runner = { describe, it, expect, beforeAll, afterAll };

/** What the suite cannot write for every engine. */
const statements: Subject["statements"] = {
  sleep: (seconds) => sql`begin dbms_session.sleep(${seconds}); end;`,
  // A hierarchy has one row at least.
  series: (count) => sql`
    select "n" from (select level as "n" from dual connect by level <= ${count}) where "n" <= ${count}`,
  setting: {
    change: sql`alter session set nls_territory = 'GERMANY'`,
    read: sql`select sys_context('USERENV', 'NLS_TERRITORY') as "value" from dual`,
  },
  createProcedure: (name) => sql`
    create procedure ${sql.id(name)} (a in number, b in out number, c out varchar2) as
    begin b := a + b; c := 'done'; end;`,
  dropProcedure: (name) => sql`drop procedure ${sql.id(name)}`,
  lockRow: (table, id) => sql`select id from ${sql.id(table)} where id = ${id} for update nowait`,
  sessionCount: sql`
    select count(*) as "count" from v$session where username = sys_context('USERENV', 'SESSION_USER') and type = 'USER'`,
};

describeServer("oracle", "conformance", (server) => {
  const { hostname, port } = new URL(server.url);
  describeDriver(runner, {
    name: "Oracle Database",
    define: (overrides) => oracle({ url: server.url, ...overrides }),
    statements,
    shared: true,
    address: { host: hostname, port: Number(port || 1521) },
    report: recordConformance,
  });
});
