import { Binary, BSONRegExp, Double, Int32, Long, type DBRef } from "bson";
import { documentError } from "../errors.ts";
import { bsonClass, setField, typeOf, type Document } from "./types.ts";

/**
 * A copy of a value in the form that this package computes with: numbers are bson's `Int32`, `Double`, `Long` and
 * `Decimal128`, regular expressions `BSONRegExp`, bytes `Binary`. A field whose value is `undefined` is left out, as
 * MongoDB's driver does with `ignoreUndefined`; in an array it becomes null. Throws with code 2 for
 * a null character in the name of a field, which BSON cannot hold.
 */
export function importValue(value: unknown): unknown {
  switch (typeOf(value)) {
    case "int":
      return typeof value === "number" ? new Int32(value) : value;
    case "double":
      return typeof value === "number" ? new Double(value) : value;
    case "long":
      return typeof value === "bigint" ? Long.fromBigInt(value) : value;
    case "object":
      return importDocument(value as Document);
    case "array":
      return (value as unknown[]).map((item) => (item === undefined ? null : importValue(item)));
    case "regex":
      return value instanceof RegExp ? new BSONRegExp(value.source, bsonFlags(value.flags)) : value;
    case "binData":
      return value instanceof Uint8Array ? new Binary(value) : value;
    case "date":
      return new Date((value as Date).getTime());
    case "string":
      // As MongoDB's driver writes half of a surrogate pair.
      return (value as string).toWellFormed();
    default:
      return value;
  }
}

/** {@link importValue} of a document. */
export function importDocument(document: Document): Document {
  const fields = bsonClass(document) === "DBRef" ? dbRefFields(document) : document;
  const copy: Document = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === undefined) continue;
    if (name.includes("\u0000")) throw documentError(2, "the name of a field has a null character");
    setField(copy, name.toWellFormed(), importValue(value));
  }
  return copy;
}

/** What a program gets: `Int32` and `Double` become numbers, a `Long` a number where that is exact and else a bigint. */
export function exportValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(exportValue);
  switch (bsonClass(value)) {
    case undefined:
      return exportDocument(value as Document);
    case "Int32":
    case "Double":
      return (value as Int32 | Double).value;
    case "Long": {
      const whole = (value as Long).toBigInt();
      return whole >= BigInt(Number.MIN_SAFE_INTEGER) && whole <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(whole)
        : whole;
    }
    default:
      return value;
  }
}

/** {@link exportValue} of a document. */
export function exportDocument(document: Document): Document {
  const copy: Document = {};
  for (const name of Object.keys(document)) setField(copy, name, exportValue(document[name]));
  return copy;
}

/** A JavaScript expression's flags in the letters and the order that BSON has for them. */
function bsonFlags(flags: string): string {
  return ["i", "m", "s"].filter((flag) => flags.includes(flag)).join("");
}

/** bson reads `{ $ref, $id }` into a class; to MongoDB it is a document like any other. */
function dbRefFields(value: Document): Document {
  const { collection, oid, db, fields } = value as unknown as DBRef;
  return { $ref: collection, $id: oid, ...(db === undefined || db === "" ? {} : { $db: db }), ...fields };
}
