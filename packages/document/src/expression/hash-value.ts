import { createHash, type Hash } from "node:crypto";
import { Long, serialize, type Code, type Decimal128 } from "bson";
import { decimalToBigInt, readDecimal } from "../values/decimal.ts";
import { numberType, toBigInt, toDouble, type NumberValue } from "../values/numbers.ts";
import { typeOf, type BsonType, type Document } from "../values/types.ts";

/** The numbers that stand for types in hashes: types that compare have the same. */
const typeCodes: Readonly<Record<BsonType, number>> = {
  minKey: -1,
  missing: 5,
  undefined: 0,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  symbol: 15,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};

const [least, greatest] = [-(2n ** 63n), 2n ** 63n - 1n];

/** The key that a hashed index has for a value: 64 bits of an MD5 over the value, as MongoDB computes it. */
export function hashValue(value: unknown): Long {
  const hash = createHash("md5");
  hash.update(int32(0));
  addValue(hash, value ?? null, undefined);
  return Long.fromBigInt(hash.digest().readBigInt64LE());
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

function addValue(hash: Hash, value: unknown, name: string | undefined): void {
  const type = typeOf(value);
  hash.update(int32(typeCodes[type]));
  if (name !== undefined) hash.update(`${name}\0`);
  switch (type) {
    case "int":
    case "long":
    case "double":
    case "decimal":
      hash.update(int64(wholeOf(value as NumberValue)));
      break;
    case "object":
      addFields(hash, value as Document);
      break;
    case "array":
      addFields(hash, Object.fromEntries((value as unknown[]).entries()));
      break;
    case "javascriptWithScope": {
      hash.update(`${String((value as Code).code)}\0`);
      addFields(hash, (value as Code).scope ?? {});
      break;
    }
    default:
      // The bytes of the value alone: behind the length, the type, an empty name and its end, before the last zero.
      hash.update(serialize({ "": value }).subarray(6, -1));
  }
}

function addFields(hash: Hash, document: Document): void {
  for (const name of Object.keys(document)) addValue(hash, document[name], name);
  hash.update(int32(0));
}

/** The whole part of a number within 64 bits; 0 for NaN. */
function wholeOf(value: NumberValue): bigint {
  const within = (whole: bigint): bigint => (whole < least ? least : whole > greatest ? greatest : whole);
  switch (numberType(value)) {
    case "decimal": {
      const exact = readDecimal(value as Decimal128);
      if (exact.special === "nan") return 0n;
      if (exact.special !== undefined || exact.exponent > 40) return exact.sign < 0 ? least : greatest;
      return within(decimalToBigInt(exact));
    }
    case "double": {
      const double = toDouble(value);
      if (Number.isNaN(double)) return 0n;
      return Number.isFinite(double) ? within(BigInt(Math.trunc(double))) : double < 0 ? least : greatest;
    }
    default:
      return toBigInt(value);
  }
}
