import type { PortableType } from "../portable-type.ts";
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

/** PostgreSQL's types, as `format_type` writes them: the manual's "Data Types". */
export const postgresTypes: TypeMap = createTypeMap({
  engine: "postgres",
  native: {
    smallint: "smallint",
    integer: "integer",
    bigint: "bigint",
    decimal: withPrecision("numeric"),
    real: "real",
    double: "double precision",
    boolean: "boolean",
    text: "text",
    varchar: withLength("varchar"),
    char: withLength("char"),
    binary: "bytea",
    uuid: "uuid",
    date: "date",
    time: withPrecision("time"),
    timestamp: withPrecision("timestamp"),
    timestamptz: withPrecision("timestamptz"),
    interval: "interval",
    json: "jsonb",
    array: ({ element }, map) => `${map.toNative(element ?? "text")}[]`,
  },
  portable: {
    smallint: "smallint",
    int2: "smallint",
    integer: "integer",
    int: "integer",
    int4: "integer",
    bigint: "bigint",
    int8: "bigint",
    numeric: decimalOf,
    decimal: decimalOf,
    real: "real",
    float4: "real",
    "double precision": "double",
    float8: "double",
    boolean: "boolean",
    bool: "boolean",
    text: "text",
    citext: "text",
    name: "text",
    "character varying": varcharOf,
    varchar: varcharOf,
    character: charOf,
    char: charOf,
    // Without a length `format_type` writes the internal name.
    bpchar: "text",
    bytea: "binary",
    uuid: "uuid",
    date: "date",
    time: fractional("time"),
    "time without time zone": fractional("time"),
    timestamp: fractional("timestamp"),
    "timestamp without time zone": fractional("timestamp"),
    timestamptz: fractional("timestamptz"),
    "timestamp with time zone": fractional("timestamptz"),
    interval: "interval",
    json: "json",
    jsonb: "json",
  },
  recognise: arrayType,
  // `interval day to second` and its like.
  otherwise: (name) => (name.startsWith("interval ") ? { kind: "interval" } : undefined),
});

/** `integer[]`; PostgreSQL does not tell how many dimensions an array has. */
function arrayType(native: string, map: TypeMap): PortableType | undefined {
  if (!native.endsWith("[]")) return undefined;
  const element = map.toPortable(native.replace(/(\[\])+$/, ""));
  return element === undefined ? undefined : { kind: "array", element };
}
