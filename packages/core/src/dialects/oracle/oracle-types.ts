import { charOf, createTypeMap, fractional, varcharOf, withPrecision, type TypeMap } from "../type-map.ts";
import type { PortableType } from "../portable-type.ts";

/** The bytes of a `varchar2` and of a `char` without extended types. */
const longestVarchar = 4000;
const longestChar = 2000;

/** Oracle's types: the SQL Language Reference's "Data Types". A `date` has a time of day, so it means a timestamp when read. */
export const oracleTypes: TypeMap = createTypeMap({
  engine: "oracle",
  native: {
    smallint: "number(5)",
    integer: "number(10)",
    bigint: "number(19)",
    decimal: withPrecision("number"),
    real: "binary_float",
    double: "binary_double",
    // `boolean` is 23ai's; a digit works everywhere.
    boolean: "number(1)",
    text: "clob",
    varchar: ({ length = 1 }) => (length > longestVarchar ? "clob" : `varchar2(${length} char)`),
    char: ({ length = 1 }) => (length > longestChar ? "clob" : `char(${length} char)`),
    binary: "blob",
    uuid: "char(36)",
    date: "date",
    timestamp: withPrecision("timestamp"),
    timestamptz: ({ precision }) => `timestamp${precision === undefined ? "" : `(${precision})`} with time zone`,
    interval: "interval day(9) to second",
    json: "clob",
  },
  portable: {
    number: numberOf,
    float: "double",
    binary_float: "real",
    binary_double: "double",
    boolean: "boolean",
    varchar2: varcharOf,
    nvarchar2: varcharOf,
    varchar: varcharOf,
    char: charOf,
    nchar: charOf,
    clob: "text",
    nclob: "text",
    long: "text",
    rowid: "text",
    urowid: "text",
    blob: "binary",
    raw: "binary",
    "long raw": "binary",
    date: () => ({ kind: "timestamp", precision: 0 }),
    timestamp: fractional("timestamp"),
    "timestamp with time zone": fractional("timestamptz"),
    "timestamp with local time zone": fractional("timestamptz"),
    json: "json",
  },
  recognise: (native) => {
    if (/^interval /i.test(native)) return { kind: "interval" };
    // `varchar2(20 char)`: the unit is told behind the number.
    const sized = /^(n?varchar2|n?char)\((\d+) (?:char|byte)\)$/i.exec(native);
    if (sized === null) return undefined;
    return { kind: sized[1]!.toLowerCase().endsWith("2") ? "varchar" : "char", length: Number(sized[2]) };
  },
});

/** Whole numbers by their digits; a number without digits told is a decimal of any scale. */
function numberOf([precision, scale = 0]: readonly number[]): PortableType {
  if (precision === undefined) return { kind: "decimal" };
  if (scale !== 0) return { kind: "decimal", precision, scale };
  if (precision === 1) return { kind: "boolean" };
  if (precision <= 5) return { kind: "smallint" };
  if (precision <= 10) return { kind: "integer" };
  return precision <= 19 ? { kind: "bigint" } : { kind: "decimal", precision, scale };
}
