import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";
import fc from "fast-check";

const few = ["a", "b", "c", "é", "\u{1f600}", "｝", ""];

/** Numbers of all four types, close to each other, so that equal values of different types are met. */
export const anyNumber: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((value) => new Int32(value)),
  fc.bigInt({ min: -3n, max: 3n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 3n }).map((value) => Long.fromBigInt(value)),
  fc
    .constantFrom(
      0,
      -0,
      1,
      0.5,
      0.1,
      -1.5,
      1000000000000000.25,
      2 ** 53,
      2 ** 53 + 2,
      1e300,
      5e-324,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    )
    .map((value) => new Double(value)),
  fc
    .constantFrom(
      "0",
      "-0",
      "1.0",
      "0.5",
      "0.1",
      "0.100000000000000003",
      "0.100000000000000007",
      "1000000000000000.2",
      "1000000000000000.25",
      "1000000000000000.23",
      "1E+3",
      "9007199254740993",
      "NaN",
      "-Infinity",
      "1E-6176",
      "9.9E+6144",
    )
    .map((text) => Decimal128.fromString(text)),
);

/** Any value that can be stored, in the imported form. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    anyNumber,
    fc.constantFrom(...few),
    fc.integer({ min: -5, max: 5 }).map((ms) => new Date(ms)),
    fc.constantFrom("0".repeat(24), "f".repeat(24)).map((hex) => new ObjectId(hex)),
    fc.constantFrom([], [1], [1, 2]).map((bytes) => new Binary(Uint8Array.from(bytes))),
    fc.integer({ min: 0, max: 3 }).map((t) => new Timestamp({ t, i: 1 })),
    fc.constantFrom("a", "b").map((pattern) => new BSONRegExp(pattern, "i")),
    fc.constantFrom(new MinKey(), new MaxKey()),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "$c", "$$d", "__proto__", "longer"), tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

/** Any document with an `_id`. */
export const anyDocument: fc.Arbitrary<Record<string, unknown>> = fc
  .record({ a: anyValue, b: anyValue, c: anyValue }, { requiredKeys: [], noNullPrototype: true })
  .map((fields) => ({ _id: new ObjectId(), ...fields }));
