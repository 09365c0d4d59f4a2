import { Decimal128, Double, Int32, Long } from "@db/document";
import { importDocument, type Document } from "@db/document/engine";
import fc from "fast-check";
import { anyDocument, anyNumber, anyValue } from "../../../../document/test/support/any-value.ts";

/** Numbers that are equal to each other, or nearly so, and of different types. */
const close = fc.constantFrom(
  new Int32(1),
  Long.fromNumber(1),
  new Double(1),
  Decimal128.fromString("1.0"),
  new Double(0.1),
  Decimal128.fromString("0.1"),
  new Int32(0),
  new Double(-0),
);
/** Numbers whose sums and products leave their types, too. */
const number = fc.oneof(
  close,
  anyNumber,
  fc.constantFrom(
    new Int32(2_147_483_647),
    new Int32(-2_147_483_648),
    Long.fromString("9223372036854775807"),
    Long.fromString("-9223372036854775808"),
    new Double(Number.MAX_VALUE),
    new Double(-1e308),
    new Double(1e-200),
    new Double(1.7e22),
    new Double(-(2 ** 80)),
    Decimal128.fromString("12.50"),
    Decimal128.fromString("-0.001"),
    Decimal128.fromString("1234567890123456789012345678901234"),
  ),
  fc.double().map((value) => new Double(value)),
  fc.maxSafeInteger().map((value) => Long.fromNumber(value)),
);
const value = fc.oneof(
  anyValue,
  number,
  fc.array(fc.oneof(close, number, fc.constantFrom("a", "é", "", "a\u0000")), { maxLength: 4 }),
  fc.array(
    fc.record(
      { a: fc.integer({ max: 3, min: 0 }).map((n) => new Int32(n)), b: number },
      { requiredKeys: [], noNullPrototype: true },
    ),
    { maxLength: 5 },
  ),
  fc.dictionary(
    fc.constantFrom("a", "b", "c", "bb", "$c", "0", "10"),
    fc.oneof(number, fc.array(number, { maxLength: 2 })),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  ),
);
const items = fc.array(value, { maxLength: 4 });
/** Documents whose fields updates are likely to find, and any others. */
export const anyDocumentToUpdate: fc.Arbitrary<Document> = fc.oneof(
  anyDocument,
  fc
    .record(
      {
        bb: value,
        a: fc.record(
          { b: value, a: fc.record({ b: value }, { noNullPrototype: true }) },
          { requiredKeys: [], noNullPrototype: true },
        ),
        b: value,
        c: value,
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((fields) => ({ _id: new Int32(1), ...fields })),
  fc
    .record(
      {
        n: fc.oneof(close, number),
        list: items,
        sub: fc.record({ list: items, n: number, m: number }, { requiredKeys: [], noNullPrototype: true }),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((fields) => ({ _id: new Int32(1), ...fields })),
);

const path = fc.constantFrom(
  ..."a a b b c a.b a.b a.a a.a.b b.a b.$c a.$$d d é _z new.er a.new.er a.__proto__ bb n sub.n list".split(" "),
);
const numberPath = fc.constantFrom("n", "n", "sub.n", "sub.m", "sub.k", "a.b");
const arrayPath = fc.constantFrom("list", "list", "sub.list", "sub.list", "sub.no", "a.b");
const each = fc.record(
  {
    $each: items,
    $position: fc.integer({ min: -4, max: 4 }),
    $slice: fc.integer({ min: -3, max: 3 }),
    $sort: fc.constantFrom<unknown>(1, -1, { a: 1 }, { a: -1, b: -1 }, { "a.b": 1, b: -1 }),
  },
  { requiredKeys: ["$each"], noNullPrototype: true },
);
const bits = fc.dictionary(
  fc.constantFrom("and", "or", "xor"),
  number.filter((operand) => operand instanceof Int32 || operand instanceof Long),
  { minKeys: 1, noNullPrototype: true },
);

/** An operator, its operand and a path, each with paths that often lead to values that it is for. */
const operation: fc.Arbitrary<[operator: string, operand: unknown, path: string]> = fc.oneof(
  fc.tuple(fc.constantFrom("$set", "$set", "$unset", "$min", "$max", "$setOnInsert"), value, path),
  fc.tuple(fc.constantFrom("$set", "$min", "$max", "$inc"), close, numberPath),
  fc.tuple(fc.constantFrom("$push", "$addToSet", "$pull"), value, fc.oneof(path, arrayPath)),
  fc.tuple(fc.constantFrom("$inc", "$mul", "$min", "$max"), number, fc.oneof(path, numberPath, numberPath)),
  fc.tuple(
    fc.constant("$addToSet"),
    items.map((given) => ({ $each: given })),
    arrayPath,
  ),
  fc.tuple(fc.constant("$push"), each, arrayPath),
  fc.tuple(fc.constant("$pullAll"), items, arrayPath),
  fc.tuple(fc.constant("$pop"), fc.constantFrom(1, -1), arrayPath),
  fc.tuple(
    fc.constant("$currentDate"),
    fc.constantFrom<unknown>(true, { $type: "date" }, { $type: "timestamp" }),
    path,
  ),
  fc.tuple(fc.constant("$rename"), path, path),
  fc.tuple(fc.constant("$bit"), bits, numberPath),
);
/** Update documents with up to three changes; some are refused. */
export const anyUpdate: fc.Arbitrary<Document> = fc
  .array(operation, { minLength: 1, maxLength: 3 })
  .map((operations) => {
    const made: Record<string, Record<string, unknown>> = {};
    for (const [operator, operand, at] of operations) {
      made[operator] = Object.assign(made[operator] ?? {}, importDocument({ [at]: operand }));
    }
    return made;
  });
