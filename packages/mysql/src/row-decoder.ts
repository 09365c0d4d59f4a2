import type { ColumnInfo, Row } from "@db/core";
import { readText } from "./bytes.ts";
import { binaryDate, binaryTime, binaryTimestamp, binaryTimestampText } from "./mysql-dates.ts";
import {
  isUnsigned,
  kindOf,
  parseFloatText,
  parseInteger,
  parseTimestampAt,
  readBit,
  readBytes,
  readDouble,
  readFloat,
  readJson,
  readLong,
  readUnsignedLong,
  toBoolean,
  type ValueKind,
} from "./mysql-values.ts";
import type { ColumnDefinition } from "./read-packet.ts";

/** Makes a row of a packet's payload, which begins at `p`. */
type RowDecoder = (b: Buffer, p: number) => Row;

/** What is known of a result before its rows come. */
export interface ResultShape {
  readonly columns: readonly ColumnInfo[];
  readonly decode: RowDecoder;
}

/** The shape of what gives no rows. */
export const noRows: ResultShape = { columns: [], decode: () => ({}) };

/** By which of the two protocols rows come: in numbers (prepared statements) or as text. */
export type RowFormat = "binary" | "text";

const helpers = {
  binaryDate,
  binaryTime,
  binaryTimestamp,
  binaryTimestampText,
  parseFloatText,
  parseInteger,
  parseTimestampAt,
  readBit,
  readBytes,
  readDouble,
  readFloat,
  readJson,
  readLong,
  readText,
  readUnsignedLong,
  toBoolean,
  longLength: (b: Buffer, p: number): number => Number(b.readBigUInt64LE(p)),
};

/**
 * Compiles the decoder of one result shape: straight code for its columns that writes the row as one object literal, so
 * that all rows have the same hidden class. Of columns with the same name the last one counts.
 */
export function shapeOf(
  definitions: readonly ColumnDefinition[],
  format: RowFormat,
  timestamps: "date" | "string",
): ResultShape {
  const columns = definitions.map(({ name, type }) => ({ name, nativeType: type }));
  const reads = definitions.map((column, index) => {
    const kind = kindOf(column, timestamps);
    return format === "binary" ? binaryCode(column, kind, index) : textCode(kind, index);
  });
  const members = definitions.map(({ name }, index) => {
    // A computed key, since a plain `__proto__` would set the row's prototype.
    const key = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    return `${key}: v${index}`;
  });
  // Behind the header byte there is a bitmap of nulls, whose first two bits mean nothing.
  const head = format === "binary" ? `const nulls = p + 1; p += ${1 + ((definitions.length + 9) >> 3)};` : "";
  const declared = definitions.map((_, index) => `v${index} = null`).join(", ");
  const body = `return (b, p) => {
    let n = 0${declared === "" ? "" : `, ${declared}`};
    ${head}
    ${reads.join("\n    ")}
    return { ${members.join(", ")} };
  };`;
  const make = new Function(...Object.keys(helpers), body) as (...given: unknown[]) => RowDecoder;
  return { columns, decode: make(...Object.values(helpers)) };
}

/** Reads a length before a value into `n`. A null of the text protocol is 251 there. */
const lengthCode =
  "n = b[p++]; if (n > 251) { if (n === 252) { n = b[p] | b[p + 1] << 8; p += 2; } " +
  "else if (n === 253) { n = b[p] | b[p + 1] << 8 | b[p + 2] << 16; p += 3; } " +
  "else { n = longLength(b, p); p += 8; } }";

/** The expressions of what has a length before it in both protocols. */
const lengthCoded: Readonly<Partial<Record<ValueKind, string>>> = {
  ascii: "readText(b, p, n)",
  text: "readText(b, p, n)",
  bytes: "readBytes(b, p, n)",
  json: "readJson(b, p, n)",
  bit: "readBit(b, p)",
};

function binaryCode(column: ColumnDefinition, kind: ValueKind, index: number): string {
  const bit = index + 2;
  return `if ((b[nulls + ${bit >> 3}] & ${1 << (bit & 7)}) === 0) { ${binaryValue(column, kind, `v${index}`)} }`;
}

function binaryValue(column: ColumnDefinition, kind: ValueKind, v: string): string {
  const coded = lengthCoded[kind];
  if (coded !== undefined) return `${lengthCode} ${v} = ${coded}; p += n;`;
  const unsigned = isUnsigned(column);
  const moment = (call: string): string => `${v} = ${call}; p += b[p] + 1;`;
  switch (kind) {
    case "tiny":
      return `${v} = ${unsigned ? "b[p]" : "b[p] << 24 >> 24"}; p += 1;`;
    case "boolean":
      return `${v} = toBoolean(b[p] << 24 >> 24); p += 1;`;
    case "short":
      return `${v} = ${unsigned ? "b[p] | b[p + 1] << 8" : "(b[p] | b[p + 1] << 8) << 16 >> 16"}; p += 2;`;
    case "long":
      return `${v} = (b[p] | b[p + 1] << 8 | b[p + 2] << 16 | b[p + 3] << 24)${unsigned ? " >>> 0" : ""}; p += 4;`;
    case "longlong":
      return `${v} = ${unsigned ? "readUnsignedLong" : "readLong"}(b, p); p += 8;`;
    case "float":
      return `${v} = readFloat(b, p); p += 4;`;
    case "double":
      return `${v} = readDouble(b, p); p += 8;`;
    case "date":
      return moment("binaryDate(b, p)");
    case "time":
      return moment(`binaryTime(b, p, ${column.decimals})`);
    case "timestamp":
      return moment(`binaryTimestamp(b, p, ${column.decimals})`);
    case "timestamp-text":
      return moment(`binaryTimestampText(b, p, ${column.decimals})`);
    default:
      return "";
  }
}

function textCode(kind: ValueKind, index: number): string {
  return `${lengthCode} if (n !== 251 || b[p - 1] !== 251) { v${index} = ${textValue(kind)}; p += n; }`;
}

function textValue(kind: ValueKind): string {
  switch (kind) {
    case "tiny":
    case "short":
    case "long":
    case "longlong":
      return "parseInteger(b, p, n)";
    case "boolean":
      return "toBoolean(parseInteger(b, p, n))";
    case "float":
    case "double":
      return "parseFloatText(b, p, n)";
    case "timestamp":
      return "parseTimestampAt(b, p, n)";
    case "date":
    case "time":
    case "timestamp-text":
      return "readText(b, p, n)";
    default:
      return lengthCoded[kind] ?? "null";
  }
}

/** Shapes by what the server said of their columns. A process meets few; when there are many they are forgotten. */
const shapes = new Map<string, ResultShape>();
const mostShapes = 2000;

/** The shape under a key, made when it is not known. */
export function shapeFor(key: string, make: () => ResultShape): ResultShape {
  const known = shapes.get(key);
  if (known !== undefined) return known;
  if (shapes.size >= mostShapes) shapes.clear();
  const shape = make();
  shapes.set(key, shape);
  return shape;
}
