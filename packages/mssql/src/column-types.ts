import {
  localParts,
  toBit,
  toBytes,
  toDays,
  toDecimal,
  toFloat,
  toInteger,
  toParts,
  toText,
  toTime,
  toUuid,
} from "./conversions.ts";
import {
  bitType,
  bytesType,
  dateType,
  decimalType,
  floatType,
  integerType,
  legacyMomentType,
  momentType,
  moneyType,
  uuidType,
  type DataType,
} from "./data-types.ts";

/** A column or parameter as the catalogue tells it. */
export interface NativeType {
  /** The system type's name, or nothing for one of the CLR's. */
  readonly type: string | null;
  /** In bytes; -1 is `max`. */
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  /** The code page of a text's collation: 65001 is UTF-8. */
  readonly codePage?: number | null | undefined;
}

/** The days of 1753-01-01 and 1900-01-01, and of the last `smalldatetime`, 2079-06-06. */
const first = { datetime: 639_905, smalldatetime: 693_595 } as const;
const lastSmall = 759_130;

/** Where the texts are UTF-8 any such collation will do: the rows' own counts for how they are kept. */
const utf8Collation = Buffer.from([0x09, 0x04, 0x00, 0x26, 0x00]);
const unicodeCollation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const bounds = (bits: bigint): readonly [bigint, bigint] => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];

/**
 * How values of a column's type are written on the wire, exactly. Nothing for the types that only the server can make
 * out of a value: texts in code pages, `xml`, `text`, `sql_variant`, the CLR's.
 */
export function columnType({ type, length, precision, scale, codePage }: NativeType): DataType | undefined {
  switch (type) {
    case "tinyint":
      return integerType("tinyint", 1, toInteger("tinyint", 0n, 255n));
    case "smallint":
      return integerType("smallint", 2, toInteger("smallint", ...bounds(16n)));
    case "int":
      return integerType("int", 4, toInteger("int", ...bounds(32n)));
    case "bigint":
      return integerType("bigint", 8, toInteger("bigint", ...bounds(64n)));
    case "bit":
      return bitType(toBit);
    case "real":
      return floatType("real", 4, toFloat("real"));
    case "float":
      return floatType("float(53)", 8, toFloat("float"));
    case "decimal":
    case "numeric":
      return decimalType(precision, scale, toDecimal(type, precision, scale));
    case "money":
      return moneyType("money", 8, moneyUnits("money", 64n));
    case "smallmoney":
      return moneyType("smallmoney", 4, moneyUnits("smallmoney", 32n));
    case "uniqueidentifier":
      return uuidType(toUuid);
    case "date":
      return dateType(toDays);
    case "time":
      return momentType("time", scale, toTime);
    case "datetime2":
      return momentType("datetime2", scale, localParts(toParts("datetime2", scale)));
    case "datetimeoffset":
      return momentType("datetimeoffset", scale, toParts("datetimeoffset", scale));
    case "datetime":
      return legacyMomentType("datetime", localParts(toParts("datetime", 3, first.datetime)));
    case "smalldatetime":
      return legacyMomentType("smalldatetime", localParts(toParts("smalldatetime", 0, first.smalldatetime, lastSmall)));
    case "nvarchar":
      return text(0xe7, "nvarchar", length);
    case "nchar":
      return text(0xef, "nchar", length);
    case "varchar":
    case "char":
      return codePage === 65_001 ? utf8(type === "varchar" ? 0xa7 : 0xaf, type, length) : undefined;
    case "varbinary":
      return bytes(0xa5, "varbinary", length);
    case "binary":
      return bytes(0xad, "binary", length);
    default:
      return undefined;
  }
}

function moneyUnits(type: string, bits: bigint): (value: unknown) => bigint {
  const [min, max] = bounds(bits);
  const scaled = toDecimal(type, 20, 4);
  const check = toInteger(type, min, max);
  return (value) => check(scaled(value));
}

const limitOf = (length: number): number | undefined => (length < 0 ? undefined : length);

function text(id: number, name: string, length: number): DataType {
  const limit = limitOf(length);
  const declaration = `${name}(${limit === undefined ? "max" : limit / 2})`;
  return bytesType(id, declaration, limit, unicodeCollation, toText(declaration, "utf16le", limit));
}

function utf8(id: number, name: string, length: number): DataType {
  const limit = limitOf(length);
  const declaration = `${name}(${limit ?? "max"})`;
  return bytesType(
    id,
    `${declaration} collate Latin1_General_100_BIN2_UTF8`,
    limit,
    utf8Collation,
    toText(declaration, "utf8", limit),
  );
}

function bytes(id: number, name: string, length: number): DataType {
  const limit = limitOf(length);
  const declaration = `${name}(${limit ?? "max"})`;
  return bytesType(id, declaration, limit, undefined, toBytes(declaration, limit));
}
