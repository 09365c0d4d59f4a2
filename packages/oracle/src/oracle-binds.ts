import { usage } from "@db/core";
import type { StatementPlan } from "./statement-plan.ts";
import { client, type BindUnit, type ClientLob, type DbType } from "./wire.ts";

/** The bytes that a text or binary value may have in SQL without extended types, and in PL/SQL. */
const longestInSql = 4000;
const longestInBlock = 32_767;
/** A `RAW` without extended types. */
const longestRaw = 2000;

/** A large object that was written beforehand, and is bound in place of its content. */
export class BoundLob {
  readonly lob: ClientLob;
  readonly connection: object;

  constructor(lob: ClientLob, connection: object) {
    this.lob = lob;
    this.connection = connection;
  }
}

/** How a value is told to the client; bulk inserts send rows together whose values have the same classes. */
export interface ValueClass {
  /** Values of one name can be sent together. */
  readonly name: "text" | "number" | "double" | "moment" | "bytes" | "vector" | "lob";
  readonly type: DbType;
}

/** What the client's mode decides of bound values. */
export interface BindMode {
  readonly thin: boolean;
}

/**
 * The class of a value that core let pass; nothing for null. Numbers keep all their digits as `NUMBER`, whose columns are
 * found by an index then; what `NUMBER` cannot hold, and the negative zero that it does not know, is a `BINARY_DOUBLE`.
 */
export function classOf(value: unknown, { thin }: BindMode): ValueClass | undefined {
  switch (typeof value) {
    case "string":
      return { name: "text", type: client.DB_TYPE_VARCHAR };
    case "bigint":
    case "boolean":
      return { name: "number", type: client.DB_TYPE_NUMBER };
    case "number":
      return fitsNumber(value)
        ? { name: "number", type: client.DB_TYPE_NUMBER }
        : { name: "double", type: client.DB_TYPE_BINARY_DOUBLE };
    default:
      if (value === null || value === undefined) return undefined;
      if (value instanceof BoundLob) return { name: "lob", type: value.lob.type };
      // The libraries would write a timestamp without a zone in the zone of the process.
      if (isDate(value)) return { name: "moment", type: thin ? client.DB_TYPE_TIMESTAMP : client.DB_TYPE_TIMESTAMP_TZ };
      return isVector(value)
        ? { name: "vector", type: client.DB_TYPE_VECTOR }
        : { name: "bytes", type: client.DB_TYPE_RAW };
  }
}

/**
 * Whole numbers of 64 bits, and what has no digit behind the 130th decimal, of which `NUMBER` knows no more ("NUMBER Data
 * Type"): a number has 17 digits at most. Anything larger was a float.
 */
function fitsNumber(value: number): boolean {
  const size = Math.abs(value);
  return Object.is(value, 0) || (size >= 1e-110 && size < 2 ** 64);
}

/** A value as the client takes it. */
export function plainValue(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  // The client writes a number by its shortest text, which for a large one is not the number.
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && fitsNumber(value))
    return BigInt(value);
  if (typeof value !== "object" || value === null || isDate(value) || isVector(value)) return value;
  if (value instanceof BoundLob) return value.lob;
  const { buffer, byteOffset, byteLength } = value as ArrayBufferView;
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** One value of a statement: long texts and bytes go as large objects, which every expression takes. */
export function bindUnit(value: unknown, block: boolean, mode: BindMode): BindUnit {
  const known = classOf(value, mode);
  // A null has a type as well; that of a text fits everywhere.
  if (known === undefined) return { val: null, type: client.DB_TYPE_VARCHAR };
  const val = plainValue(value);
  if (known.name === "text") {
    const long = isLonger(val as string, block ? longestInBlock : longestInSql);
    return { val, type: long ? client.DB_TYPE_CLOB : known.type };
  }
  if (known.name === "bytes") {
    const long = (val as Buffer).length > (block ? longestInBlock : longestRaw);
    return { val, type: long ? client.DB_TYPE_BLOB : known.type };
  }
  return { val, type: known.type };
}

/** The values of a statement, in the order of their places. @throws DatabaseError `usage` for another session's large object. */
export function bindUnits(
  { order, kind }: StatementPlan,
  values: readonly unknown[],
  { connection, binding }: { readonly connection: object; readonly binding: BindMode },
): readonly BindUnit[] {
  return order.map((place) => {
    const value = values[place];
    if (value instanceof BoundLob && value.connection !== connection)
      throw usage("a large object can be bound on the session alone that it was written on");
    return bindUnit(value, kind === "block", binding);
  });
}

/** A character has one to three bytes for each of its UTF-16 units. */
function isLonger(text: string, limit: number): boolean {
  return text.length * 3 > limit && (text.length > limit || Buffer.byteLength(text) > limit);
}

/** How many bytes a value of a text or of bytes has; bulk inserts tell the longest of a column. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return ArrayBuffer.isView(value) ? value.byteLength : 0;
}

// Values may come from another realm, so that `instanceof` says nothing.
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** The client writes vectors from these; bytes are bytes. */
function isVector(value: unknown): boolean {
  return /^\[object (?:Float32|Float64|Int8)Array\]$/.test(Object.prototype.toString.call(value));
}
