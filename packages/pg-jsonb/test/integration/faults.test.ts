import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createDatabase, DatabaseError, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { pgJsonb } from "../../src/index.ts";

/** The error that a promise rejects with. */
async function rejection(promise: Promise<unknown>): Promise<DatabaseError> {
  const error = await promise.then(
    () => new Error("it did not reject"),
    (reason: unknown) => reason,
  );
  if (!DatabaseError.is(error)) throw error;
  return error;
}

describeServer("postgres", "documents when something goes wrong", (server) => {
  const schema = `faults_${process.pid}`;
  const applicationName = `faults ${process.pid}`;
  const admin = createDatabase(postgres({ url: server.url }));
  const relational = createDatabase(
    postgres({ url: server.url, applicationName, pool: { max: 3, acquireTimeout: 500 } }),
  );
  const database = pgJsonb(relational, { schema });
  const items = database.collection<{ _id: unknown; n?: number }>("items");
  beforeAll(() => items.insertMany(Array.from({ length: 2000 }, (_, n) => ({ _id: n, n }))));
  afterAll(async () => {
    await relational.close();
    await admin.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await admin.close();
  });

  /** Ends the sessions that are in a transaction. */
  const kill = async (): Promise<void> => {
    await admin.query(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${applicationName} and state <> 'idle'`,
    );
  };
  const inTransaction = async (): Promise<number> =>
    (
      await admin.queryOne<{ n: number }>(
        sql`select count(*)::int as n from pg_stat_activity where application_name = ${applicationName} and state like 'idle in%'`,
      )
    ).n;

  it("tells that a cursor's connection is gone, and goes on", async () => {
    const cursor = items.find({}, { batchSize: 10 });
    await cursor.next();
    await kill();
    expect(await rejection(cursor.toArray())).toMatchObject({ kind: "connection-lost" });
    await cursor.close();
    expect([await items.countDocuments(), await inTransaction()]).toEqual([2000, 0]);
  });

  it("keeps nothing of a transaction whose connection is gone", async () => {
    const work = database.transaction(async (tx) => {
      await tx.collection("items").insertOne({ _id: "lost" });
      await kill();
      await tx.collection("items").insertOne({ _id: "lost too" });
    });
    expect(["connection", "outcome"]).toContain((await rejection(work)).kind.split("-")[0]);
    expect([await items.countDocuments({ _id: { $type: "string" } }), await inTransaction()]).toEqual([0, 0]);
  });

  it("stops at a signal and at a time limit, and leaves nothing half done", async () => {
    const stop = new AbortController();
    await database.transaction(async (tx) => {
      await tx.collection("items").updateOne({ _id: 1 }, { $set: { held: true } });
      const update = (options: object): Promise<unknown> => items.updateMany({}, [{ $set: { n: -1 } }], options);
      expect(await rejection(update({ timeout: 100 }))).toMatchObject({ kind: "timeout", nativeCode: 50 });
      const statement = { q: {}, u: [{ $set: { n: -1 } }], multi: true };
      const command = { update: "items", updates: [statement], maxTimeMS: 100 };
      expect(await rejection(database.command(command))).toMatchObject({ kind: "timeout", nativeCode: 50 });
      setTimeout(() => stop.abort(), 50);
      expect(await rejection(update({ signal: stop.signal }))).toMatchObject({ kind: "aborted" });
    });
    expect([await items.countDocuments({ n: -1 }), await inTransaction()]).toEqual([0, 0]);
    expect(await rejection(items.find({}, { signal: AbortSignal.abort() }).toArray())).toMatchObject({
      kind: "aborted",
    });
  });

  it("tells when open cursors hold all sessions", async () => {
    const cursors = Array.from({ length: 3 }, () => items.find({}, { batchSize: 10 }));
    for (const cursor of cursors) await cursor.next();
    expect(await rejection(items.countDocuments())).toMatchObject({ kind: "acquire-timeout" });
    for (const cursor of cursors) await cursor.close();
    expect([await items.countDocuments(), await inTransaction()]).toEqual([2000, 0]);
  });

  it("ends its cursors when it is closed, those that are being opened too", async () => {
    const other = pgJsonb(relational, { schema });
    const [open, opening] = [other.collection("items").find({}, { batchSize: 10 }), other.collection("items").find()];
    await open.next();
    const first = opening.next();
    await other.close();
    expect(await rejection(first)).toMatchObject({ kind: "closed" });
    expect(await rejection(open.toArray())).toMatchObject({ kind: "closed" });
    expect(await inTransaction()).toBe(0);
  });

  it("closes a cursor that could not be opened", async () => {
    const cursor = items.find({ n: { $unheard: 1 } } as object);
    expect(await rejection(cursor.next())).toMatchObject({ nativeCode: 2 });
    await cursor.close();
  });

  it("does not wait in a transaction for a cursor outside of it", async () => {
    const dropped = database.collection("dropped");
    await dropped.insertMany(Array.from({ length: 1200 }, (_, _id) => ({ _id })));
    const cursor = dropped.find({}, { batchSize: 10 });
    await cursor.next();
    expect(await database.transaction((tx) => tx.collection("dropped").drop(), { timeout: 5000 })).toBe(true);
    expect(await rejection(cursor.toArray())).toMatchObject({ nativeCode: 175 });
  });

  it("takes names that PostgreSQL gives to its own", async () => {
    for (const name of ["a", "a_pkey", "a_id_idx", 'q"uote', "x".repeat(200)]) {
      await database.collection(name).insertOne({ _id: name });
      expect(await database.collection(name).findOne()).toEqual({ _id: name });
    }
  });

  it("takes long keys, wide indexes, deep values and many values", async () => {
    const odd = database.collection<Record<string, unknown>>("odd");
    const long = Array.from({ length: 9000 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919) % 20000))).join("");
    await odd.createIndex({ key: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } });
    await odd.insertOne({
      _id: long,
      a: long,
      b: long.slice(1),
      c: long.slice(2),
      d: long.slice(3),
      e: long.slice(4),
      f: long,
    });
    expect(await odd.countDocuments({ _id: long, a: long, e: { $gt: "a" } })).toBe(1);
    const deep = Array.from({ length: 60 }).reduce<unknown>((value) => ({ value }), 1);
    await odd.insertOne({ _id: 1, a: deep });
    expect(await odd.findOne({}, { sort: { a: -1 } })).toEqual({ _id: 1, a: deep });
    const many = Array.from({ length: 70_000 }, (_, n) => n);
    expect(await items.countDocuments({ _id: { $in: many } })).toBe(2000);
    expect(await items.countDocuments({ n: { $in: many } })).toBe(2000);
  });

  it("refuses what cannot be kept", async () => {
    const odd = database.collection<Record<string, unknown>>("refused");
    expect(await rejection(odd.insertOne({ "a\u0000b": 1 }))).toMatchObject({ nativeCode: 2 });
    expect(await rejection(odd.insertOne({ when: new Date(Number.NaN) }))).toMatchObject({ nativeCode: 238 });
    expect(await rejection(odd.insertOne({ text: "x".repeat(17 * 1024 * 1024) }))).toMatchObject({ nativeCode: 10334 });
    await odd.insertOne({ _id: undefined, half: "a\ud800" });
    expect(await odd.findOne()).toMatchObject({ _id: expect.anything(), half: "a\ufffd" });
    expect(() => pgJsonb(relational, { schema: "a$body$b" })).toThrow("dollar");
  }, 20_000);
});
