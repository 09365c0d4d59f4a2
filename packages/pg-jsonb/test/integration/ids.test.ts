import { expect, it } from "@jest/globals";
import { Decimal128, Double, Long, MaxKey, MinKey, ObjectId } from "@db/document";
import { compare, importDocument, matches, parseFilter, typeOf, valueKey, defaultSettings } from "@db/document/engine";
import fc from "fast-check";
import { anyValue } from "../../../document/test/support/any-value.ts";
import { orderedKey } from "../../src/compile/document-key.ts";
import { orderKey } from "../../src/compile/order-key.ts";
import { embedded } from "./support/databases.ts";

const database = embedded();
const settings = defaultSettings();

function isId(value: unknown): boolean {
  const type = typeOf(value);
  if (type === "object") return !Object.keys(value as object).some((name) => name.startsWith("$"));
  return !["array", "regex", "undefined", "missing"].includes(type);
}

/** What an `_id` may be. */
const anyId = fc.oneof(
  anyValue.filter(isId),
  fc.double().map((value) => new Double(value)),
  fc.string({ unit: "binary" }),
  fc.constantFrom(new MinKey(), new MaxKey(), new ObjectId("000000000000000000000001")),
  fc.constantFrom("a", "a\u0000", "a\u0001", "ab", "", "\u0000", "\u0001", "\u{1F600}", "\uFF5E"),
  fc.constantFrom(
    ...[0.1, 0.5, -0.5, 1e300, -1e300, 5e-324, 0, -0, Infinity, -Infinity, NaN, 2 ** 53].map((n) => new Double(n)),
    ...["0.1", "0.5", "0.1000000000000000055", "1E+40", "-1E-40", "9007199254740993"].map((n) =>
      Decimal128.fromString(n),
    ),
    Long.fromBigInt(9007199254740993n),
  ),
);

const isOrdered = (id: unknown): boolean => orderedKey(id) !== undefined;

it("gives keys the order of values", () => {
  fc.assert(
    fc.property(anyId, anyId, (left, right) => {
      const [a, b] = [orderKey(left), orderKey(right)];
      expect(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))).toBe(Math.sign(compare(left, right)));
      expect(a.includes("\u0000")).toBe(false);
    }),
    { numRuns: 20_000 },
  );
});

it.each([
  ["in the order of their keys", []],
  ["beside one that is too long for that", ["x".repeat(3000), `${"x".repeat(3000)}y`]],
])(
  "sorts by _id and finds ranges of it %s",
  async (_, long) => {
    const documents = database.documents(`ids_${long.length}`);
    const collection = documents.collection<{ _id: unknown }>("ids");
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyId, { selector: valueKey, minLength: 5, maxLength: 40 }),
        fc.array(anyId, { minLength: 6, maxLength: 6 }),
        async (given, bounds) => {
          // By the server's own keys, which tell no more digits of a double than its text has.
          const kept = long.length === 0 ? isOrdered : (id: unknown) => String(id) !== "0.1000000000000000055";
          const ids = [...given.filter(kept), ...long];
          await collection.drop();
          await collection.insertMany(ids.map((_id) => ({ _id })));
          const order = ids.toSorted(compare);
          for (const way of [1, -1] as const) {
            const found = await documents.command({ find: "ids", sort: { _id: way }, limit: 25 }, { types: "exact" });
            const expected = (way === 1 ? order : order.toReversed()).slice(0, 25);
            expect(idsOf(found)).toEqual(expected.map((id) => valueKey(id)));
          }
          for (const bound of [...bounds.filter(kept), ...ids.slice(0, 3)]) {
            for (const operator of ["$gt", "$gte", "$lt", "$lte"]) {
              const filter = { _id: { [operator]: bound } };
              const parsed = parseFilter(importDocument(filter), { variables: new Set() });
              const expected = order.filter((_id) => matches(parsed, { _id }, settings));
              const found = await documents.command({ find: "ids", filter, sort: { _id: 1 } }, { types: "exact" });
              expect(idsOf(found)).toEqual(expected.map((id) => valueKey(id)));
            }
          }
        },
      ),
      { numRuns: 30, endOnFailure: true },
    );
  },
  240_000,
);

it("finds a range of _ids by the key of the table, in its order", async () => {
  const collection = database.documents("ids_plan").collection<{ _id: number }>("ids");
  await collection.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id, text: "x".repeat(100) })));
  const told = await collection.explain({ _id: { $gt: 1000 } }, { sort: { _id: 1 }, limit: 10 });
  expect(told).toMatchObject({ pushed: ["$match", "$sort", "$limit"], residual: [], fullScan: false });
  expect(JSON.stringify(told.plan)).not.toContain("Sort");
});

function idsOf(answer: Record<string, unknown>): string[] {
  return (answer["cursor"] as { firstBatch: { _id: unknown }[] }).firstBatch.map(({ _id }) => valueKey(_id));
}
