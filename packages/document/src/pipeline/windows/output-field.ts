import type { Path } from "../../path.ts";
import { fieldOf, isDocument, setField, type Document } from "../../values/types.ts";

/**
 * A copy with a value at a path, as `$addFields` puts it: into every item of an array on the way, and with documents in
 * place of scalars. `undefined` removes what is there.
 */
export function withOutputField(document: Document, path: Path, value: unknown): Document {
  const [name, ...rest] = path;
  if (name === undefined) return document;
  const copy = { ...document };
  const next = rest.length === 0 ? value : into(fieldOf(document, name), rest, value);
  if (next === undefined) delete copy[name];
  else setField(copy, name, next);
  return copy;
}

function into(inner: unknown, rest: Path, value: unknown): unknown {
  if (Array.isArray(inner)) return inner.map((item) => into(item, rest, value));
  return isDocument(inner) || value !== undefined
    ? withOutputField(isDocument(inner) ? inner : {}, rest, value)
    : inner;
}
