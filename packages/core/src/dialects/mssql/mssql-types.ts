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
import { jsonCollation } from "./mssql-native-types.ts";

const jsonType = `varchar(max) collate ${jsonCollation}`;
/** The longest text that is not a large object, in characters of two bytes. */
const longest = 4000;

/** SQL Server's types: the reference's "Data types". */
export const mssqlTypes: TypeMap = createTypeMap({
  engine: "mssql",
  native: {
    smallint: "smallint",
    integer: "int",
    bigint: "bigint",
    // Without digits SQL Server takes (18,0); the most it keeps is 38.
    decimal: withPrecision("decimal", "(38,18)"),
    real: "real",
    double: "float(53)",
    boolean: "bit",
    text: "nvarchar(max)",
    varchar: (type) => ((type.length ?? 1) > longest ? "nvarchar(max)" : withLength("nvarchar")(type)),
    char: (type) => ((type.length ?? 1) > longest ? "nvarchar(max)" : withLength("nchar")(type)),
    binary: "varbinary(max)",
    uuid: "uniqueidentifier",
    date: "date",
    time: withPrecision("time"),
    timestamp: withPrecision("datetime2"),
    timestamptz: withPrecision("datetimeoffset"),
    // The type of 2025 has no older name, but this is how it is told to clients that do not know it.
    json: jsonType,
  },
  recognise: (native) => (native.toLowerCase() === jsonType.toLowerCase() ? { kind: "json" } : undefined),
  portable: {
    tinyint: "smallint",
    smallint: "smallint",
    int: "integer",
    bigint: "bigint",
    decimal: decimalOf,
    numeric: decimalOf,
    money: () => ({ kind: "decimal", precision: 19, scale: 4 }),
    smallmoney: () => ({ kind: "decimal", precision: 10, scale: 4 }),
    real: "real",
    float: ([digits]) => ({ kind: digits !== undefined && digits <= 24 ? "real" : "double" }),
    bit: "boolean",
    text: "text",
    ntext: "text",
    xml: "text",
    sysname: () => ({ kind: "varchar", length: 128 }),
    // `max` is not a number, so its length is left open.
    varchar: varcharOf,
    nvarchar: varcharOf,
    char: charOf,
    nchar: charOf,
    binary: "binary",
    varbinary: "binary",
    image: "binary",
    // A counter of row versions, not a time.
    timestamp: "binary",
    rowversion: "binary",
    uniqueidentifier: "uuid",
    date: "date",
    time: fractional("time"),
    datetime: () => ({ kind: "timestamp", precision: 3 }),
    smalldatetime: () => ({ kind: "timestamp", precision: 0 }),
    datetime2: fractional("timestamp"),
    datetimeoffset: fractional("timestamptz"),
    json: "json",
  },
});
