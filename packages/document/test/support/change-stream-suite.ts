import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { ChangeEvent, ChangeStream, DocumentCollection, DocumentDatabase } from "@db/core";
import { rejection } from "./rejection.ts";

type Plain = Record<string, unknown>;

/** The next events, so many of them. */
export async function take<T extends object>(stream: ChangeStream<T>, count: number): Promise<ChangeEvent<T>[]> {
  const events: ChangeEvent<T>[] = [];
  while (events.length < count) {
    const event = await stream.next();
    if (event === undefined) break;
    events.push(event);
  }
  return events;
}

/** What is there already. */
export async function takeAll<T extends object>(stream: ChangeStream<T>): Promise<ChangeEvent<T>[]> {
  const events: ChangeEvent<T>[] = [];
  for (let event = await stream.tryNext(); event !== undefined; event = await stream.tryNext()) events.push(event);
  return events;
}

/** An event without what differs from run to run. */
export function told(event: ChangeEvent): Plain {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== "_id" && name !== "wallTime"));
}

/** Milliseconds that streams of the tests wait for more. */
const soon = { maxAwaitTimeMS: 40 };

/**
 * What change streams do, whatever keeps the documents. `open` gives a database that records changes; `again`, where others
 * can see the same documents, gives another one over them.
 */
export function changeStreamSuite(name: string, open: () => DocumentDatabase, again?: () => DocumentDatabase): void {
  describe(`${name} as a source of changes`, () => {
    let database: DocumentDatabase;
    let round = 0;
    const items = (): DocumentCollection<Plain> => database.collection<Plain>(`changing_${round}`);
    const ns = (): Plain => ({ db: database.name, coll: items().name });
    beforeAll(() => {
      database = open();
    });
    beforeEach(() => {
      round++;
    });
    afterAll(() => database.close());

    it("tells of inserts, updates, replacements and deletes, in their order", async () => {
      await items().insertOne({ _id: 0 });
      await using stream = items().watch();
      await stream.open();
      await items().insertMany([{ _id: 1, n: 1 }, { _id: 2 }]);
      await items().updateOne({ _id: 1 }, { $set: { n: 2 } });
      await items().updateMany({}, { $set: { all: true } });
      await items().replaceOne({ _id: 1 }, { m: [1] });
      await items().updateOne({ _id: 9 }, { $set: { up: 1 } }, { upsert: true });
      await items().findOneAndUpdate({ _id: 9 }, { $inc: { up: 1 } });
      await items().deleteOne({ _id: 9 });
      const events = await take(stream, 10);
      const update = (_id: number, updatedFields: Plain): Plain => ({
        operationType: "update",
        ns: ns(),
        documentKey: { _id },
        updateDescription: { updatedFields, removedFields: [], truncatedArrays: [] },
      });
      const insert = (fullDocument: Plain): Plain => ({
        operationType: "insert",
        fullDocument,
        ns: ns(),
        documentKey: { _id: fullDocument["_id"] },
      });
      expect(events.slice(0, 3).map(told)).toEqual([insert({ _id: 1, n: 1 }), insert({ _id: 2 }), update(1, { n: 2 })]);
      const many = events.slice(3, 6).map(told);
      expect(many).toHaveLength(3);
      expect(many).toEqual(expect.arrayContaining([0, 1, 2].map((_id) => update(_id, { all: true }))));
      expect(events.slice(6).map(told)).toEqual([
        { operationType: "replace", fullDocument: { _id: 1, m: [1] }, ns: ns(), documentKey: { _id: 1 } },
        insert({ _id: 9, up: 1 }),
        update(9, { up: 2 }),
        { operationType: "delete", ns: ns(), documentKey: { _id: 9 } },
      ]);
      expect(events.every(({ wallTime }) => Math.abs(Date.now() - Number(wallTime)) < 60_000)).toBe(true);
      const tokens = events.map(({ _id }) => String(_id["_data"]));
      expect(tokens).toEqual([...new Set(tokens)].sort());
    });

    it("tells what updates changed as they were asked for", async () => {
      const document = {
        _id: 1,
        n: 1,
        list: [1, 2, 3],
        sub: { a: 1, b: { c: 1 } },
        items: [
          { k: 1, v: 1 },
          { k: 2, v: 1 },
        ],
      };
      const cases: [update: object, updatedFields: Plain, removedFields?: string[], arrayFilters?: Plain[]][] = [
        [
          { $inc: { n: 1 }, $set: { "sub.a": 2, "sub.b": { c: 1, d: 2 } } },
          { n: 2, "sub.a": 2, "sub.b": { c: 1, d: 2 } },
        ],
        [{ $set: { "new.deep": 1 }, $unset: { n: "" } }, { new: { deep: 1 } }, ["n"]],
        [{ $push: { list: 4 } }, { "list.3": 4 }],
        [{ $push: { list: { $each: [4, 5] } } }, { "list.3": 4, "list.4": 5 }],
        [{ $push: { list: { $each: [0], $position: 0 } } }, { list: [0, 1, 2, 3] }],
        [{ $push: { list: { $each: [4], $slice: -3 } } }, { list: [2, 3, 4] }],
        [{ $addToSet: { list: 9 } }, { list: [1, 2, 3, 9] }],
        [{ $pull: { list: 2 } }, { list: [1, 3] }],
        [{ $pop: { list: 1 } }, { list: [1, 2] }],
        [{ $set: { "list.1": 7, "list.4": 8 } }, { "list.1": 7, "list.4": 8 }],
        [{ $rename: { "sub.a": "moved" } }, { moved: 1 }, ["sub.a"]],
        [{ $set: { "items.$[].v": 2 } }, { "items.0.v": 2, "items.1.v": 2 }],
        [{ $set: { "items.$[x].v": 3 } }, { "items.1.v": 3 }, [], [{ "x.k": 2 }]],
      ];
      await using stream = items().watch();
      await stream.open();
      for (const [update, updatedFields, removedFields = [], arrayFilters] of cases) {
        await items().replaceOne({ _id: 1 }, document, { upsert: true });
        await items().updateOne({ _id: 1 }, update, arrayFilters === undefined ? {} : { arrayFilters });
        let event = await stream.next();
        while (event !== undefined && event.operationType !== "update") event = await stream.next();
        expect([update, event?.updateDescription]).toEqual([
          update,
          { updatedFields, removedFields, truncatedArrays: [] },
        ]);
      }
    });

    it("compares documents for updates by pipelines", async () => {
      const filler = "x".repeat(200);
      await items().insertOne({
        _id: 1,
        filler,
        list: ["aaaaaaaaaaaaaaaaaaaa", "b", "c"],
        sub: { filler, a: 1, b: 1 },
      });
      await items().insertOne({ _id: 2, n: 1 });
      await using stream = items().watch();
      await stream.open();
      await items().updateOne({ _id: 1 }, [
        { $set: { list: { $slice: ["$list", 2] }, "sub.a": 2, added: 1 } },
        { $unset: "sub.b" },
      ]);
      // The difference of so small a document would be larger than the document.
      await items().updateOne({ _id: 2 }, [{ $set: { n: 2 } }]);
      const [update, replace] = await take(stream, 2);
      expect(update?.updateDescription).toEqual({
        updatedFields: { added: 1, "sub.a": 2 },
        removedFields: ["sub.b"],
        truncatedArrays: [{ field: "list", newSize: 2 }],
      });
      expect(replace).toMatchObject({ operationType: "replace", fullDocument: { _id: 2, n: 2 } });
    });

    it("gives documents as they were, as they became and as they are", async () => {
      await items().insertOne({ _id: 1, n: 1 });
      const options = { fullDocumentBeforeChange: "whenAvailable" } as const;
      await using latest = items().watch([], { ...options, fullDocument: "updateLookup" });
      await using exact = items().watch([], { ...options, fullDocument: "required" });
      await latest.open();
      await exact.open();
      await items().updateOne({ _id: 1 }, { $set: { n: 2 } });
      await items().updateOne({ _id: 1 }, { $set: { n: 3 } });
      const images = ({ fullDocument, fullDocumentBeforeChange }: ChangeEvent): unknown[] => [
        (fullDocumentBeforeChange as Plain)["n"],
        (fullDocument as Plain | null)?.["n"],
      ];
      expect((await take(exact, 2)).map(images)).toEqual([
        [1, 2],
        [2, 3],
      ]);
      expect((await take(latest, 1)).map(images)).toEqual([[1, 3]]);
      await items().deleteOne({ _id: 1 });
      expect(await latest.next()).toMatchObject({ operationType: "update", fullDocument: null });
      expect(await latest.next()).toMatchObject({
        operationType: "delete",
        fullDocumentBeforeChange: { _id: 1, n: 3 },
      });
    });

    it("looks up no document of another collection of the same name", async () => {
      await items().insertOne({ _id: 1 });
      await using stream = database.watch([{ $match: { operationType: "update", "ns.coll": items().name } }], {
        fullDocument: "updateLookup",
      });
      await stream.open();
      await items().updateOne({ _id: 1 }, { $set: { n: 2 } });
      await items().drop();
      await items().insertOne({ _id: 1, other: true });
      expect(await stream.next()).toMatchObject({ fullDocument: null });
    });

    it("narrows and shapes events by a pipeline, and refuses others", async () => {
      await using stream = items().watch([
        { $match: { operationType: "insert", "fullDocument.n": { $gte: 2 } } },
        { $project: { "fullDocument.n": 1 } },
        { $set: { twice: { $multiply: ["$fullDocument.n", 2] } } },
      ]);
      await stream.open();
      await items().insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
      expect((await take(stream, 2)).map(({ _id, ...event }) => event)).toEqual([
        { fullDocument: { n: 2 }, twice: 4 },
        { fullDocument: { n: 3 }, twice: 6 },
      ]);
      const codeOf = async (pipeline: object[]): Promise<unknown> =>
        (
          await rejection(
            items()
              .watch(pipeline as never[])
              .open(),
          )
        ).nativeCode;
      expect(await codeOf([{ $group: { _id: 1 } }])).toBe(20);
      expect(await codeOf([{ $limit: 1 }])).toBe(20);
      expect(await codeOf([{ $changeStream: {} }])).toBe(20);
      expect(await codeOf([{ $unheard: {} }])).toBe(40324);
      expect(await codeOf([{ $match: { $text: { $search: "x" } } }])).toBe(17313);
      expect(await codeOf([{ $match: { a: undefined } }])).toBe(2);
      await using broken = items().watch([{ $project: { _id: 0 } }]);
      await broken.open();
      await items().insertOne({ n: 4 });
      expect(await rejection(broken.next())).toMatchObject({ nativeCode: 280 });
    });

    it("goes on behind a token, that of an event or that of none", async () => {
      const first = items().watch([], soon);
      await first.open();
      const beginning = first.resumeToken;
      await items().insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
      const [one] = await take(first, 1);
      expect(first.resumeToken).toEqual(one?._id);
      await first.close();
      await items().insertOne({ _id: 4 });
      const keys = async (token: Plain | undefined, option = "resumeAfter"): Promise<unknown[]> => {
        await using stream = items().watch([], { ...soon, [option]: token });
        return (await takeAll(stream)).map(({ documentKey }) => documentKey?.["_id"]);
      };
      expect(await keys(one?._id)).toEqual([2, 3, 4]);
      expect(await keys(one?._id, "startAfter")).toEqual([2, 3, 4]);
      expect(await keys(beginning)).toEqual([1, 2, 3, 4]);
      await using idle = items().watch([], soon);
      expect(await idle.tryNext()).toBeUndefined();
      const behind = idle.resumeToken;
      expect(await keys(behind)).toEqual([]);
      await items().insertOne({ _id: 5 });
      expect(await keys(behind)).toEqual([5]);
    });

    const ifShared = again === undefined ? it.skip : it; // told as skipped: nobody else has the same memory
    ifShared("goes on in another database, which writes too", async () => {
      const stream = items().watch();
      await stream.open();
      await items().insertOne({ _id: 1 });
      const [event] = await take(stream, 1);
      await stream.close();
      await using other = (again as () => DocumentDatabase)();
      await items().insertOne({ _id: 2 });
      await using resumed = other.collection(items().name).watch([], { resumeAfter: event?._id as Plain });
      expect(await resumed.next()).toMatchObject({ documentKey: { _id: 2 } });
      const waiting = resumed.next();
      await items().insertOne({ _id: 3 });
      expect(await waiting).toMatchObject({ documentKey: { _id: 3 } });
      const back = items().watch();
      await back.open();
      const heard = back.next();
      await other.collection(items().name).insertOne({ _id: 4 });
      expect(await heard).toMatchObject({ documentKey: { _id: 4 } });
      await back.close();
    });

    it("tells of a transaction when it is committed, whole, and never of one that was rolled back", async () => {
      await using stream = items().watch([], soon);
      await stream.open();
      await database.transaction(async (tx) => {
        await tx.collection(items().name).insertOne({ _id: 1 });
        await tx.collection(items().name).updateOne({ _id: 1 }, { $set: { n: 1 } });
        await tx.collection(items().name).deleteOne({ _id: 1 });
      });
      expect((await takeAll(stream)).map(({ operationType }) => operationType)).toEqual(["insert", "update", "delete"]);
      const failure = new Error("not today");
      await expect(
        database.transaction(async (tx) => {
          await tx.collection(items().name).insertOne({ _id: 2 });
          throw failure;
        }),
      ).rejects.toBe(failure);
      await items().insertOne({ _id: 3 });
      expect((await takeAll(stream)).map(({ documentKey }) => documentKey)).toEqual([{ _id: 3 }]);
    });

    it("tells nothing of what changed nothing, or was refused", async () => {
      await items().createIndex({ key: { u: 1 }, unique: true, sparse: true });
      await items().insertOne({ _id: 1, n: 1, u: 1 });
      await using stream = items().watch([], soon);
      await stream.open();
      await items().updateOne({ _id: 1 }, { $set: { n: 1 } });
      await items().replaceOne({ _id: 1 }, { n: 1, u: 1 });
      await items().updateOne({ _id: 1 }, [{ $set: { n: 1 } }]);
      await items().deleteMany({ _id: 7 });
      await rejection(items().insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }]));
      await rejection(items().insertMany([{ _id: 4 }, { _id: 5, u: 1 }, { _id: 6 }]));
      await rejection(items().updateOne({ _id: 2 }, { $set: { u: 1 } }));
      const plain = database.collection(`${items().name}_plain`);
      await plain.insertOne({ _id: 1 });
      await using other = plain.watch([], soon);
      await other.open();
      await rejection(plain.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }]));
      expect((await takeAll(stream)).map(told)).toEqual([
        { operationType: "insert", fullDocument: { _id: 2 }, ns: ns(), documentKey: { _id: 2 } },
        { operationType: "insert", fullDocument: { _id: 4 }, ns: ns(), documentKey: { _id: 4 } },
      ]);
      expect((await takeAll(other)).map(({ documentKey }) => documentKey)).toEqual([{ _id: 2 }]);
    });

    it("ends with an invalidate when the collection goes, and goes on behind it with startAfter", async () => {
      const [watched, renamed] = [items(), `renamed_${round}`];
      await watched.insertOne({ _id: 1 });
      const ends = async (end: () => Promise<unknown>): Promise<ChangeEvent[]> => {
        const stream = watched.watch();
        await stream.open();
        await end();
        const events = await take(stream, 3);
        expect(await stream.next()).toBeUndefined();
        expect(events.map(({ operationType }) => operationType).at(-1)).toBe("invalidate");
        expect(events[0]?.wallTime).toEqual(events[1]?.wallTime);
        return events;
      };
      const dropped = await ends(() => watched.drop());
      expect(dropped.map(told)).toEqual([{ operationType: "drop", ns: ns() }, { operationType: "invalidate" }]);
      await watched.insertOne({ _id: 2 });
      const token = dropped[1]?._id as Plain;
      expect(await rejection(watched.watch([], { resumeAfter: token }).open())).toMatchObject({ nativeCode: 260 });
      await using after = watched.watch([], { startAfter: token });
      expect(await after.next()).toMatchObject({ operationType: "insert", documentKey: { _id: 2 } });
      const to = { db: database.name, coll: renamed };
      expect((await ends(() => watched.rename(renamed))).map(told)[0]).toEqual({
        operationType: "rename",
        ns: ns(),
        to,
      });
      await watched.insertOne({ _id: 3 });
      const taken = await ends(() => database.collection(renamed).rename(watched.name, { dropTarget: true }));
      expect(taken.map(told)[0]).toEqual({ operationType: "rename", ns: to, to: ns() });
      await using one = database.collection(renamed).watch();
      await one.open();
      await watched.rename(renamed);
      await database.collection(renamed).insertOne({ _id: 4 });
      // It is told under the new name.
      await using later = database.collection(renamed).watch([], { startAfter: (await take(one, 2))[1]?._id as Plain });
      expect(await later.next()).toMatchObject({ documentKey: { _id: 4 }, ns: to });
    });

    it("is over after an invalidate that the pipeline leaves out", async () => {
      await items().insertOne({ _id: 1 });
      await using stream = items().watch([{ $match: { operationType: "insert" } }]);
      await stream.open();
      await items().drop();
      expect(await stream.next()).toBeUndefined();
    });

    it("tells of all collections of a database, and goes on when one goes", async () => {
      await using stream = database.watch([], soon);
      await stream.open();
      const other = database.collection(`other_${round}`);
      await items().insertOne({ _id: 1 });
      await other.insertOne({ _id: 2 });
      await other.drop();
      await items().insertOne({ _id: 3 });
      await database.createCollection(`view_${round}`, { viewOn: items().name, pipeline: [] });
      await database.collection(`view_${round}`).drop();
      const seen = (await takeAll(stream)).map(({ operationType, ns: where }) => [operationType, where?.coll]);
      expect(seen).toEqual([
        ["insert", items().name],
        ["insert", other.name],
        ["drop", other.name],
        ["insert", items().name],
      ]);
    });

    it("loses nothing, doubles nothing and keeps each document's order while many write at once", async () => {
      const documents = 5;
      await items().insertMany(Array.from({ length: documents }, (_, _id) => ({ _id, n: 0 })));
      const streams = [
        items().watch([], { batchSize: 7 }),
        database.watch([], { batchSize: 3, fullDocument: "required" }),
      ];
      for (const stream of streams) await stream.open();
      const writers = 6;
      const each = 12;
      const write = async (writer: number): Promise<void> => {
        for (let n = 0; n < each; n++) {
          const [first, second] = [(writer + n) % documents, (writer + 2 * n + 1) % documents];
          await database.transaction(async (tx) => {
            const inside = tx.collection(items().name);
            await inside.insertOne({ writer, n });
            for (const _id of [...new Set([first, second])].sort()) await inside.updateOne({ _id }, { $inc: { n: 1 } });
            if (n % 4 === 0) await inside.deleteOne({ writer, n });
          });
        }
      };
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
      const final = await items()
        .find({ n: { $type: "int" }, writer: { $exists: false } })
        .toArray();
      for (const stream of streams) {
        const counters = new Map<unknown, number>();
        let inserts = 0;
        let deletes = 0;
        const total = final.reduce((sum, { n }) => sum + Number(n), 0) + writers * each + writers * Math.ceil(each / 4);
        for (const { operationType, documentKey, updateDescription } of await take(stream, total)) {
          if (operationType === "insert") inserts++;
          else if (operationType === "delete") deletes++;
          else {
            const key = documentKey?.["_id"];
            const expected = (counters.get(key) ?? 0) + 1;
            expect(updateDescription?.updatedFields["n"]).toBe(expected);
            counters.set(key, expected);
          }
        }
        expect([inserts, deletes]).toEqual([writers * each, writers * Math.ceil(each / 4)]);
        expect(final.map(({ _id, n }) => [_id, n])).toEqual(final.map(({ _id }) => [_id, counters.get(_id)]));
        await stream.close();
      }
    });

    it("goes on in the middle of a transaction", async () => {
      await using stream = items().watch([], { batchSize: 2 });
      await stream.open();
      await items().insertMany(Array.from({ length: 9 }, (_, _id) => ({ _id })));
      await items().insertMany([{ _id: 9 }, { _id: 10 }]);
      const tokens = (await take(stream, 11)).map(({ _id }) => _id);
      for (const [at, resumeAfter] of tokens.entries()) {
        await using rest = items().watch([], { ...soon, resumeAfter, batchSize: 4 });
        const keys = (await takeAll(rest)).map(({ documentKey }) => documentKey?.["_id"]);
        expect(keys).toEqual(Array.from({ length: 10 - at }, (_, n) => at + 1 + n));
      }
    });

    it("ends a wait when it is closed or its signal says so, and gives nothing afterwards", async () => {
      const long = { maxAwaitTimeMS: 60_000 };
      const closed = items().watch([], long);
      const waiting = closed.next();
      await closed.open();
      await closed.close();
      expect([await waiting, await closed.next(), await closed.tryNext()]).toEqual([undefined, undefined, undefined]);
      await closed.close();
      const stop = new AbortController();
      const aborted = items().watch([], { ...long, signal: stop.signal });
      const cut = rejection(aborted.next());
      await aborted.open();
      stop.abort(new Error("enough"));
      expect(await cut).toMatchObject({ kind: "aborted" });
      expect(await rejection(aborted.next())).toMatchObject({ kind: "aborted" });
      const never = items().watch([], { signal: AbortSignal.abort() });
      expect(await rejection(never.open())).toMatchObject({ kind: "aborted" });
      const unopened = items().watch();
      await unopened.close();
      expect(await unopened.next()).toBeUndefined();
    });

    it("is told of changes, and does not look for them only", async () => {
      await using stream = items().watch([], { maxAwaitTimeMS: 60_000 });
      await stream.open();
      const waiting = take(stream, 3);
      await items().insertOne({ _id: 1 });
      await items().updateOne({ _id: 1 }, { $set: { n: 1 } });
      await database.transaction((tx) => tx.collection(items().name).deleteOne({ _id: 1 }));
      expect((await waiting).map(({ operationType }) => operationType)).toEqual(["insert", "update", "delete"]);
    });

    it("is closed by leaving its loop", async () => {
      await using stream = items().watch();
      await stream.open();
      await items().insertMany([{ _id: 1 }, { _id: 2 }]);
      for await (const { documentKey } of stream) {
        expect(documentKey).toEqual({ _id: 1 });
        break;
      }
      expect(await stream.next()).toBeUndefined();
    });

    it("refuses what it cannot do, by code", async () => {
      const refused = async (options: object): Promise<unknown> => {
        const { kind, nativeCode } = await rejection(items().watch([], options).open());
        return nativeCode ?? kind;
      };
      const token = { _data: "00" };
      expect(await refused({ fullDocument: "always" })).toBe(2);
      expect(await refused({ fullDocumentBeforeChange: "default" })).toBe(2);
      expect(await refused({ fullDocuments: "default" })).toBe(40415);
      expect(await refused({ batchSize: 0 })).toBe("usage");
      expect(await refused({ maxAwaitTimeMS: -1 })).toBe("usage");
      expect(await refused({ resumeAfter: 1 })).toBe(14);
      expect(await refused({ resumeAfter: {} })).toBe(40647);
      expect(await refused({ resumeAfter: { _data: "what?" } })).toBe(9);
      expect(await refused({ resumeAfter: token, startAfter: token })).toBe(50674);
      expect(await refused({ resumeAfter: { _data: "00".repeat(13) } })).toBe(286);
      await database.createCollection(`view_${round}`, { viewOn: items().name, pipeline: [] });
      expect(await rejection(database.collection(`view_${round}`).watch().open())).toMatchObject({ nativeCode: 166 });
      expect(await rejection(database.collection("a$b").watch().open())).toMatchObject({ nativeCode: 73 });
      await database.transaction(async (tx) => {
        expect(await rejection(tx.watch().open())).toMatchObject({ nativeCode: 263 });
      });
    });

    it("is closed with its database", async () => {
      const other = again?.() ?? open();
      const stream = other.collection(items().name).watch();
      await stream.open();
      const waiting = stream.next();
      await other.close();
      expect([await waiting, await stream.next()]).toEqual([undefined, undefined]);
      expect(await rejection(other.watch().open())).toMatchObject({ kind: "closed" });
    });
  });
}
