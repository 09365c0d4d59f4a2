import { createHash } from "node:crypto";
import { valueKey } from "@db/document/engine";

/** How long a key may be: an entry of a B-tree has at most 2,704 bytes, and a character up to four. */
const maxLength = 600;

/** The `id` of a document in its table: a text that equal `_id`s share; of a long one the hash. */
export function documentKey(id: unknown): string {
  const key = valueKey(id);
  return key.length <= maxLength ? key : `#${createHash("sha256").update(key).digest("hex")}`;
}
