import { Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { isNumber, wholeInt32 } from "../../values/numbers.ts";
import { isDocument, isNullish, typeNumbers, typeOf, type BsonType, type Document } from "../../values/types.ts";

/** What a value is to be converted to. */
export interface ConvertTarget {
  readonly type: BsonType;
  /** The subtype of `binData` as it was given; 0 when it was not. It is read only where it is needed. */
  readonly subtype: unknown;
}

const typeNames: ReadonlyMap<number, BsonType> = new Map(
  Object.entries(typeNumbers).map(([name, number]) => [number, name as BsonType]),
);

/**
 * Reads the `to` of `$convert`: a type's name or number, or `{ type, subtype }`. `undefined` for null and missing.
 * Codes: 2 for an unknown name, 9 for a number that is no type and for other values.
 */
export function parseTarget(value: unknown): ConvertTarget | undefined {
  if (isNullish(value)) return undefined;
  if (!isDocument(value)) return { type: parseType(value), subtype: new Int32(0) };
  const type = parseType(fieldOrNull(value, "type"));
  return { type, subtype: Object.hasOwn(value, "subtype") ? value["subtype"] : new Int32(0) };
}

const fieldOrNull = (value: Document, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : null);

function parseType(value: unknown): BsonType {
  if (typeof value === "string") {
    if (!Object.hasOwn(typeNumbers, value)) throw documentError(2, "$convert names a type that is not known");
    return value as BsonType;
  }
  if (!isNumber(value)) throw documentError(9, `$convert takes a type by name or number, not ${typeOf(value)}`);
  const type = typeNames.get(wholeInt32(value) ?? Number.NaN);
  if (type === undefined) throw documentError(9, "$convert takes a number that is one of a type");
  return type;
}

/** Reads a subtype of binary data. Codes: 4341108 for what is no number, 4341106 and 4341107 for one that is none. */
export function parseSubtype(value: unknown): number {
  if (!isNumber(value)) throw documentError(4341108, `$convert takes a number as the subtype, not ${typeOf(value)}`);
  const subtype = wholeInt32(value);
  if (subtype === undefined) throw documentError(4341106, "$convert takes a whole number as the subtype");
  if (subtype < 0 || subtype > 255 || (subtype > 9 && subtype < 128)) {
    throw documentError(4341107, "$convert takes a number that is a subtype of binary data");
  }
  return subtype;
}
