import { describe, expect, it } from "@jest/globals";
import type { Filter } from "@db/core";
import fc from "fast-check";
import { literal, memoryDatabase, query, where } from "../../../src/index.ts";
import { importDocument } from "../../../src/values/import-value.ts";
import { typeOf } from "../../../src/values/types.ts";
import { anyValue } from "../../support/any-value.ts";

interface Person {
  _id: number;
  name: string;
  age?: number | null;
  tags?: string[];
}

const people: Person[] = [
  { _id: 1, name: "Ada", age: 36, tags: ["maths"] },
  { _id: 2, name: "Grace", age: 85 },
  { _id: 3, name: "Alan", age: 36, tags: [] },
  { _id: 4, name: "Kay", age: null },
  { _id: 5, name: "A.M.", age: 41 },
];

describe("a query", () => {
  const database = memoryDatabase();
  const collection = database.collection<Person>("people");
  const ids = (found: readonly Person[]): number[] => found.map(({ _id }) => _id);

  it("makes the language that find takes", async () => {
    await collection.insertMany(people);
    const asked = query(collection).where("age").gte(36).where("name").startsWith("A.").sort({ age: -1 }).limit(5);
    expect([asked.filter, asked.options]).toEqual([
      { $and: [{ age: { $gte: 36 } }, { name: { $regex: "^A\\." } }] },
      { sort: { age: -1 }, limit: 5 },
    ]);
    expect(ids(await asked.toArray())).toEqual([5]);
    expect(ids(await query(collection).where("age").between(36, 50).sort({ _id: 1 }).toArray())).toEqual([1, 3, 5]);
    expect(ids(await query(collection).either(where<Person>("tags").size(1), { name: "Kay" }).toArray())).toEqual([
      1, 4,
    ]);
    expect(await query(collection).where("age").in([36, null]).count()).toBe(3);
    expect(await query(collection).where("name").eq("Ada").select("name").first()).toEqual({ _id: 1, name: "Ada" });
  });

  it("leaves what it was made of as it is", () => {
    const all = query(collection);
    all.where("age").gt(1).sort({ age: 1 });
    expect([all.filter, all.options]).toEqual([{}, {}]);
  });

  it("takes values as values, never as operators", async () => {
    const sent = JSON.parse('{ "$ne": null }') as string;
    expect(await query(collection).where("name").eq(sent).count()).toBe(0);
    expect(await collection.countDocuments({ name: literal(sent) } as Filter<Person>)).toBe(0);
    expect(await collection.countDocuments({ name: sent })).toBe(5);
    expect(() =>
      query(collection)
        .where("name")
        .in([/./ as unknown as string]),
    ).toThrow("regular expression");
  });

  it("updates and deletes all that match, and nothing in an order", async () => {
    const other = database.collection<Person>("others");
    await other.insertMany(people);
    expect(
      await query(other)
        .where("age")
        .eq(36)
        .updateAll({ $set: { age: 37 } }),
    ).toMatchObject({ modifiedCount: 2 });
    expect(await query(other).where("age").eq(37).deleteAll()).toEqual({ deletedCount: 2 });
    expect(() => query(other).limit(1).deleteAll()).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("pages", () => {
  const database = memoryDatabase();

  it("go on where the last one ended", async () => {
    const collection = database.collection<Person>("people");
    await collection.insertMany(people);
    const asked = query(collection).sort({ age: -1 });
    const first = await asked.page(2);
    expect(first.items.map(({ _id }) => _id)).toEqual([2, 5]);
    const second = await asked.page(2, first.next);
    expect(second.items.map(({ _id }) => _id)).toEqual([1, 3]);
    expect(await asked.page(2, second.next)).toEqual({ items: [people[3]] });
    expect((await asked.pageNumber(2, 2)).map(({ _id }) => _id)).toEqual([1, 3]);
  });

  it("refuse a token of another query, and what is none", async () => {
    const collection = database.collection<Person>("people");
    const { next } = await query(collection).sort({ age: 1 }).page(1);
    await expect(query(collection).sort({ age: -1 }).page(1, next)).rejects.toMatchObject({ kind: "usage" });
    await expect(query(collection).where("age").gt(1).sort({ age: 1 }).page(1, next)).rejects.toMatchObject({
      kind: "usage",
    });
    await expect(query(collection).page(1, "nonsense")).rejects.toMatchObject({ kind: "usage" });
    await expect(query(collection).limit(3).page(1)).rejects.toMatchObject({ kind: "usage" });
    await expect(query(collection).page(0)).rejects.toMatchObject({ kind: "usage" });
  });

  it("give every document once, whatever types the sort meets", async () => {
    let round = 0;
    const value = anyValue.filter((candidate) => !["array", "regex"].includes(typeOf(candidate)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(value, { nil: undefined }), { maxLength: 12 }),
        fc.constantFrom<1 | -1>(1, -1),
        fc.integer({ min: 1, max: 4 }),
        async (values, direction, size) => {
          const collection = database.collection<{ _id: number; v?: unknown }>(`pages_${round++}`);
          const documents = values.map((v, _id) => (v === undefined ? { _id } : { _id, v }));
          if (documents.length > 0) await collection.insertMany(documents as { _id: number }[]);
          const asked = query(collection).sort({ v: direction, _id: direction });
          const wanted = (await asked.toArray()).map(({ _id }) => _id);
          const given: number[] = [];
          for (let next: string | undefined, more = true; more; more = next !== undefined) {
            const page: { items: { _id: number }[]; next?: string } = await asked.page(size, next);
            given.push(...page.items.map(({ _id }) => _id));
            next = page.next;
          }
          expect(given).toEqual(wanted);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("cannot be sorted by an array", async () => {
    const collection = database.collection("arrays");
    await collection.insertMany([importDocument({ _id: 1, v: [1] }), { _id: 2, v: 1 }]);
    await expect(query(collection).sort({ v: 1 }).page(1)).rejects.toMatchObject({ kind: "usage" });
  });
});
