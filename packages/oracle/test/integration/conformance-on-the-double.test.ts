import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { oracle } from "../../src/index.ts";
import { installDouble } from "../support/oracledb-double/install.ts";

installDouble();

/** What H2 has no function for, or none of that form: these fail here, and are proven on a real server. */
const beyond: Readonly<Record<string, string>> = {
  "dateAdd gives the same everywhere": "numtodsinterval, numtoyminterval",
  "dateTruncate gives the same everywhere": "trunc with a format",
  "dateDifference counts whole units that passed": "the difference of dates as days",
  "extract gives the same everywhere": "to_number",
  "jsonText gives the same everywhere": "json_value",
  "jsonValue gives the same everywhere": "json_query",
  "random is a number from 0 up to 1, another for each row": "dbms_random.value",
};

const runner: Parameters<typeof describeDriver>[0] = {
  describe,
  // The suite's tests assert by themselves.
  /* oxlint-disable jest/expect-expect */
  it: (name, test, timeout) => {
    if (Object.hasOwn(beyond, name)) it.failing(`${name}: not on H2 (${beyond[name]})`, test, timeout);
    else it(name, test, timeout);
  },
  /* oxlint-enable jest/expect-expect */
  expect,
  beforeAll,
  afterAll,
};

// The whole suite, unchanged, through oracledb's own code down to its implementation of a connection, behind which is H2. It
// proves the driver's state machine; Oracle's semantics and its wire are proven by conformance.test.ts on a real server.
describeServer("h2", "conformance on the double", (server) => {
  const { hostname, port } = new URL(server.url);
  const place = { host: hostname, port: Number(port) };
  describeDriver(runner, {
    name: "oracledb's double on H2",
    define: (overrides) =>
      oracle({ ...place, database: `oracle_${process.pid}`, username: "db_test", password: "secret", ...overrides }),
    statements: {
      sleep: (seconds) => sql`begin dbms_session.sleep(${seconds}); end;`,
      series: (count) => sql`select n as "n" from db_numbers where n <= ${count}`,
      setting: {
        change: sql`alter session set nls_territory = 'GERMANY'`,
        read: sql`select sys_context('USERENV', 'NLS_TERRITORY') as "value" from dual`,
      },
      createProcedure: (name) => sql`
        create procedure ${sql.id(name)} (a in number, b in out number, c out varchar2) as
        begin b := a + b; c := 'done'; end;`,
      dropProcedure: (name) => sql`drop procedure ${sql.id(name)}`,
      lockRow: (table, id) => sql`select id from ${sql.id(table)} where id = ${id} for update nowait`,
      sessionCount: sql`select count(*) as "count" from information_schema.sessions`,
    },
    shared: true,
    address: place,
  });
});
