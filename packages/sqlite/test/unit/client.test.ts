import { expect, it } from "@jest/globals";
import { sqliteDialect } from "@db/core";
import Database from "better-sqlite3";
import { configure, openClient } from "../../src/sqlite-client.ts";
import { parseSqliteOptions } from "../../src/sqlite-options.ts";
import { SqliteSession } from "../../src/sqlite-session.ts";

it("a journal mode that SQLite does not take is an error, not ignored", () => {
  const client = new Database(":memory:");
  // Memory keeps its own mode, as a file system without shared memory does.
  const options = { ...parseSqliteOptions({ file: "a.db" }), memory: true };
  expect(() => configure(client, options)).toThrow(
    expect.objectContaining({
      kind: "configuration",
      message: 'the journal mode "wal" cannot be had here; SQLite keeps "memory"',
    }),
  );
  client.close();
});

it("a read-only transaction that SQLite ended by itself leaves a session that must be reset before anybody writes", async () => {
  const options = parseSqliteOptions({ file: ":memory:" });
  const session = new SqliteSession(openClient(options), options, sqliteDialect, { value: 0 });
  await session.begin({ readOnly: true }, {});
  expect(session.dirty).toBe(false);
  session.native.exec("rollback");
  expect([session.transaction, session.dirty]).toEqual(["none", true]);
  await session.reset();
  session.native.exec("create table t (id integer)");
  expect(session.dirty).toBe(false);
  await session.close();
});
