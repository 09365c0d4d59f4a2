import {
  charOf,
  createTypeMap,
  decimalOf,
  fractional,
  varcharOf,
  withLength,
  withPrecision,
  type TypeMap,
} from "../type-map.ts";
import type { PortableType } from "../portable-type.ts";

/**
 * SQLite's types. Its columns hold any value; the declared type chooses an affinity by the parts of its name, looked
 * for in this order: `INT`, then `CHAR`, `CLOB`, `TEXT`, then `BLOB`, then `REAL`, `FLOA`, `DOUB`, else numeric
 * ("Datatypes In SQLite", 3.1). A type whose values are text but look like numbers must therefore have `TEXT` in its name
 * and no `INT`, or `1.10` becomes `1.1`. So an interval is a `DURATION_TEXT`.
 */
export const sqliteTypes: TypeMap = createTypeMap({
  engine: "sqlite",
  native: {
    smallint: "SMALLINT",
    integer: "INTEGER",
    bigint: "BIGINT",
    decimal: withPrecision("DECIMAL_TEXT"),
    real: "REAL",
    double: "DOUBLE",
    boolean: "BOOLEAN",
    text: "TEXT",
    varchar: withLength("VARCHAR"),
    char: withLength("CHAR"),
    binary: "BLOB",
    uuid: "UUID_TEXT",
    date: "DATE_TEXT",
    time: withPrecision("TIME_TEXT"),
    timestamp: withPrecision("TIMESTAMP_TEXT"),
    timestamptz: withPrecision("TIMESTAMPTZ_TEXT"),
    interval: "DURATION_TEXT",
    json: "JSON_TEXT",
  },
  portable: {
    tinyint: "smallint",
    smallint: "smallint",
    int2: "smallint",
    int: "integer",
    integer: "integer",
    mediumint: "integer",
    int4: "integer",
    bigint: "bigint",
    int8: "bigint",
    "unsigned big int": "bigint",
    decimal_text: decimalOf,
    decimal: decimalOf,
    numeric: decimalOf,
    real: "real",
    float: "double",
    double: "double",
    "double precision": "double",
    boolean: "boolean",
    bool: "boolean",
    text: "text",
    clob: "text",
    varchar: varcharOf,
    "character varying": varcharOf,
    nvarchar: varcharOf,
    char: charOf,
    character: charOf,
    nchar: charOf,
    blob: "binary",
    uuid_text: "uuid",
    uuid: "uuid",
    date_text: "date",
    date: "date",
    time_text: fractional("time"),
    time: fractional("time"),
    timestamp_text: fractional("timestamp"),
    timestamp: fractional("timestamp"),
    datetime: fractional("timestamp"),
    timestamptz_text: fractional("timestamptz"),
    timestamptz: fractional("timestamptz"),
    duration_text: "interval",
    json_text: "json",
    json: "json",
  },
  otherwise: byAffinity,
});

/** The affinity's own type for a declared type that no table knows. Numeric affinity holds anything: no type. */
function byAffinity(name: string): PortableType | undefined {
  if (name.includes("int")) return { kind: "bigint" };
  if (/char|clob|text/.test(name)) return { kind: "text" };
  if (name.includes("blob")) return { kind: "binary" };
  return /real|floa|doub/.test(name) ? { kind: "double" } : undefined;
}
