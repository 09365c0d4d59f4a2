import { describe, expect, it } from "@jest/globals";
import type { DocumentCollection, DocumentDatabase } from "@db/core";
import { memoryDatabase } from "@db/document";
import fc from "fast-check";
import { embedded } from "./support/databases.ts";

interface Note {
  _id: number;
  title?: string;
  body?: unknown;
  language?: string;
}

const words = ["run", "running", "runs", "Café", "cafe", "the", "ran", "happy", "happiness", "x1", "don't", "-", '"'];
const text = fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((list) => list.join(" "));
const note = fc.record(
  {
    title: text,
    body: fc.oneof(text, fc.array(text, { maxLength: 2 })),
    language: fc.constantFrom("none", "english", "fr"),
  },
  { requiredKeys: [] },
);
const search = fc
  .array(fc.tuple(fc.constantFrom("", "", "", "-"), fc.constantFrom(...words.slice(0, 11), '"run x1"', '"cafe"')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([minus, word]) => minus + word).join(" "));

describe("searches by text", () => {
  const database = embedded();

  it("find what the evaluator finds, after all kinds of writes", async () => {
    const [ours, model] = [database.documents("text"), memoryDatabase()];
    await fc.assert(
      fc.asyncProperty(
        fc.array(note, { minLength: 3, maxLength: 8 }),
        fc.array(note, { minLength: 2, maxLength: 2 }),
        fc.array(search, { minLength: 3, maxLength: 6 }),
        fc.boolean(),
        async (notes, later, searches, before) => {
          const found = [];
          for (const db of [ours, model]) found.push(await run(db, notes, later, searches, before));
          expect(found[0]).toEqual(found[1]);
        },
      ),
      { numRuns: Number(process.env["DB_TEST_RUNS"] ?? 40) },
    );
  });

  it("are answered by the index, with their score where it is asked for", async () => {
    const notes: DocumentCollection<Note> = database.documents("text_index").collection<Note>("notes");
    await notes.createIndex({ key: { title: "text", body: "text" }, weights: { title: 3 } });
    await notes.insertMany(
      Array.from({ length: 2000 }, (_, _id) => ({ _id, title: `word${_id % 200}`, body: "the same" })),
    );
    const told = await notes.explain({ $text: { $search: "word7 -missing" } }, { sort: { _id: 1 }, limit: 3 });
    expect(told).toMatchObject({ residual: [], fullScan: false });
    expect(
      (await notes.find({ $text: { $search: "word7" } }, { sort: { _id: 1 }, limit: 3 }).toArray()).map(
        ({ _id }) => _id,
      ),
    ).toEqual([7, 207, 407]);
    const scored = await notes
      .find({ $text: { $search: "word7" } }, { projection: { score: { $meta: "textScore" } }, limit: 1 })
      .toArray();
    expect(scored).toEqual([{ _id: expect.any(Number), title: "word7", body: "the same", score: expect.closeTo(3.3) }]);
  });
});

async function run(
  db: DocumentDatabase,
  notes: readonly Omit<Note, "_id">[],
  later: readonly Omit<Note, "_id">[],
  searches: readonly string[],
  indexFirst: boolean,
): Promise<unknown> {
  const collection = db.collection<Note>("notes");
  await collection.drop();
  const index = (): Promise<string> => collection.createIndex({ key: { title: "text", body: "text" } });
  if (indexFirst) await index();
  await collection.insertMany(notes.map((fields, _id) => ({ _id, ...fields })));
  if (!indexFirst) await index();
  await collection.updateMany({ _id: 0 }, { $set: { title: "running x1" } });
  await collection.updateOne({ _id: 1 }, { $unset: { body: 1 }, $inc: { n: 1 } } as never);
  await collection.replaceOne({ _id: 2 }, { _id: 2, ...later[0] });
  await collection.updateOne({ _id: 99 }, { $set: { body: later[1]?.body ?? "run" } }, { upsert: true });
  const found: unknown[] = [];
  for (const $search of searches) {
    const ids = await collection.find({ $text: { $search } }, { sort: { _id: 1 } }).toArray();
    found.push(ids, await collection.countDocuments({ $text: { $search }, _id: { $gt: 0 } }));
  }
  return found;
}
