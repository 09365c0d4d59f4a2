import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { createDatabase, DatabaseError, sql, type ChangeEvent, type DocumentDatabase } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { changeStreamSuite, take, takeAll } from "../../../document/test/support/change-stream-suite.ts";
import { pgJsonb, type PgJsonbOptions } from "../../src/index.ts";

const keyOf = ({ documentKey }: ChangeEvent): unknown => documentKey?.["_id"];
const soon = { maxAwaitTimeMS: 50 };

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return DatabaseError.is(error) ? error.nativeCode : error;
}

describeServer("postgres", "change streams", (server) => {
  const applicationName = `changes ${process.pid}`;
  const admin = createDatabase(postgres({ url: server.url }));
  const relational = createDatabase(postgres({ url: server.url, applicationName, pool: { backoff: { initial: 10 } } }));
  const schemas = new Set<string>();
  const opened: DocumentDatabase[] = [];
  const schemaOf = (name: string): string => `changes_${process.pid}_${name}`;
  const open = (name: string, options: PgJsonbOptions = { changes: "outbox" }): DocumentDatabase => {
    schemas.add(schemaOf(name));
    const database = pgJsonb(relational, { schema: schemaOf(name), ...options });
    opened.push(database);
    return database;
  };
  /** The sessions of this file that are open and do what is asked for. */
  const sessions = async (query: string): Promise<number[]> =>
    (
      await admin.query<{ pid: number }>(
        sql`select pid from pg_stat_activity where application_name = ${applicationName} and query ilike ${query}`,
      )
    ).map(({ pid }) => pid);

  changeStreamSuite(
    "PostgreSQL",
    () => open("suite"),
    () => open("suite"),
  );

  describe("on a server", () => {
    afterEach(async () => {
      for (const database of opened.splice(0)) await database.close();
    });

    it("have one session to listen on, however many they are, and none at the end", async () => {
      const database = open("sessions");
      const items = database.collection("items");
      const streams = Array.from({ length: 5 }, () => items.watch([], { maxAwaitTimeMS: 60_000 }));
      for (const stream of streams) await stream.open();
      expect(await sessions("listen%")).toHaveLength(1);
      const waiting = streams.map((stream) => stream.next());
      await items.insertOne({ _id: 1 });
      expect((await Promise.all(waiting)).map((event) => keyOf(event as ChangeEvent))).toEqual([1, 1, 1, 1, 1]);
      for (const stream of streams.slice(1)) await stream.close();
      expect(await sessions("listen%")).toHaveLength(1);
      await streams[0]?.close();
      expect(await sessions("listen%")).toEqual([]);
    });

    it("go on when their connections are killed", async () => {
      const database = open("killed");
      const items = database.collection("items");
      await items.insertOne({ _id: 0 });
      await using stream = items.watch([], { maxAwaitTimeMS: 300 });
      await stream.open();
      const events = take(stream, 40);
      for (let _id = 1; _id <= 40; _id++) {
        if (_id % 8 === 0) {
          await admin.query(
            sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${applicationName} and (query ilike 'listen%' or ${_id % 16 === 0}::boolean)`,
          );
        }
        // What was under way when its connection was killed may have been done.
        for (;;) {
          const code = await codeOf(items.insertOne({ _id }));
          if (code === undefined || code === 11000) break;
        }
      }
      expect((await events).map(keyOf)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
      const waiting = stream.next();
      while ((await sessions("listen%")).length === 0) await sleep(20);
      await items.insertOne({ _id: 41 });
      expect(await waiting).toMatchObject({ documentKey: { _id: 41 } });
    });

    it("tell of changes in the order of commits, not of the transactions' beginnings", async () => {
      const database = open("order");
      const items = database.collection<{ _id: number; n: number }>("items");
      await items.insertMany([
        { _id: 1, n: 0 },
        { _id: 2, n: 0 },
      ]);
      await using stream = items.watch();
      await stream.open();
      // The first transaction writes first, and commits last: what it does to the second document comes after.
      await database.transaction(async (first) => {
        const inside = first.collection<{ _id: number; n: number }>("items");
        await inside.updateOne({ _id: 1 }, { $set: { n: 1 } });
        await items.updateOne({ _id: 2 }, { $set: { n: 1 } });
        // Nobody waits for a transaction that is still open.
        expect(await stream.next()).toMatchObject({ documentKey: { _id: 2 } });
        await inside.updateOne({ _id: 2 }, { $set: { n: 2 } });
      });
      const events = await take(stream, 2);
      expect(
        events.map(({ documentKey, updateDescription }) => [documentKey?.["_id"], updateDescription?.updatedFields]),
      ).toEqual([
        [1, { n: 1 }],
        [2, { n: 2 }],
      ]);
    });

    it("never show a commit before another that has the lower number", async () => {
      const database = open("commits");
      const items = database.collection("items");
      await items.insertOne({ _id: 0 });
      await using stream = items.watch([], soon);
      await stream.open();
      const first = await relational.begin();
      const table = sql.id(schemaOf("commits"), "items");
      await first.execute(sql`insert into ${table} values ('first', '{"_id":"first"}')`);
      // As its commit would: it has its number, and is not to be seen yet.
      await first.execute(sql`set constraints all immediate`);
      let done = false;
      const second = items.insertOne({ _id: "second" }).then(() => (done = true));
      await sleep(150);
      expect([done, await takeAll(stream)]).toEqual([false, []]);
      await first.commit();
      await second;
      expect((await take(stream, 2)).map(keyOf)).toEqual(["first", "second"]);
    });

    it("tell of what others write, whether they know of the outbox or not", async () => {
      const without = open("others", {});
      await without.collection("before").insertOne({ _id: 1, n: 1 });
      const database = open("others");
      await using stream = database.watch([], { ...soon, fullDocumentBeforeChange: "whenAvailable" });
      await stream.open();
      await without.collection("before").replaceOne({ _id: 1 }, { n: 2 });
      await without.collection("after").insertOne({ _id: 2 });
      await without.collection("after").rename("later");
      await without.collection("later").deleteOne({ _id: 2 });
      const table = sql.id(schemaOf("others"), "before");
      await relational.execute(
        sql`insert into ${table} values ('x', '{"_id":"x"}'), ('y', '{"_id":"y"}') on conflict do nothing`,
      );
      await relational.execute(
        sql`insert into ${table} values ('x', '{"_id":"x","size":1}') on conflict (id) do update set doc = excluded.doc`,
      );
      await relational.execute(sql`update ${table} set doc = doc`);
      await relational.execute(sql`update ${table} set doc = '{"_id":"x","size":1.0}' where id = 'x'`);
      await relational.execute(sql`update ${table} set id = 'z', doc = '{"_id":"z"}' where id = 'y'`);
      await relational.transaction(async (tx) => {
        // What is told of a statement holds for that one alone.
        await tx.execute(sql`select set_config('db.change', '"replace"', true)`);
        for (const n of [1, 2]) {
          await tx.execute(
            sql`update ${table} set doc = jsonb_build_object('_id', 'z', 'size', ${n}::int) where id = 'z'`,
          );
        }
      });
      await relational.execute(sql`truncate ${table}`);
      const events = (await takeAll(stream)).map(({ operationType, ns, documentKey, updateDescription, to }) => [
        operationType,
        ns?.coll,
        documentKey?.["_id"] ?? to?.coll,
        ...(updateDescription === undefined ? [] : [updateDescription.updatedFields]),
      ]);
      const [byId, truncated] = [events.slice(8, 10), events.slice(12)];
      expect(events.slice(10, 12).map(([kind]) => kind)).toEqual(["replace", "update"]);
      expect(events.slice(0, 8)).toEqual([
        ["replace", "before", 1],
        ["insert", "after", 2],
        ["rename", "after", "later"],
        ["delete", "later", 2],
        ["insert", "before", "x"],
        ["insert", "before", "y"],
        ["update", "before", "x", { size: 1 }],
        ["update", "before", "x", { size: 1 }],
      ]);
      expect(byId).toEqual(
        expect.arrayContaining([
          ["delete", "before", "y"],
          ["insert", "before", "z"],
        ]),
      );
      expect(new Set(truncated.map(([kind, , key]) => `${kind} ${key}`))).toEqual(
        new Set(["delete 1", "delete x", "delete z"]),
      );
    });

    it("forget what is too old, and say so", async () => {
      const database = open("trimmed", { changes: "outbox", changesRetention: 0 });
      const items = database.collection<{ _id: number }>("items");
      const stream = items.watch([], soon);
      await stream.open();
      const beginning = stream.resumeToken as { _data: string };
      for (let round = 0; round < 4; round++) {
        await items.insertMany(Array.from({ length: 1500 }, (_, n) => ({ _id: -1500 * (round + 1) + n })));
      }
      const { n } = await admin.queryOne<{ n: number }>(
        sql`select count(*)::int as n from ${sql.id(schemaOf("trimmed"), "_changes")}`,
      );
      expect(n).toBeLessThanOrEqual(3000);
      expect(await codeOf(items.watch([], { resumeAfter: beginning }).open())).toBe(286);
      expect(await codeOf(stream.next())).toBe(286);
      await stream.close();
      // A large transaction takes out more than it brings.
      for (const [first, length] of [
        [0, 3000],
        [3000, 1000],
        [4000, 1000],
        [5000, 1],
      ] as const) {
        await items.insertMany(Array.from({ length }, (_, place) => ({ _id: first + place })));
      }
      const left = await admin.queryOne<{ n: number }>(
        sql`select count(*)::int as n from ${sql.id(schemaOf("trimmed"), "_changes")}`,
      );
      expect(left.n).toBeLessThanOrEqual(2001);
      const kept = open("trimmed", { changes: "outbox", changesRetention: 60_000 });
      await using fresh = kept.collection("items").watch([], soon);
      await fresh.open();
      for (let round = 0; round < 3; round++) {
        await kept.collection("items").insertMany(Array.from({ length: 1500 }, () => ({ round })));
      }
      expect(await takeAll(fresh)).toHaveLength(4500);
    });

    it("refuse the tokens of a log that was restored elsewhere, or set back", async () => {
      const items = open("restored").collection("items");
      const resume = (collection: typeof items, event: ChangeEvent | undefined): Promise<unknown> =>
        codeOf(collection.watch([], { ...soon, resumeAfter: { ...event?._id } }).tryNext());
      await using stream = items.watch([], soon);
      await stream.open();
      await items.insertMany([{ _id: 1 }, { _id: 2 }]);
      const [one] = await take(stream, 2);
      expect(await resume(items, one)).toBeUndefined();
      await admin.execute(sql`update ${sql.id(schemaOf("restored"), "_change_log")} set system = 'another'`);
      const restored = open("restored").collection("items");
      expect(await resume(restored, one)).toBe(286);
      await using fresh = restored.watch();
      await fresh.open();
      await restored.insertOne({ _id: 3 });
      const [three] = await take(fresh, 1);
      expect(await resume(restored, three)).toBeUndefined();
      // What a server that was set back to yesterday would not have.
      await admin.execute(sql`delete from ${sql.id(schemaOf("restored"), "_change_commits")}`);
      expect(await resume(restored, three)).toBe(286);
    });

    it("cost no session that is left over", async () => {
      const database = open("left");
      const stream = database.watch();
      const waiting = stream.next();
      await stream.open();
      const stop = new AbortController();
      const other = database.watch([], { signal: stop.signal });
      await other.open();
      stop.abort();
      await database.close();
      expect(await waiting).toBeUndefined();
      while ((await sessions("listen%")).length > 0) await sleep(10);
      const busy = sql`select pid from pg_stat_activity where application_name = ${applicationName} and state <> 'idle'`;
      expect(await admin.query(busy)).toEqual([]);
    });
  });

  it("are not to be had where changes are not recorded", async () => {
    const database = open("off", {});
    const error = await database
      .watch()
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "unsupported", message: expect.stringContaining('changes: "outbox"') });
    expect(() => pgJsonb(relational, { changes: "logical" as "outbox" })).toThrow("changes");
    expect(() => pgJsonb(relational, { changesRetention: 1 })).toThrow("outbox");
    expect(() => pgJsonb(relational, { changes: "outbox", changesRetention: -1 })).toThrow("milliseconds");
  });

  afterAll(async () => {
    for (const database of opened) await database.close();
    await relational.close();
    for (const schema of schemas) await admin.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await admin.close();
  });
});
