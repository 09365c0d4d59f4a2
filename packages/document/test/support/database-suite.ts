import { afterAll, beforeEach, describe, expect, it as test } from "@jest/globals";
import { DocumentWriteError, type DocumentDatabase } from "@db/core";
import { Decimal128, Long, ObjectId } from "bson";
import { handle } from "../../src/index.ts";
import { rejection } from "./rejection.ts";

interface Person {
  _id: number;
  name: string;
  age?: number | null;
  tags?: string[];
  address?: { city: string };
}

/**
 * What every document database does, whatever keeps its documents. `open` gives an empty one. `differing` are the tests that
 * an engine of somebody else's answers otherwise, by their titles with what it does: they are reported as not run.
 */
export function documentSuite(
  name: string,
  open: () => DocumentDatabase,
  differing: Readonly<Record<string, string>> = {},
): void {
  const notRun = (title: string): void => test.todo(`not run: ${title}: ${differing[title]}`);
  const it = (title: string, run: () => Promise<void>): void =>
    (Object.hasOwn(differing, title) ? notRun : test)(title, run);
  describe(`${name} as a document database`, () => {
    let database: DocumentDatabase;
    let round = 0;
    const people = (): ReturnType<typeof database.collection<Person>> => database.collection<Person>(`people_${round}`);
    beforeEach(async () => {
      database ??= open();
      round++;
      await people().insertMany([
        { _id: 1, name: "Ada", age: 36, tags: ["maths", "poetry"], address: { city: "London" } },
        { _id: 2, name: "Grace", age: 85, tags: ["navy"], address: { city: "New York" } },
        { _id: 3, name: "Alan", age: null },
      ]);
    });
    afterAll(() => database.close());

    it("finds by fields, operators, paths and items of arrays", async () => {
      const ids = async (filter: object): Promise<number[]> =>
        (
          await people()
            .find(filter, { sort: { _id: 1 } })
            .toArray()
        ).map(({ _id }) => _id);
      expect(await ids({ name: "Ada" })).toEqual([1]);
      expect(await ids({ age: { $gt: 36 } })).toEqual([2]);
      expect(await ids({ age: null })).toEqual([3]);
      expect(await ids({ tags: "navy" })).toEqual([2]);
      expect(await ids({ "address.city": { $ne: "London" } })).toEqual([2, 3]);
      expect(await ids({ $or: [{ name: /^al/i }, { tags: { $size: 2 } }] })).toEqual([1, 3]);
      expect(await ids({ age: { $not: { $lt: 50 } } })).toEqual([2, 3]);
    });

    it("sorts, skips, limits and shows", async () => {
      const found = await people()
        .find({}, { sort: { age: -1 }, skip: 1, limit: 1, projection: { name: 1, _id: 0 } })
        .toArray();
      expect(found).toEqual([{ name: "Ada" }]);
      expect(await people().findOne({ _id: 4 })).toBeUndefined();
    });

    it("gives documents bit by bit", async () => {
      const many = database.collection<{ _id: number }>(`many_${round}`);
      await many.insertMany(Array.from({ length: 1500 }, (_, _id) => ({ _id })));
      let seen = 0;
      for await (const { _id } of many.find({}, { batchSize: 100 })) {
        seen += _id >= 0 ? 1 : 0;
        if (seen === 700) break;
      }
      expect(seen).toBe(700);
      await using cursor = many.find();
      expect(await cursor.next()).toBeDefined();
      expect(await many.find().toArray()).toHaveLength(1500);
    });

    it("updates, and tells what changed", async () => {
      expect(await people().updateOne({ _id: 1 }, { $inc: { age: 1 }, $push: { tags: "engines" } })).toEqual({
        matchedCount: 1,
        modifiedCount: 1,
      });
      expect(await people().findOne({ _id: 1 })).toMatchObject({ age: 37, tags: ["maths", "poetry", "engines"] });
      expect(await people().updateMany({ name: { $gte: "A" } }, { $set: { age: 37 } })).toEqual({
        matchedCount: 3,
        modifiedCount: 2,
      });
      expect(await people().replaceOne({ _id: 3 }, { _id: 3, name: "Turing" })).toMatchObject({ modifiedCount: 1 });
      expect(await people().findOne({ _id: 3 })).toEqual({ _id: 3, name: "Turing" });
      expect(await people().updateOne({ _id: 9, name: "Kay" }, { $set: { age: 1 } }, { upsert: true })).toEqual({
        matchedCount: 0,
        modifiedCount: 0,
        upsertedId: 9,
      });
      expect(await people().findOne({ _id: 9 })).toEqual({ _id: 9, name: "Kay", age: 1 });
      expect(await people().updateMany({}, [{ $set: { age: { $add: [{ $ifNull: ["$age", 0] }, 1] } } }])).toMatchObject(
        {
          matchedCount: 4,
        },
      );
      expect((await people().findOne({ _id: 9 }))?.age).toBe(2);
    });

    it("changes nothing when one of many cannot be changed", async () => {
      const error = await rejection(people().updateMany({}, { $inc: { age: 1 } }));
      expect(error).toMatchObject({ nativeCode: 14, kind: "invalid-value" });
      expect((await people().findOne({ _id: 1 }))?.age).toBe(36);
    });

    it("finds and changes one", async () => {
      const { findOneAndUpdate, findOneAndDelete } = {
        findOneAndUpdate: await people().findOneAndUpdate(
          {},
          { $set: { age: 1 } },
          { sort: { name: 1 }, returnDocument: "after" },
        ),
        findOneAndDelete: await people().findOneAndDelete({ name: "Grace" }, { projection: { name: 1 } }),
      };
      expect(findOneAndUpdate).toMatchObject({ name: "Ada", age: 1 });
      expect(findOneAndDelete).toEqual({ _id: 2, name: "Grace" });
      expect(await people().countDocuments()).toBe(2);
    });

    it("refuses what is there already, and tells which", async () => {
      const single = await rejection(people().insertOne({ _id: 1, name: "x" }));
      expect(single).not.toBeInstanceOf(DocumentWriteError);
      expect(single).toMatchObject({ kind: "unique-violation", nativeCode: 11000 });
      const error = await rejection(
        people().insertMany([
          { _id: 7, name: "x" },
          { _id: 1, name: "y" },
          { _id: 8, name: "z" },
        ]),
      );
      expect(error).toBeInstanceOf(DocumentWriteError);
      expect(error).toMatchObject({ kind: "unique-violation", nativeCode: 11000 });
      const { failures, result } = error as DocumentWriteError;
      expect(failures.map(({ index, code }) => [index, code])).toEqual([[1, 11000]]);
      expect([result.insertedCount, await people().countDocuments({ _id: { $gt: 6 } })]).toEqual([1, 1]);
      await rejection(
        people().insertMany(
          [
            { _id: 1, name: "y" },
            { _id: 8, name: "z" },
          ],
          { ordered: false },
        ),
      );
      expect(await people().countDocuments({ _id: 8 })).toBe(1);
    });

    it("holds unique indexes, those over arrays too", async () => {
      expect(await people().createIndex({ key: { tags: 1 }, unique: true, sparse: true })).toBe("tags_1");
      expect((await rejection(people().insertOne({ _id: 5, name: "b", tags: ["poetry"] }))).nativeCode).toBe(11000);
      await people().insertMany([
        { _id: 5, name: "b" },
        { _id: 6, name: "c" },
      ]);
      expect((await rejection(people().updateOne({ _id: 5 }, { $set: { tags: ["navy"] } }))).nativeCode).toBe(11000);
      await people().updateOne({ _id: 2 }, { $unset: { tags: "" } });
      await people().updateOne({ _id: 5 }, { $set: { tags: ["navy"] } });
      expect((await people().listIndexes()).map(({ name: index }) => index)).toEqual(["_id_", "tags_1"]);
      await people().dropIndex("tags_1");
      expect((await rejection(people().dropIndex("tags_1"))).nativeCode).toBe(27);
    });

    it("keeps the exact values of BSON", async () => {
      const values = database.collection(`values_${round}`);
      const document = {
        _id: new ObjectId(),
        long: 9007199254740993n,
        decimal: Decimal128.fromString("1.10"),
        double: 0.5,
        when: new Date(1),
        nested: { z: 1, a: [null, { b: "\u{1f600}" }] },
        $odd: "name",
      };
      await values.insertOne(document);
      const found = await values.findOne();
      expect(found).toEqual(document);
      expect(Object.keys(found?.["nested"] as object)).toEqual(["z", "a"]);
      const answer = await database.command({ find: values.name }, { types: "exact" });
      const [exact] = (answer["cursor"] as { firstBatch: Record<string, unknown>[] }).firstBatch;
      expect(exact?.["long"]).toEqual(Long.fromString("9007199254740993"));
    });

    it("rolls a transaction back as a whole", async () => {
      const failure = new Error("not today");
      await expect(
        database.transaction(async (tx) => {
          const inside = tx.collection<Person>(people().name);
          await inside.deleteMany({});
          expect(await inside.countDocuments()).toBe(0);
          throw failure;
        }),
      ).rejects.toBe(failure);
      expect(await people().countDocuments()).toBe(3);
      await database.transaction((tx) => tx.collection(people().name).deleteMany({ _id: 1 }));
      expect(await people().countDocuments()).toBe(2);
    });

    it("aggregates", async () => {
      const totals = await people()
        .aggregate([{ $unwind: "$tags" }, { $group: { _id: "$address.city", n: { $sum: 1 } } }, { $sort: { _id: 1 } }])
        .toArray();
      expect(totals).toEqual([
        { _id: "London", n: 2 },
        { _id: "New York", n: 1 },
      ]);
      expect(await people().distinct("tags")).toEqual(["maths", "navy", "poetry"]);
      expect(await database.aggregate([{ $documents: [{ a: 1 }] }]).toArray()).toEqual([{ a: 1 }]);
    });

    it("holds documents to the collection's validator", async () => {
      const strict = database.collection<Partial<Person>>(`strict_${round}`);
      await database.createCollection(strict.name, { validator: { $jsonSchema: { required: ["name"] } } });
      expect(await rejection(strict.insertOne({ age: 1 }))).toMatchObject({ nativeCode: 121, kind: "check-violation" });
      await strict.insertOne({ age: 1 }, { bypassDocumentValidation: true });
      expect((await rejection(strict.updateOne({}, { $set: { age: 2 } }))).nativeCode).toBe(121);
    });

    it("writes in bulk", async () => {
      const result = await people().bulkWrite([
        { insertOne: { document: { _id: 10, name: "new" } } },
        { updateMany: { filter: { age: { $exists: true } }, update: { $unset: { age: "" } } } },
        { deleteOne: { filter: { _id: 1 } } },
        { updateOne: { filter: { _id: 11 }, update: { $set: { name: "up" } }, upsert: true } },
      ]);
      expect(result).toMatchObject({
        insertedCount: 1,
        matchedCount: 3,
        modifiedCount: 3,
        deletedCount: 1,
        upsertedCount: 1,
      });
      expect([...result.upsertedIds]).toEqual([[3, 11]]);
    });

    it("has views", async () => {
      await database.createCollection(`adults_${round}`, {
        viewOn: people().name,
        pipeline: [{ $match: { age: { $gte: 18 } } }, { $project: { name: 1 } }],
      });
      const view = database.collection(`adults_${round}`);
      expect(await view.find({ name: "Ada" }).toArray()).toEqual([{ _id: 1, name: "Ada" }]);
      expect((await rejection(view.deleteMany({}))).nativeCode).toBe(166);
    });

    it("loses no change that is handled by versions", async () => {
      interface Counter extends Record<string, unknown> {
        _id: string;
        n: number;
      }
      const counters = database.collection<Counter>(`counters_${round}`);
      const raise = (current: Counter | undefined): Counter => ({ ...current, _id: "a", n: (current?.n ?? 0) + 1 });
      await Promise.all(Array.from({ length: 8 }, () => handle(counters, "a", raise, { attempts: 50 })));
      expect(await counters.findOne({ _id: "a" })).toEqual({ _id: "a", n: 8, version: 8 });
      // Somebody else always comes first.
      const late = handle(
        counters,
        "a",
        async (current) => {
          await handle(counters, "a", raise);
          return raise(current);
        },
        { attempts: 2 },
      );
      expect(await rejection(late)).toMatchObject({ kind: "serialization-failure", retry: "transaction" });
      expect(await handle(counters, "a", (current) => current)).toMatchObject({ n: 10, version: 10 });
      expect(await rejection(handle(counters, "a", () => ({ _id: "b", n: 0 })))).toMatchObject({ kind: "usage" });
      expect(await handle(counters, "a", () => undefined)).toBeUndefined();
      expect(await handle(counters, "a", () => undefined)).toBeUndefined();
      expect(await counters.countDocuments()).toBe(0);
      await counters.insertOne({ _id: "old", n: 1 });
      expect(await handle(counters, "old", (found) => ({ ...(found as Counter), n: 2 }))).toMatchObject({
        n: 2,
        version: 1,
      });
    });

    it("never takes an undefined value for none at all", async () => {
      const id: number | undefined = undefined;
      const filter = { _id: id } as object;
      expect(await rejection(people().find(filter).toArray())).toMatchObject({ nativeCode: 2 });
      expect(await rejection(people().deleteMany(filter))).toMatchObject({ nativeCode: 2 });
      expect(await rejection(people().updateMany(filter, { $set: { name: "x" } }))).toMatchObject({ nativeCode: 2 });
      expect(
        await rejection(
          people()
            .aggregate([{ $match: filter }])
            .toArray(),
        ),
      ).toMatchObject({ nativeCode: 2 });
      expect(await people().countDocuments({ name: { $ne: "x" } })).toBe(3);
    });

    it("refuses what it does not know, by name", async () => {
      expect(
        await rejection(
          people()
            .find({ $where: "true" } as object)
            .toArray(),
        ),
      ).toMatchObject({ kind: "unsupported" });
      expect(
        (
          await rejection(
            people()
              .find({ age: { $unheard: 1 } } as object)
              .toArray(),
          )
        ).nativeCode,
      ).toBe(2);
      expect((await rejection(database.command({ shutdown: 1 }))).nativeCode).toBe(59);
      expect((await rejection(database.command({ find: people().name, filtre: {} }))).nativeCode).toBe(40415);
    });

    it("ends cursors whose collection is renamed or dropped, and waits for none of them", async () => {
      const many = database.collection<{ _id: number }>(`cursors_${round}`);
      await many.insertMany(Array.from({ length: 1200 }, (_, _id) => ({ _id })));
      const [first, second] = [many.find({}, { batchSize: 10 }), many.find({}, { batchSize: 10 })];
      expect(await first.next()).toBeDefined();
      await many.rename(`renamed_cursors_${round}`);
      expect(await rejection(first.toArray())).toMatchObject({ nativeCode: 175 });
      expect(await second.toArray()).toEqual([]);
      await first.close();
    });

    it("drops and renames", async () => {
      await people().rename(`renamed_${round}`);
      const renamed = database.collection(`renamed_${round}`);
      expect([await people().countDocuments(), await renamed.countDocuments()]).toEqual([0, 3]);
      expect([await renamed.drop(), await renamed.drop()]).toEqual([true, false]);
      expect((await database.listCollections({ name: renamed.name })).length).toBe(0);
    });
  });
}
