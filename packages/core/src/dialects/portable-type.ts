import { usage } from "../errors/index.ts";

/** The types that every engine is asked for by the same name. */
export type PortableKind =
  | "smallint"
  | "integer"
  | "bigint"
  | "decimal"
  | "real"
  | "double"
  | "boolean"
  | "text"
  | "varchar"
  | "char"
  | "binary"
  | "uuid"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "json"
  | "array";

/** A portable type, taken apart. */
export interface PortableType {
  readonly kind: PortableKind;
  /** Of `varchar` (required) and `char` (1 when left out), in characters. */
  readonly length?: number | undefined;
  /** Digits of a `decimal`; fractional digits of seconds of a `time`, `timestamp` or `timestamptz`. */
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  /** Of an `array`. */
  readonly element?: PortableType | undefined;
}

/**
 * The JavaScript value that a column of a type gives.
 *
 * - `number`: a number
 * - `number-or-bigint`: a number where it is safe, else a `bigint`
 * - `string`: a string, with no digit lost; a `uuid` in lower case, a `date` as `YYYY-MM-DD`, an `interval` as an
 *   ISO 8601 duration (`P1Y2M3DT4H5M6.5S`)
 * - `date`: a `Date`; in string mode a string that keeps microseconds. A `timestamp` without a zone is read as UTC.
 * - `bytes`: a `Uint8Array`; `boolean`; `json`: the parsed document; `array`: an array of the element's values
 */
export type JavaScriptValue =
  | "number"
  | "number-or-bigint"
  | "string"
  | "boolean"
  | "bytes"
  | "date"
  | "json"
  | "array";

/** What each engine's columns of a type become in JavaScript: the one table that drivers follow. */
export const javascriptValues: Readonly<Record<PortableKind, JavaScriptValue>> = {
  smallint: "number",
  integer: "number",
  bigint: "number-or-bigint",
  decimal: "string",
  real: "number",
  double: "number",
  boolean: "boolean",
  text: "string",
  varchar: "string",
  char: "string",
  binary: "bytes",
  uuid: "string",
  date: "string",
  time: "string",
  timestamp: "date",
  timestamptz: "date",
  interval: "string",
  json: "json",
  array: "array",
};

const simple =
  /^(smallint|integer|bigint|decimal|real|double|boolean|text|varchar|char|binary|uuid|date|timestamptz|timestamp|time|interval|json)(?:\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/;
const withDigits: readonly PortableKind[] = ["decimal", "time", "timestamp", "timestamptz"];

/**
 * Reads a type's text: `decimal(10,2)`, `varchar(20)`, `timestamp(3)`, `array of integer`. Upper or lower case.
 * @throws DatabaseError `usage` for anything else.
 */
export function parsePortableType(text: string): PortableType {
  const source = text.trim().toLowerCase();
  if (source.startsWith("array of "))
    return { kind: "array", element: parsePortableType(source.slice("array of ".length)) };
  const match = simple.exec(source);
  if (match === null) throw unknownType(text);
  const kind = match[1] as PortableKind;
  const first = match[2] === undefined ? undefined : Number(match[2]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  if (second !== undefined && kind !== "decimal") throw unknownType(text);
  if (kind === "varchar" || kind === "char") {
    if (kind === "varchar" && first === undefined)
      throw usage("the type varchar needs a length", "Write varchar(n), or text for any length.");
    return { kind, length: first ?? 1 };
  }
  if (first === undefined) return { kind };
  if (!withDigits.includes(kind)) throw unknownType(text);
  return kind === "decimal" ? { kind, precision: first, scale: second ?? 0 } : { kind, precision: first };
}

/** The text of a portable type, as {@link parsePortableType} reads it. */
export function formatPortableType({ kind, length, precision, scale, element }: PortableType): string {
  if (kind === "array") return `array of ${element === undefined ? "text" : formatPortableType(element)}`;
  if (length !== undefined) return `${kind}(${length})`;
  if (precision === undefined) return kind;
  return `${kind}(${precision}${kind === "decimal" ? `,${scale ?? 0}` : ""})`;
}

function unknownType(text: string): Error {
  return usage(
    `\`${text}\` is not a portable type`,
    `The types are ${Object.keys(javascriptValues).join(", ")}; \`decimal(p,s)\`, \`varchar(n)\`, \`array of …\`.`,
  );
}
