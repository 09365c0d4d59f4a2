import { documentError } from "../../errors.ts";
import { isDocument, typeOf, type Document } from "../../values/types.ts";

/** A parsed JSON Schema. */
export interface Schema {
  /** As it was given. */
  readonly source: Document;
  readonly rules: readonly SchemaRule[];
}

/** One keyword of a schema. */
export interface SchemaRule extends Check {
  readonly keyword: string;
}

/** What a keyword demands. A value of a type that the keyword is not about passes. */
export interface Check {
  readonly test: (value: unknown) => boolean;
  /** Tells which parts of a value break the rule; without it the rule as a whole is told. */
  readonly explain?: (value: unknown, broken: (schema: Schema, value: unknown) => Document[]) => Document;
}

/**
 * Reads a keyword's value; `schema` is the document that it is in. Gives nothing for a keyword that demands nothing by
 * itself.
 */
export type Keyword = (
  value: unknown,
  schema: Document,
  name: string,
  parse: (value: unknown) => Schema,
) => Check | undefined;

/** Whether a value passes all rules. */
export function isValid(schema: Schema, value: unknown): boolean {
  return schema.rules.every((rule) => rule.test(value));
}

/** Refuses a keyword's value of a wrong type: code 14. */
export function wrongType(name: string, wanted: string, value: unknown): Error {
  return documentError(14, `the keyword ${name} of $jsonSchema must be ${wanted}, not a ${typeOf(value)}`);
}

/** A keyword's value that has to be a bool. */
export function boolOf(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") throw wrongType(name, "a bool", value);
  return value;
}

/** A keyword's value that has to be an array with at least one item: code 14 or `emptyCode`. */
export function arrayOf(value: unknown, name: string, emptyCode: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(name, "an array", value);
  if (value.length === 0) throw documentError(emptyCode, `the keyword ${name} of $jsonSchema must not be empty`);
  return value;
}

/** A keyword's value that has to be a document. */
export function documentOf(value: unknown, name: string): Document {
  if (!isDocument(value)) throw wrongType(name, "a document", value);
  return value;
}

/** Names of properties: an array of different strings. Throws code 14 for other types, 9 for none and for repetition. */
export function namesOf(value: unknown, name: string): readonly string[] {
  const names = arrayOf(value, name, 9).map((item) => {
    if (typeof item !== "string") throw wrongType(name, "an array of strings", item);
    return item;
  });
  if (new Set(names).size < names.length) throw documentError(9, `the keyword ${name} of $jsonSchema repeats a name`);
  return names;
}

/** A schema by name for each of a document's fields. */
export function schemasOf(
  value: unknown,
  name: string,
  parse: (value: unknown) => Schema,
): readonly (readonly [string, Schema])[] {
  return Object.entries(documentOf(value, name)).map(([field, schema]) => [field, parse(documentOf(schema, name))]);
}
