import { databaseError, isJsonValue, mssqlDialect, tokenize, usage } from "@db/core";
import {
  bytesOf,
  isDate,
  notFinite,
  toBit,
  toBytes,
  toDecimal,
  toFloat,
  toInteger,
  toParts,
  toText,
} from "./conversions.ts";
import { bitType, bytesType, decimalType, floatType, integerType, momentType, type DataType } from "./data-types.ts";
import { isTable } from "./table-value.ts";

/** The most that a text or bytes may have, in bytes, for a type that is no large object. */
const longest = 8000;

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
/** The collation of parameters means nothing: their values take that of what they meet. */
const anyCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const unlimited = toInteger("bigint", int64.min, int64.max);

/** The types that values are sent as, each made once, so that a statement's plan serves values of any length. */
const types = {
  int: integerType("int", 4, unlimited),
  bigint: integerType("bigint", 8, unlimited),
  wide: decimalType(38, 0, toDecimal("decimal", 38, 0)),
  float: floatType("float(53)", 8, toFloat("float")),
  bit: bitType(toBit),
  text: bytesType(0xe7, "nvarchar(4000)", longest, anyCollation, toText("nvarchar", "utf16le", undefined)),
  longText: bytesType(0xe7, "nvarchar(max)", undefined, anyCollation, toText("nvarchar", "utf16le", undefined)),
  bytes: bytesType(0xa5, "varbinary(8000)", longest, undefined, toBytes("varbinary", undefined)),
  longBytes: bytesType(0xa5, "varbinary(max)", undefined, undefined, toBytes("varbinary", undefined)),
  moment: momentType("datetime2", 3, toParts("datetime2", 3)),
} as const satisfies Record<string, DataType>;

/**
 * The type a bound value is sent as. The server converts it to what it meets.
 * @throws DatabaseError `usage` or `value-out-of-range` for what no type holds.
 */
export function typeOf(value: unknown): DataType {
  switch (typeof value) {
    case "string":
      return value.length * 2 > longest ? types.longText : types.text;
    case "number":
      return typeOfNumber(value);
    case "bigint":
      return typeOfBigint(value);
    case "boolean":
      return types.bit;
    default:
      if (value === null) return types.text;
      if (isDate(value)) return types.moment;
      if (ArrayBuffer.isView(value)) return bytesOf(value).length > longest ? types.longBytes : types.bytes;
      if (isTable(value)) throw usage("a table value is a parameter of a procedure", "Use db.call");
      throw usage(`a value of type ${typeof value} cannot be bound`);
  }
}

function typeOfNumber(value: number): DataType {
  if (!Number.isFinite(value)) throw notFinite();
  if (!Number.isInteger(value) || Object.is(value, -0)) return types.float;
  if (value >= -(2 ** 31) && value < 2 ** 31) return types.int;
  return value >= -(2 ** 63) && value < 2 ** 63 ? types.bigint : types.float;
}

function typeOfBigint(value: bigint): DataType {
  if (BigInt.asIntN(32, value) === value) return types.int;
  if (BigInt.asIntN(64, value) === value) return types.bigint;
  if (value > -(10n ** 38n) && value < 10n ** 38n) return types.wide;
  throw databaseError({
    kind: "value-out-of-range",
    engine: "mssql",
    message: "a bigint has more than 38 digits, which no type holds",
  });
}

/** Core's hook for objects: JSON becomes text, a `Date` is looked at, a table is kept; anything else is left to core. */
export function encodeMssqlObject(value: object): unknown {
  if (isJsonValue(value)) return value.text;
  if (isDate(value)) return checkDate(value);
  return isTable(value) ? value : undefined;
}

/** "datetime2": the years 1 to 9999. An invalid date is core's to refuse. */
function checkDate(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year < 1 || year > 9999)
    throw databaseError({
      kind: "value-out-of-range",
      engine: "mssql",
      message: "a Date is outside of the years 1 to 9999",
    });
  return date;
}

/**
 * The text with `null` in the place of the parameters that are null: the constant has no type yet, and so fits where
 * the null of a text does not ("Implicit conversion from data type nvarchar to varbinary is not allowed").
 */
export function withNulls(text: string, values: readonly unknown[]): string {
  let written = "";
  let from = 0;
  for (const { kind, start, end } of tokenize(text, mssqlDialect.lexical)) {
    if (kind !== "placeholder") continue;
    const position = /^@p(\d+)$/.exec(text.slice(start, end))?.[1];
    if (position === undefined || values[Number(position) - 1] !== null) continue;
    written += `${text.slice(from, start)}null`;
    from = end;
  }
  return written + text.slice(from);
}
