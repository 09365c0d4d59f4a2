import { describe, expect, it } from "@jest/globals";
import { DatabaseError, sql, type AnyDocument, type DocumentDatabase } from "@db/core";
import { Decimal128, Double, Int32, Long, memoryDatabase, MinKey } from "@db/document";
import { importDocument, parsePipeline, type Document } from "@db/document/engine";

import fc from "fast-check";
import { anyDocument, anyValue } from "../../../document/test/support/any-value.ts";
import { encodeValue } from "../../src/codec/encode.ts";
import { cautiousContext } from "../../src/compile/assumptions.ts";
import { planRead } from "../../src/store/read-plan.ts";
import {
  anyGroup,
  anyPage,
  anyShape,
  anySort,
  anyUnwind,
  mixedDocument,
  oddFields,
  realisticDocument,
  realisticFields,
  type Fields,
} from "./support/any-pipeline.ts";
import { embedded } from "./support/databases.ts";

type Stage = Record<string, unknown>;

/** All that a pipeline gives, with the types of values; or the code of its error. */
async function answerOf(database: DocumentDatabase, pipeline: readonly Stage[]): Promise<Document[] | number> {
  try {
    const command = { aggregate: "items", pipeline: [...pipeline], cursor: { batchSize: 1000 } };
    const answer = await database.command(command, { types: "exact" });
    return (answer["cursor"] as { firstBatch: Document[] }).firstBatch;
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    if (typeof error.nativeCode !== "number") throw error;
    return error.nativeCode;
  }
}

/** Documents byte by byte, in their order or, where there is none, in one of their own. */
function shown(answer: Document[] | number, ordered: boolean): unknown {
  if (typeof answer === "number") return answer;
  const texts = answer.map((document) => encodeValue(document));
  return ordered ? texts : texts.sort();
}

describe("pipelines as SQL", () => {
  const database = embedded();
  const rounds = Number(process.env["DB_TEST_RUNS"] ?? 25);

  /** Whether the server does a pipeline whole, by a plan that knows all values that it meets. */
  async function isDone(schema: string, stages: readonly Stage[]): Promise<boolean> {
    const parsed = parsePipeline(importDocument({ stages })["stages"], { variables: new Set() });
    const [plan] = planRead(parsed, sql.id(schema, "items"), cautiousContext(schema, new Map()));
    if (plan === undefined || plan.done < parsed.length) return false;
    const [first] = await database.relational().query(plan.statement);
    return first?.ok !== false;
  }

  /** Compares random pipelines on random documents with the evaluator; gives which share of them the server did whole. */
  async function compare(
    documents: fc.Arbitrary<AnyDocument>,
    pipeline: fc.Arbitrary<readonly Stage[]>,
    ordered: (pipeline: readonly Stage[]) => boolean,
    schema: string,
  ): Promise<number> {
    const server = database.documents(schema);
    let [all, whole] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { minLength: 10, maxLength: 16 }),
        fc.array(pipeline, { minLength: 12, maxLength: 12 }),
        async (given, pipelines) => {
          const memory = memoryDatabase();
          await server.collection("items").drop();
          for (const each of [server, memory]) await each.collection("items").insertMany(given);
          for (const stages of pipelines) {
            const [found, wanted] = [await answerOf(server, stages), await answerOf(memory, stages)];
            const inOrder = ordered(stages);
            expect({ stages, found: shown(found, inOrder) }).toEqual({ stages, found: shown(wanted, inOrder) });
            all++;
            if (typeof wanted !== "number" && (await isDone(schema, stages))) whole++;
          }
        },
      ),
      { numRuns: rounds, endOnFailure: true },
    );
    return whole / all;
  }
  const match = (fields: Fields, value: fc.Arbitrary<unknown>): fc.Arbitrary<Stage> =>
    fc
      .tuple(fc.constantFrom(...fields.any, ...fields.lists), fc.constantFrom("$eq", "$gt", "$lte", "$ne"), value)
      .map(([name, operator, given]) => ({ $match: { [name]: { [operator]: given } } }));
  const maybe = <T>(stage: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(stage, { maxLength: 1 });
  const few = fc.constantFrom<unknown>(new Int32(3), new Double(2), "paid", new Date(0));
  const having = fc.constantFrom<Stage>(
    { $sort: { _id: 1 } },
    { $sort: { n: -1, _id: 1 } },
    { $match: { n: { $gte: 2 } } },
    { $count: "groups" },
    { $project: { total: 1, n: 1 } },
    { $project: { _id: 0, longest: 1 } },
  );
  const tail = fc.constantFrom<Stage>(
    { $count: "n" },
    { $project: { price: 1, qty: 1, tags: 1 } },
    { $project: { _id: 0, a: 1, b: 1 } },
    { $project: { a: 1 } },
  );

  /** A pipeline of the stages that the server does, on fields of a kind. */
  const grouping = (fields: Fields): fc.Arbitrary<Stage[]> =>
    fc
      .tuple(
        maybe(match(fields, few)),
        fc.array(anyUnwind(fields), { maxLength: 2 }),
        maybe(match(fields, few)),
        anyGroup(fields),
        maybe(having),
      )
      .map((parts) => parts.flat());
  const paging = (fields: Fields): fc.Arbitrary<Stage[]> =>
    fc
      .tuple(maybe(match(fields, few)), maybe(anyUnwind(fields)), anySort(fields), anyPage, maybe(tail))
      .map((parts) => parts.flat());

  const never = (): boolean => false;
  const always = (): boolean => true;

  it("group what programs keep, on the server", async () => {
    expect(await compare(realisticDocument, grouping(realisticFields), never, "grouped")).toBeGreaterThan(0.7);
  }, 600_000);

  it("group where some values are odd", async () => {
    expect(await compare(mixedDocument, grouping(realisticFields), never, "mixed")).toBeGreaterThan(0.4);
  }, 600_000);

  it("group anything", async () => {
    expect(await compare(anyDocument, grouping(oddFields), never, "odd")).toBeGreaterThan(0.3);
  }, 600_000);

  it("sort and page what programs keep, on the server", async () => {
    expect(await compare(realisticDocument, paging(realisticFields), always, "paged")).toBeGreaterThan(0.6);
  }, 600_000);

  it("sort and page where some values are odd", async () => {
    expect(await compare(mixedDocument, paging(realisticFields), always, "mixed_pages")).toBeGreaterThan(0.3);
  }, 600_000);

  it("sort and page anything", async () => {
    expect(await compare(anyDocument, paging(oddFields), always, "oddly_paged")).toBeGreaterThan(0.15);
  }, 600_000);

  it("read no more of documents than is needed", async () => {
    const pipeline = fc
      .tuple(maybe(match(oddFields, anyValue)), maybe(anyUnwind(oddFields)), anyShape)
      .map((parts) => parts.flat());
    expect(await compare(anyDocument, pipeline, always, "shaped")).toBeGreaterThan(0);
    expect(await compare(realisticDocument, anyShape, always, "shaped")).toBeGreaterThan(0);
  }, 600_000);

  it("see what is odd wherever it is", async () => {
    const double = (value: number): Double => new Double(value);
    const [one, half] = [new Int32(1), double(0.5)];
    const examples: [documents: AnyDocument[], pipeline: Stage[]][] = [
      // Of equal values the first one counts, in its own form.
      [[{ n: double(1) }, { n: one }], [{ $group: { _id: null, n: { $min: "$n" }, m: { $max: "$n" } } }]],
      [[{ n: one }, { n: double(1) }], [{ $group: { _id: null, n: { $min: "$n" }, m: { $max: "$n" } } }]],
      [[{ n: double(1) }, { n: one }], [{ $group: { _id: "$n" } }]],
      [[{ n: one }, { n: double(1) }], [{ $group: { _id: { n: "$n" } } }]],
      [[{ n: Long.fromNumber(1) }, { n: one }], [{ $group: { _id: "$n", c: { $count: {} } } }]],
      [[{ n: [one] }, { n: [double(1)] }], [{ $group: { _id: "$n" } }]],
      // Arrays on the way of a path.
      [[{ a: { b: 2 } }, { a: [{ b: 1 }, { b: 3 }] }], [{ $sort: { "a.b": 1, c: 1 } }]],
      [[{ a: [{ b: 1 }] }, { a: { b: 1 } }], [{ $group: { _id: "$a.b" } }]],
      [
        [{ a: [{ b: 1 }] }],
        [{ $unwind: { path: "$a.b", preserveNullAndEmptyArrays: true } }, { $group: { _id: "$a.b" } }],
      ],
      // An odd group must not be left out unseen.
      [
        [
          { k: 1, n: double(Number.POSITIVE_INFINITY) },
          { k: 2, n: one },
        ],
        [{ $group: { _id: "$k", n: { $sum: "$n" } } }, { $match: { n: { $gt: 5 } } }],
      ],
      [
        [
          { k: 1, n: double(Number.POSITIVE_INFINITY) },
          { k: 2, n: one },
          { k: 3, n: half },
        ],
        [{ $group: { _id: "$k", n: { $sum: "$n" } } }, { $sort: { n: 1 } }, { $skip: 2 }, { $limit: 1 }],
      ],
      [
        [
          { k: 1, n: double(Number.NaN) },
          { k: 2, n: one },
        ],
        [{ $group: { _id: "$k", n: { $avg: "$n" } } }, { $group: { _id: null, n: { $max: "$n" } } }],
      ],
      // An empty array goes, and a missing one stays missing.
      [
        [{ a: [] }, { b: 1 }, { a: [one] }],
        [
          { $unwind: { path: "$a", preserveNullAndEmptyArrays: true } },
          { $match: { a: { $exists: false } } },
          { $count: "n" },
        ],
      ],
      [
        [{ a: null }, {}],
        [{ $unwind: { path: "$a", preserveNullAndEmptyArrays: true } }, { $match: { a: null } }, { $count: "n" }],
      ],
      // The place of an item is a `long`, and null where there is no array.
      [
        [{ a: ["x", "y"] }, { a: "x" }],
        [
          { $unwind: { path: "$a", includeArrayIndex: "i" } },
          { $group: { _id: { i: "$i", a: "$a" }, n: { $sum: "$i" } } },
        ],
      ],
      [
        [{ a: ["x", "y"] }],
        [{ $unwind: { path: "$a", includeArrayIndex: "i" } }, { $match: { i: 1 } }, { $count: "n" }],
      ],
      // The `_id` of a group is not that of a document.
      [
        [{ n: one }, { n: one }],
        [{ $group: { _id: "$n" } }, { $match: { _id: 1 } }],
      ],
      // Sums at the ends of types.
      [[{ n: new Int32(2 ** 31 - 1) }, { n: one }], [{ $group: { _id: null, n: { $sum: "$n" }, m: { $avg: "$n" } } }]],
      [[{ n: Long.MAX_VALUE }, { n: one }], [{ $group: { _id: null, n: { $sum: "$n" }, m: { $avg: "$n" } } }]],
      [[{ n: double(2 ** 60) }, { n: double(2 ** -60) }], [{ $group: { _id: null, n: { $sum: "$n" } } }]],
      [[{ n: double(1e308) }, { n: double(1e308) }], [{ $group: { _id: null, n: { $sum: "$n" } } }]],
      [
        [{ n: double(5e-324) }, { n: double(-5e-324) }, { n: double(-1e-20) }],
        [{ $group: { _id: null, n: { $sum: "$n" } } }],
      ],
      [[{ n: Decimal128.fromString("0.1") }, { n: double(0.1) }], [{ $group: { _id: null, n: { $sum: "$n" } } }]],
      [[{ n: new MinKey() }, { n: "a\u0000b" }, { n: "a" }], [{ $group: { _id: "$n", m: { $min: "$n" } } }]],
      [[{ n: "$oid" }, { n: "$long" }, { n: ["$n"] }], [{ $group: { _id: "$n", m: { $sum: "$n" } } }]],
      [[], [{ $group: { _id: null, n: { $sum: 1 } } }]],
      [[], [{ $sort: { a: 1, b: 1 } }, { $skip: 1 }, { $limit: 1 }]],
    ];
    const server = database.documents("examples");
    for (const [given, stages] of examples) {
      const memory = memoryDatabase();
      const named = given.map((document, n) => ({ _id: new Int32(n), ...document }));
      await server.collection("items").drop();
      if (named.length > 0) for (const each of [server, memory]) await each.collection("items").insertMany(named);
      const [found, wanted] = [await answerOf(server, stages), await answerOf(memory, stages)];
      const isOrdered = stages.some((stage) => "$sort" in stage);
      expect({ stages, found: shown(found, isOrdered) }).toEqual({ stages, found: shown(wanted, isOrdered) });
    }
  });

  it("find the distinct values of a path", async () => {
    const server = database.documents("distinct");
    const path = fc.constantFrom(...realisticFields.keys, "tags", "at", "price", "tags.a", "at.0");
    let some = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(realisticDocument, mixedDocument), { maxLength: 12 }),
        path,
        async (given, key) => {
          const memory = memoryDatabase();
          const command = { distinct: "items", key };
          await server.collection("items").drop();
          if (given.length > 0) for (const each of [server, memory]) await each.collection("items").insertMany(given);
          const [found, wanted] = await Promise.all(
            [server, memory].map(async (each) =>
              encodeValue((await each.command(command, { types: "exact" }))["values"]),
            ),
          );
          expect([key, found]).toEqual([key, wanted]);
          if (wanted !== "[]") some++;
        },
      ),
      { numRuns: rounds * 4 },
    );
    expect(some).toBeGreaterThan(rounds);
    const listed = server.collection("listed");
    await listed.insertMany([
      { at: [{ city: "Oslo" }, { city: ["Bern", null] }] },
      { at: { city: "Rome" } },
      { at: 1 },
    ]);
    expect(await listed.distinct("at.city")).toEqual([null, "Bern", "Oslo", "Rome"]);
  }, 600_000);
});
