import { describe, expect, it } from "@jest/globals";
import { channels, DatabaseError, type DocumentCollection, type DocumentDatabase, type OperationEvent } from "@db/core";
import { embedded } from "./support/databases.ts";

interface Item {
  _id: number;
  kind?: string | number[];
  n?: number | string;
  key?: number;
  tags?: unknown;
  state?: { seen: boolean };
  never?: number;
  _m?: number[];
}

type Items = DocumentCollection<Item>;

/** What work asks of the server: the statements on one collection, and how many rows all statements gave. */
async function asked<T>(
  collection: string,
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[]; rows: number }> {
  const statements: string[] = [];
  let rows = 0;
  const onEnd = (event: unknown): void => {
    const { "db.query.text": text, "db.response.returned_rows": returned } = event as OperationEvent;
    if (text?.includes(`"${collection}"`) === true) statements.push(text);
    rows += returned ?? 0;
  };
  channels.operation.asyncEnd.subscribe(onEnd);
  try {
    return { result: await work(), statements, rows };
  } finally {
    channels.operation.asyncEnd.unsubscribe(onEnd);
  }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!DatabaseError.is(error)) throw error ?? new Error("it did not reject");
  return error.nativeCode;
}

describe("an update of many documents", () => {
  const embeddedDatabase = embedded();
  let round = 0;

  async function filled(count: number): Promise<{ database: DocumentDatabase; name: string; items: Items }> {
    const database = embeddedDatabase.documents("statements");
    const name = `items_${++round}`;
    const items = database.collection<Item>(name);
    await items.insertMany(
      Array.from({ length: count }, (_, n) => ({ _id: n, kind: n % 2 === 0 ? "even" : "odd", n, key: n })),
    );
    return { database, name, items };
  }

  it("is one statement of the server, and no document comes to the client", async () => {
    const { name, items } = await filled(10_000);
    const { result, statements, rows } = await asked(name, () =>
      items.updateMany(
        { kind: "even", n: { $lt: 8_000 } },
        { $set: { "state.seen": true }, $inc: { n: 0.5 }, $push: { tags: "x" } },
      ),
    );
    expect(result).toMatchObject({ matchedCount: 4_000, modifiedCount: 4_000 });
    expect(statements).toHaveLength(1);
    expect(rows).toBeLessThan(10);
    const found = await items.find({ "state.seen": true }, { sort: { _id: -1 }, limit: 1 }).toArray();
    expect(found).toEqual([{ _id: 7_998, kind: "even", n: 7_998.5, key: 7_998, state: { seen: true }, tags: ["x"] }]);
    expect(Object.keys(found[0] ?? {})).toEqual(["_id", "kind", "n", "key", "state", "tags"]);
    const all = await asked(name, () => items.updateMany({}, { $max: { n: 9_999 }, $setOnInsert: { never: 1 } }));
    expect(all.statements).toHaveLength(1);
    expect(all.result).toMatchObject({ matchedCount: 10_000, modifiedCount: 9_999 });
  }, 120_000);

  it("counts as changed only what is", async () => {
    const { items } = await filled(10);
    expect(await items.updateMany({}, { $set: { kind: "even" } })).toMatchObject({
      matchedCount: 10,
      modifiedCount: 5,
    });
    expect(await items.updateMany({ n: { $gt: 100 } }, { $set: { kind: "odd" } })).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
    });
    expect(await items.updateMany({}, { $setOnInsert: { kind: "odd" } })).toMatchObject({
      matchedCount: 10,
      modifiedCount: 0,
    });
  });

  it("changes one document where one is asked for", async () => {
    const { name, items } = await filled(10);
    const { result, statements } = await asked(name, () => items.updateOne({ kind: "odd" }, { $inc: { n: 100 } }));
    expect(statements).toHaveLength(1);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await items.countDocuments({ n: { $gt: 99 } })).toBe(1);
  });

  it("changes nothing when one document refuses it", async () => {
    const { items } = await filled(10);
    await items.updateOne({ _id: 7 }, { $set: { n: "seven", tags: "x", state: "no" as never } });
    expect(await codeOf(items.updateMany({}, { $inc: { n: 1 } }))).toBe(14);
    expect(await codeOf(items.updateMany({}, { $set: { "state.seen": true } }))).toBe(28);
    expect(await codeOf(items.updateMany({}, { $push: { tags: 1 } }))).toBe(2);
    expect(await items.countDocuments({ tags: { $exists: true } })).toBe(1);
    expect(await items.countDocuments({ n: { $gte: 0 }, _id: 0 })).toBe(1);
    // The transaction goes on behind a refusal.
    const outcome = items.bulkWrite(
      [
        { updateMany: { filter: {}, update: { $inc: { n: 1 } } } },
        { updateMany: { filter: { kind: "even" }, update: { $inc: { n: 1 } } } },
      ],
      { ordered: false },
    );
    await expect(outcome).rejects.toMatchObject({ nativeCode: 14 });
    expect((await items.find({ _id: 0 }).toArray())[0]?.["n"]).toBe(1);
  });

  it("is left to the evaluator where an index or a filter needs it", async () => {
    const { database, name, items } = await filled(10);
    await database.command({ createIndexes: name, indexes: [{ key: { key: 1 }, name: "key_1", unique: true }] });
    expect(await codeOf(items.updateMany({}, { $set: { key: 1 } }))).toBe(11000);
    const moved = await asked(name, () => items.updateMany({ _id: 3 }, { $inc: { key: 100 } }));
    expect(moved.statements.length).toBeGreaterThan(1);
    expect(await codeOf(items.insertOne({ _id: 50, key: 103 }))).toBe(11000);
    const beside = await asked(name, () => items.updateMany({}, { $set: { kind: "all" } }));
    expect(beside.statements).toHaveLength(1);
    expect(await codeOf(items.insertOne({ _id: 50, key: 4 }))).toBe(11000);
    expect(await items.updateMany({ kind: /^A/i }, { $set: { kind: "any" } })).toMatchObject({
      matchedCount: 10,
      modifiedCount: 10,
    });
    expect(
      await items.updateMany({ kind: "ANY" }, { $set: { kind: "" } }, { collation: { locale: "en", strength: 2 } }),
    ).toMatchObject({ matchedCount: 10 });
    expect(await items.updateMany({}, { $rename: { n: "_m" } })).toMatchObject({ matchedCount: 10, modifiedCount: 10 });
    await database.command({ createIndexes: name, indexes: [{ key: { _m: 1, kind: 1 }, name: "two" }] });
    await items.updateMany({}, { $set: { _m: [1, 2] } });
    expect(await codeOf(items.updateMany({}, { $set: { kind: [1, 2] } }))).toBe(171);
  });
});
