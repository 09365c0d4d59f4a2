import { isDocument, setField, type Document } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";

/** A text that two values share exactly when they are equal but for the order of fields: as JSON Schema compares. */
export function unorderedKey(value: unknown): string {
  return valueKey(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isDocument(value)) return value;
  const sorted: Document = {};
  for (const name of Object.keys(value).sort()) setField(sorted, name, ordered(value[name]));
  return sorted;
}
