import { Double, Int32, Long, ObjectId } from "@db/document";
import fc from "fast-check";
import { anyValue } from "../../../../document/test/support/any-value.ts";

/** Documents as programs have them: each field of one kind, some missing or null, arrays of scalars, documents within. */
export const realisticDocument: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      status: fc.constantFrom("new", "paid", "sent", "é", "｝", "\u{1f600}"),
      qty: fc.oneof(
        fc.integer({ min: -5, max: 20 }).map((value) => new Int32(value)),
        fc.constantFrom(2_147_483_647, -2_147_483_648).map((value) => new Int32(value)),
      ),
      price: fc.oneof(
        fc.integer({ min: 1, max: 2000 }).map((cents) => new Double(cents / 100)),
        fc.integer({ min: 0, max: 9 }).map((value) => new Double(value)),
        fc.constantFrom(0.1, 0.2, 0.3, -0.7, 12345.678).map((value) => new Double(value)),
      ),
      views: fc.oneof(
        fc.bigInt({ min: 0n, max: 9n }).map((value) => Long.fromBigInt(value)),
        fc.bigInt({ min: 2n ** 40n, max: 2n ** 40n + 9n }).map((value) => Long.fromBigInt(value)),
      ),
      maybe: fc.constantFrom(null, new Int32(1), new Double(2.5), new Double(1)),
      when: fc.integer({ min: -3, max: 3 }).map((day) => new Date(day * 86_400_000)),
      owner: fc.constantFrom("0".repeat(24), "f".repeat(24)).map((hex) => new ObjectId(hex)),
      active: fc.boolean(),
      tags: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
      at: fc.record(
        { city: fc.constantFrom("Rome", "Oslo"), zip: fc.integer({ min: 0, max: 3 }).map((value) => new Int32(value)) },
        { requiredKeys: [], noNullPrototype: true },
      ),
    },
    { requiredKeys: ["status", "price"], noNullPrototype: true },
  )
  .map((fields) => ({ _id: new ObjectId(), ...fields }));

const oddField: fc.Arbitrary<readonly [field: string, value: unknown]> = fc.oneof(
  fc.tuple(
    fc.constantFrom("status", "qty", "price", "views", "when", "owner", "active", "tags", "at", "maybe"),
    anyValue,
  ),
  // An array on the way of paths.
  fc.tuple(fc.constant("at"), fc.array(fc.constantFrom({}, { city: "Bern" }, { zip: new Int32(9) }), { maxLength: 2 })),
);

/** A realistic document, of which one in eight has an odd value in one of its fields. */
export const mixedDocument: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(realisticDocument, fc.nat(7), oddField)
  .map(([document, chance, [field, value]]) => (chance === 0 ? { ...document, [field]: value } : document));

/** The fields of pipelines, of documents of a kind. */
export interface Fields {
  readonly keys: readonly string[];
  readonly numbers: readonly string[];
  readonly any: readonly string[];
  readonly lists: readonly string[];
}

/** The fields of {@link realisticDocument}. */
export const realisticFields: Fields = {
  keys: ["status", "owner", "active", "at.city", "qty", "views", "when", "maybe", "nothing"],
  numbers: ["qty", "price", "views", "at.zip", "maybe", "status", "nothing"],
  any: ["qty", "price", "status", "when", "owner", "active", "at.zip", "maybe"],
  lists: ["tags", "status", "at.city", "maybe", "nothing"],
};

/** The fields of `anyDocument`. */
export const oddFields: Fields = {
  keys: ["a", "b", "c", "a.b", "a.a"],
  numbers: ["a", "b", "a.b"],
  any: ["a", "b", "a.b", "b.a"],
  lists: ["a", "b", "a.b"],
};

type Stage = Record<string, unknown>;

const from = (names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names);

/** A `$group` of what the server can do. */
export function anyGroup({ keys, numbers, any }: Fields): fc.Arbitrary<Stage> {
  const path = from(keys).map((name) => `$${name}`);
  const id = fc.oneof(
    fc.constantFrom(null, "all"),
    path,
    fc.tuple(path, path).map(([first, second]) => ({ first, b: second })),
    path.map((value) => ({ longer: value, x: "constant" })),
  );
  const number = from(numbers).map((name) => `$${name}`);
  const value = from(any).map((name) => `$${name}`);
  const accumulator = fc.oneof(
    fc.constantFrom({ $sum: 1 }, { $count: {} }, { $sum: -2 }),
    number.map(($sum) => ({ $sum })),
    number.map(($avg) => ({ $avg })),
    value.map(($min) => ({ $min })),
    value.map(($max) => ({ $max })),
  );
  const fields = fc.dictionary(fc.constantFrom("n", "total", "b", "longest"), accumulator, {
    maxKeys: 4,
    noNullPrototype: true,
  });
  return fc.tuple(id, fields).map(([_id, given]) => ({ $group: { _id, ...given } }));
}

/** An `$unwind` with any of its options. */
export function anyUnwind({ lists }: Fields): fc.Arbitrary<Stage> {
  return fc
    .tuple(from(lists), fc.constantFrom(undefined, true, false), fc.constantFrom(undefined, "place"))
    .map(([name, preserve, index]) => ({
      $unwind: {
        path: `$${name}`,
        ...(preserve === undefined ? {} : { preserveNullAndEmptyArrays: preserve }),
        ...(index === undefined ? {} : { includeArrayIndex: index }),
      },
    }));
}

/** A `$sort` by up to three fields, `_id` last where it must tell all apart. */
export function anySort({ any }: Fields): fc.Arbitrary<Stage> {
  return fc
    .uniqueArray(from(any), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc
        .array(fc.constantFrom(1, -1), { minLength: 3, maxLength: 3 })
        .map((ways) => ({ $sort: Object.fromEntries(names.map((name, n) => [name, ways[n]])) })),
    );
}

/** A `$limit`, a `$skip` before or behind it. */
export const anyPage: fc.Arbitrary<readonly Stage[]> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map(($limit) => [{ $limit }]),
  fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 9 }))
    .map(([$skip, $limit]) => [{ $skip }, { $limit }]),
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }))
    .map(([$limit, $skip]) => [{ $limit }, { $skip }]),
);

/** Stages that the evaluator does, on what it needs of documents. */
export const anyShape: fc.Arbitrary<readonly Stage[]> = fc.constantFrom<readonly Stage[]>(
  [{ $project: { c: 1, a: 1, missing: 1 } }],
  [{ $project: { _id: 0, b: 1, longer: { $ifNull: ["$a.b", "$c"] }, "a.b": 1 } }],
  [{ $project: { price: 1, status: 1, qty: 1 } }],
  [{ $unset: "c" }, { $project: { "a.a": 1, b: { x: "$c" } } }],
  [{ $set: { c: { $type: "$a" }, "b.x": "$c" } }, { $project: { b: 1, c: 1 } }],
  [{ $sort: { a: 1, b: -1 } }, { $group: { _id: null, all: { $push: "$c" }, first: { $first: "$a.b" } } }],
  [{ $group: { _id: null, all: { $push: "$$ROOT" } } }],
  [{ $group: { _id: null, all: { $push: { $getField: "b" } }, set: { $addToSet: "$$ROOT.c" } } }],
  [{ $group: { _id: null, top: { $top: { sortBy: { b: 1, _id: 1 }, output: "$a" } } } }],
  [{ $match: { $expr: { $gt: ["$a", "$b"] } } }, { $project: { c: 1 } }],
  [{ $match: { $expr: { $gt: ["$a", "$b"] } } }, { $count: "n" }],
  [{ $replaceRoot: { newRoot: { $mergeObjects: [{ a: "$a" }, { b: { $let: { vars: { x: "$c" }, in: "$$x" } } }] } } }],
  [{ $bucketAuto: { groupBy: { $type: "$a" }, buckets: 2, output: { b: { $push: "$b" } } } }],
  [{ $facet: { one: [{ $project: { a: 1, c: 1 } }], two: [{ $count: "n" }] } }],
  [{ $lookup: { from: "items", localField: "a", foreignField: "b", as: "found" } }, { $project: { found: 1, a: 1 } }],
  [{ $lookup: { from: "items", localField: "a", foreignField: "b", as: "c.x" } }, { $project: { c: 1 } }],
);
