import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { pglite } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

/** What both the server and the embedded one must do with routines. */
function routines(open: () => RelationalDatabase): void {
  const name = (part: string): string => `routine_${part}_${process.pid}`;

  it("gives every cursor of a function as a result set, in a transaction of its own", async () => {
    const db = open();
    const cursors = sql.id(name("cursors"));
    await db.execute(sql`create function ${cursors} (a int) returns setof refcursor language plpgsql as $$
      declare x refcursor; y refcursor;
      begin open x for select a as one; return next x; open y for select a + 1 as two; return next y; end $$`);
    try {
      const sets = [[{ one: 1 }], [{ two: 2 }]];
      expect((await db.call(name("cursors"), [1])).resultSets).toEqual(sets);
      expect((await db.transaction((tx) => tx.call(name("cursors"), { a: 1 }))).resultSets).toEqual(sets);
    } finally {
      await db.execute(sql`drop function ${cursors}`);
    }
  });

  it("gives a function's value, its rows or its OUT parameters", async () => {
    const db = open();
    const [plain, rows, out] = [name("plain"), name("rows"), name("out")];
    await db.execute(
      sql`create function ${sql.id(plain)} (a int, b int default 10) returns int language sql as 'select a + b'`,
    );
    await db.execute(
      sql`create function ${sql.id(rows)} (a int) returns table (n int) language sql as 'select generate_series(1, a)'`,
    );
    await db.execute(
      sql`create function ${sql.id(out)} (a int, out b int, out c text) language sql as $$ select a + 1, 'c' $$`,
    );
    try {
      expect(await db.call(plain, [1])).toMatchObject({ returnValue: 11, resultSets: [] });
      expect((await db.call(plain, { a: 1, b: 2 })).returnValue).toBe(3);
      expect((await db.call(rows, [2])).resultSets).toEqual([[{ n: 1 }, { n: 2 }]]);
      expect((await db.call(out, [1])).output).toEqual({ b: 2, c: "c" });
      expect((await rejection(db.call(plain, []))).kind).toBe("usage");
    } finally {
      for (const one of [plain, rows, out]) await db.execute(sql`drop function ${sql.id(one)}`);
    }
  });
}

describeServer("postgres", "routines", (server) => {
  const made = databases(() => server.url);
  routines(() => made.make());
});

describe("routines of PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());
  routines(() => db);
});
