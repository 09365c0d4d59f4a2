import { isDocument, type Document } from "../values/types.ts";

/**
 * Whether a field's value is a document of operators: its first name begins with `$`. A reference (`$ref`, `$id`) is a
 * value like any other.
 */
export function isOperators(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith("$") && !isReference(value);
}

const isReference = (value: Document): boolean => Object.hasOwn(value, "$ref") && Object.hasOwn(value, "$id");
