import { setField, typeOf, type Document } from "@db/document/engine";

/** A value without arrays: of each the first item. */
export function flat(value: unknown): unknown {
  if (Array.isArray(value)) return flat(value[0] ?? null);
  if (typeOf(value) !== "object") return value;
  const copy: Document = {};
  for (const [name, inner] of Object.entries(value as Document)) setField(copy, name, flat(inner));
  return copy;
}
