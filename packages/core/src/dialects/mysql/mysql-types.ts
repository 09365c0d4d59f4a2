import type { PortableType } from "../portable-type.ts";
import {
  charOf,
  createTypeMap,
  decimalOf,
  fractional,
  varcharOf,
  withLength,
  withPrecision,
  type TypeMapData,
  type TypeMap,
} from "../type-map.ts";

/** What both flavours share: the manual's "Data Types". Fractional seconds are kept in full unless told otherwise. */
export const mysqlTypeData: TypeMapData = {
  engine: "mysql",
  native: {
    smallint: "smallint",
    integer: "int",
    bigint: "bigint",
    // Without digits MySQL takes (10,0); the most it keeps is 65 and 30.
    decimal: withPrecision("decimal", "(65,30)"),
    real: "float",
    double: "double",
    boolean: "tinyint(1)",
    text: "longtext",
    varchar: withLength("varchar"),
    char: withLength("char"),
    binary: "longblob",
    uuid: "char(36)",
    date: "date",
    time: withPrecision("time", "(6)"),
    timestamp: withPrecision("datetime", "(6)"),
    timestamptz: withPrecision("timestamp", "(6)"),
    json: "json",
  },
  portable: {
    tinyint: ([width]) => ({ kind: width === 1 ? "boolean" : "smallint" }),
    "tinyint unsigned": "smallint",
    smallint: "smallint",
    "smallint unsigned": "integer",
    mediumint: "integer",
    "mediumint unsigned": "integer",
    int: "integer",
    integer: "integer",
    "int unsigned": "bigint",
    bigint: "bigint",
    "bigint unsigned": "bigint",
    year: "smallint",
    decimal: decimalOf,
    "decimal unsigned": decimalOf,
    float: "real",
    double: "double",
    bool: "boolean",
    boolean: "boolean",
    bit: ([width]) => ({ kind: width === undefined || width === 1 ? "boolean" : "binary" }),
    tinytext: "text",
    text: "text",
    mediumtext: "text",
    longtext: "text",
    enum: "text",
    set: "text",
    varchar: varcharOf,
    char: charOf,
    tinyblob: "binary",
    blob: "binary",
    mediumblob: "binary",
    longblob: "binary",
    binary: "binary",
    varbinary: "binary",
    date: "date",
    time: fractional("time"),
    datetime: fractional("timestamp"),
    timestamp: fractional("timestamptz"),
    json: "json",
  },
  recognise: displayedWidth,
};

/** MySQL's types. An interval has none, and neither has an array. */
export const mysqlTypes: TypeMap = createTypeMap(mysqlTypeData);

/** `zerofill` changes how a number is shown, not what it is. */
function displayedWidth(native: string, map: TypeMap): PortableType | undefined {
  return / zerofill$/i.test(native) ? map.toPortable(native.replace(/ zerofill$/i, "")) : undefined;
}
