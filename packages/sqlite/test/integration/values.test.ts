import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { sqlite } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

describe("values through the engine", () => {
  it("64-bit integers keep every digit, in queries, streams, keys and bulk inserts", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create table t (id integer primary key, n integer)`);
    const values = [0, -1, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)];
    await db.bulkInsert(
      "t",
      values.map((n) => ({ id: null, n })),
    );
    expect((await db.query<{ n: unknown }>(sql`select n from t order by id`)).map(({ n }) => n)).toEqual(values);
    const streamed: unknown[] = [];
    for await (const { n } of db.stream<{ n: unknown }>(sql`select n from t order by id`)) streamed.push(n);
    expect(streamed).toEqual(values);
    expect((await db.execute(sql`insert into t values (${2n ** 62n}, 1)`)).insertId).toBe(2n ** 62n);
    expect(
      await db.query(sql`select 7 / ${2} as whole, 7 / ${2.5} as real, typeof(${1}) as one, typeof(${1.5}) as half`),
    ).toEqual([{ whole: 3, real: 2.8, one: "integer", half: "real" }]);
    await expect(db.query(sql`select ${2n ** 63n}`)).rejects.toMatchObject({ kind: "usage" });
    await expect(db.query(sql`select abs(${-(2n ** 63n)})`)).rejects.toMatchObject({ kind: "value-out-of-range" });
  });

  it("the key of an insert is told, and not that of an earlier one", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create table t (id integer primary key, v text unique)`);
    expect((await db.execute(sql`insert into t (v) values ('a')`)).insertId).toBe(1);
    expect((await db.execute(sql`insert or ignore into t (v) values ('a')`)).insertId).toBeUndefined();
    expect((await db.execute(sql`update t set v = 'b'`)).insertId).toBeUndefined();
    expect((await db.execute(sql`with x as (select 'c' as v) insert into t (v) select v from x`)).insertId).toBe(2);
    expect(await db.execute(sql`delete from t`)).toMatchObject({ affectedRows: 2, insertId: undefined });
    expect(await db.execute(sql`drop table t`)).toMatchObject({ affectedRows: 0, insertId: undefined });
  });

  it("blobs of every size arrive, and belong to the caller", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create table b (v blob)`);
    for (const size of [0, 1, 255, 70_000, 5_000_000]) {
      const bytes = Uint8Array.from({ length: size }, (_, index) => index % 251);
      await db.execute(sql`delete from b`);
      await db.execute(sql`insert into b values (${bytes})`);
      const { v } = await db.queryOne<{ v: Uint8Array }>(sql`select v from b`);
      expect([v.constructor.name, v.length, Buffer.compare(v, bytes)]).toEqual(["Uint8Array", size, 0]);
    }
  });

  it("text holds U+0000 and any plane", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    for (const text of ["\0", "a\0b", "𝄞", "é", "\u{10FFFF}"])
      expect(await db.queryOne(sql`select ${text} as v`)).toEqual({ v: text });
  });

  it("bound values are in no message, even where SQLite's own text has them", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create virtual table f using fts5(body)`);
    await db.execute(sql`create table t (id integer primary key check (id < 5), v text)`);
    await db.execute(sql`create trigger tr before update on t begin select raise(abort, 'said by the trigger'); end`);
    await db.execute(sql`insert into t values (1, 'hunter2')`);
    const secret = "hunter2";
    for (const [statement, kind] of [
      [sql`select * from f where f match ${`${secret}:x`}`, "undefined-column"],
      [sql`select * from f where f match ${`"${secret}`}`, "invalid-value"],
      [sql`select * from f where f match ${`(${secret} AND`}`, "invalid-value"],
      [sql`select json_extract('{}', ${secret})`, "invalid-value"],
      [sql`select json(${secret})`, "invalid-value"],
      [sql`attach ${`/nowhere/${secret}`} as x`, "cannot-open"],
      [sql`update t set v = ${secret}`, "check-violation"],
      [sql`insert into t values (9, ${secret})`, "check-violation"],
      [sql`insert into t values (1, ${secret})`, "unique-violation"],
    ] as const) {
      const error = await db.execute(statement).then(
        () => undefined,
        (failure: Error) => failure,
      );
      expect(error).toMatchObject({ kind });
      expect(JSON.stringify(error)).not.toContain(secret);
      expect(String(error)).not.toContain(secret);
    }
  });

  it("what is wrong in a text is said", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await expect(db.query(sql`select nmae from sqlite_schema`)).rejects.toMatchObject({
      kind: "undefined-column",
      message: expect.stringContaining("no such column: nmae") as unknown,
    });
    await expect(db.query(sql`select 1; select 2`)).rejects.toMatchObject({ kind: "usage" });
    await expect(db.query(sql`-- nothing`)).rejects.toMatchObject({ kind: "syntax-error" });
  });
});

it("integers beyond 2^53 are exact from a statement that has read small ones before", async () => {
  await using db = createDatabase(sqlite({ file: ":memory:" }));
  await db.execute(sql`create table t (id integer primary key, v integer, r real)`);
  const big = 2n ** 53n + 1n;
  await db.execute(sql`insert into t values (1, 5, 0.5), (2, ${big}, 1e300), (3, ${-big}, -1.0)`);
  const read = (id: number): Promise<unknown> => db.query(sql`select v, r from t where id = ${id}`);
  for (let time = 0; time < 2; time++) {
    expect(await read(1)).toEqual([{ v: 5, r: 0.5 }]);
    expect(await read(2)).toEqual([{ v: big, r: 1e300 }]);
    expect(await read(3)).toEqual([{ v: -big, r: -1 }]);
  }
});

describe("streams of integers", () => {
  const big = 2n ** 53n + 1n;

  it.each([0, 3, 499, 500, 501, 1200])("are exact when the first beyond 2^53 comes after %i rows", async (before) => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    await db.execute(sql`create table t (id integer primary key, v, d text)`);
    const rows = Array.from({ length: 1600 }, (_, id) => ({ id, v: id < before ? id : big + BigInt(id), d: `${id}` }));
    await db.bulkInsert("t", rows);
    for (let time = 0; time < 2; time++) {
      const read: unknown[] = [];
      for await (const row of db.stream(sql`select * from t order by id`)) read.push(row);
      expect(read).toEqual(rows);
      expect(await db.query(sql`select * from t order by id`)).toEqual(rows);
    }
  });

  it("see one state of the database although it is read twice", async () => {
    await using db = createDatabase(sqlite({ file: file() }));
    await db.execute(sql`create table t (id integer primary key, v integer)`);
    await db.bulkInsert(
      "t",
      Array.from({ length: 50 }, (_, id) => ({ id, v: id < 30 ? id : big })),
    );
    let count = 0;
    for await (const row of db.stream(sql<{ id: number }>`select * from t order by id`, { batchSize: 10 })) {
      // Another connection changes what is still to come.
      if (count === 5) await db.execute(sql`delete from t`);
      expect(row.id).toBe(count++);
    }
    expect(count).toBe(50);
  });

  it("may be by chance, but not where a view hides it: a second reading would give other rows", async () => {
    await using db = createDatabase(sqlite({ file: ":memory:" }));
    const random = sql`select random() as v from (values (1), (2), (3))`;
    let count = 0;
    for await (const _ of db.stream(random)) count++;
    expect(count).toBe(3);
    expect(await db.query(random)).toHaveLength(3);
    await db.execute(sql`create view dice as select random() as v from (values (1), (2), (3))`);
    await expect(
      db
        .stream(sql`select * from dice`)
        .batches()
        .next(),
    ).rejects.toMatchObject({ kind: "usage" });
    expect(await db.query(sql`select * from dice`)).toHaveLength(3);
  });
});
