import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeEach, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { pgJsonb } from "../../src/index.ts";

describeServer("postgres", "an index of a collection in use", (server) => {
  const schema = `build_${process.pid}`;
  const relational = createDatabase(postgres({ url: server.url }));
  const database = pgJsonb(relational, { schema });
  const items = database.collection<{ _id: number; n?: unknown; m?: unknown }>("items");

  beforeEach(async () => {
    await items.drop();
    await items.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id, n: _id, m: [_id] })));
  });
  afterAll(async () => {
    await database.close();
    await relational.execute(sql`drop schema ${sql.id(schema)} cascade`);
    await relational.close();
  });

  /** The indexes of the table that are not the key's. */
  const relations = async (): Promise<string[]> =>
    (
      await relational.query<{ name: string }>(
        sql`select c.relname as name from pg_index x join pg_class c on c.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace s on s.oid = t.relnamespace where s.nspname = ${schema} and t.relname = 'items' and not x.indisprimary`,
      )
    ).map(({ name }) => name);

  it("is built while others write", async () => {
    // A transaction that has written keeps the building waiting, and everybody else goes on.
    const other = await relational.begin();
    await other.execute(sql`update ${sql.id(schema, "items")} set doc = doc where id = 'x'`);
    await other.query(sql`select count(*) from ${sql.id(schema, "items")}`);
    let built = false;
    const building = items
      .createIndexes([{ key: { n: 1 } }, { key: { n: 1, m: 1 }, name: "both" }])
      .then(() => (built = true));
    await wait(300);
    await items.insertOne({ _id: 9001, n: 9001 });
    await items.updateOne({ _id: 5 }, { $set: { n: -5 } });
    expect(built).toBe(false);
    await other.rollback();
    await building;
    expect((await items.listIndexes()).map(({ name }) => name)).toEqual(["_id_", "n_1", "both"]);
    await relational.execute(sql`analyze ${sql.id(schema, "items")}`);
    for (const [n, _id] of [
      [9001, 9001],
      [-5, 5],
      [7, 7],
    ]) {
      expect((await items.explain({ n })).fullScan).toBe(false);
      expect((await items.findOne({ n }))?._id).toBe(_id);
    }
    // Two fields with arrays at once are refused from the moment that it is there.
    await expect(items.updateOne({ _id: 5 }, { $set: { n: [1] } })).rejects.toMatchObject({ nativeCode: 171 });
  });

  it("leaves nothing behind when it is refused or stopped", async () => {
    await items.createIndex({ key: { m: 1 } });
    const before = await relations();
    await items.insertOne({ _id: 9002, n: 7 });
    await expect(items.createIndex({ key: { n: 1 }, unique: true })).rejects.toMatchObject({ nativeCode: 11000 });
    expect(await relations()).toEqual(before);
    const other = await relational.begin();
    await other.execute(sql`update ${sql.id(schema, "items")} set doc = doc where id = 'x'`);
    const stopped = items.createIndex({ key: { n: 1 } }, { timeout: 300 });
    await expect(stopped).rejects.toMatchObject({ kind: "timeout" });
    await other.rollback();
    // What had to wait is taken away by the next one.
    await items.createIndex({ key: { other: 1 } });
    expect(await relations()).toHaveLength(before.length + 2);
    await items.dropIndex("other_1");
    expect(await relations()).toEqual(before);
    expect((await items.listIndexes()).map(({ name }) => name)).toEqual(["_id_", "m_1"]);
  });

  it("by text lets others read while documents are looked at, and leaves no column when it is refused", async () => {
    const table = sql.id(schema, "items");
    const texts = database.collection<{ _id: number; text: string }>("items");
    // The writers' lock is held by somebody, so that the index waits in the midst of being made.
    const other = await relational.begin();
    await other.execute(
      sql`select pg_advisory_xact_lock_shared(hashtextextended(${`@db/pg-jsonb ${schema}.items`}, 0))`,
    );
    const building = texts.createIndex({ key: { text: "text" } });
    await wait(300);
    expect(await items.countDocuments({ _id: { $lt: 10 } })).toBe(10);
    await other.rollback();
    await building;
    await texts.insertOne({ _id: 9003, text: "some words" });
    expect(await texts.countDocuments({ $text: { $search: "word" } })).toBe(1);
    await texts.dropIndex("text_text");
    await texts.insertOne({ _id: 9004, text: "x", n: 7 } as never);
    const refused = texts.createIndexes([{ key: { text: "text" } }, { key: { n: 1 }, unique: true }]);
    await expect(refused).rejects.toMatchObject({ nativeCode: 11000 });
    const columns = await relational.query(sql`select * from ${table} limit 1`);
    expect(Object.keys(columns[0] ?? {})).toEqual(["id", "doc"]);
  });

  it("takes away what a builder has left that died", async () => {
    await items.createIndex({ key: { m: 1 } });
    const table = sql.id(schema, "items");
    const left = `_index_${"a".repeat(32)}`;
    const busy = `_index_${"b".repeat(32)}`;
    await relational.execute(sql`create index ${sql.id(left)} on ${table} (id)`);
    await relational.execute(sql`create index ${sql.id(`${left}_0`)} on ${table} (id)`);
    await relational.execute(sql`create index ${sql.id(busy)} on ${table} (id)`);
    await relational.session(async (session) => {
      await session.execute(sql`select pg_advisory_lock(hashtextextended(${`@db/pg-jsonb ${schema} ${busy}`}, 0))`);
      await items.createIndex({ key: { n: 1 } });
      await session.execute(sql`select pg_advisory_unlock_all()`);
    });
    const names = await relations();
    expect(names.filter((name) => name.startsWith(left))).toEqual([]);
    expect(names).toContain(busy);
  });
});
