import { afterAll, afterEach, expect } from "@jest/globals";
import { createDatabase, type RelationalDatabase, type Statement } from "@db/core";
import { oracle, type OracleOptions } from "../../src/index.ts";
import { installDouble } from "./oracledb-double/install.ts";
import { routines, type DoubleRoutine } from "./oracledb-double/blocks.ts";
import { H2Wire } from "./oracledb-double/h2-wire.ts";
import { DoubleLobImpl } from "./oracledb-double/lob-impl.ts";
import { DoubleResultSetImpl } from "./oracledb-double/result-set-impl.ts";
import { log } from "./oracledb-double/session-state.ts";

installDouble();

/** Databases on the double for the tests of one file, and what reached the double. */
export interface DoubleDatabases {
  make(options?: OracleOptions): RelationalDatabase;
  /** Statements since the last call, of those that a pattern has; each with a `;` behind where it commits by itself. */
  sent(pattern?: RegExp): readonly string[];
  /** Gives the double a routine, until the tests have run. */
  routine(routine: DoubleRoutine): void;
}

/** Makes databases that are closed after the last test; after each test no cursor and no large object may be open on the double. */
export function doubleDatabases(url: string): DoubleDatabases {
  const { hostname: host, port } = new URL(url);
  const made: RelationalDatabase[] = [];
  afterEach(() => expect([DoubleResultSetImpl.open, DoubleLobImpl.open]).toEqual([0, 0]));
  afterAll(async () => {
    await Promise.all(made.map((db) => db.close()));
    H2Wire.closeAll();
    routines.splice(0);
  });
  return {
    make: (options) => {
      const database = `oracle_tests_${process.pid}`;
      const db = createDatabase(
        oracle({ host, port: Number(port), database, username: "app", password: "secret", ...options }),
      );
      made.push(db);
      return db;
    },
    sent: (pattern = /./) =>
      log.statements
        .splice(0)
        .filter(({ text }) => pattern.test(text))
        .map(({ text, autoCommit }) => text + (autoCommit ? ";" : "")),
    routine: (one) => void routines.push(one),
  };
}

/** The only value of the only row. */
export async function valueOf(db: RelationalDatabase, statement: Statement<object>): Promise<unknown> {
  const [value] = Object.values(await db.queryOne(statement));
  return value;
}
