import { createHash } from "node:crypto";
import { orderKey } from "./order-key.ts";

/** How many bytes a key may have: an entry of a B-tree has at most 2,704. */
const maxBytes = 2500;

/** The sign that the keys begin with that are no order keys; the letter behind it ends them. */
export const hashedKeys = { from: "#", to: "$" } as const;

/**
 * The `id` of a document in its table: a text that equal `_id`s share. The order of these texts is that of the values, but for
 * long ones: of those it is a hash, and stands before all others.
 */
export function documentKey(id: unknown): string {
  return orderedKey(id) ?? `${hashedKeys.from}${createHash("sha256").update(orderKey(id)).digest("hex")}`;
}

/** As {@link documentKey}; `undefined` where that has no order. */
export function orderedKey(id: unknown): string | undefined {
  const key = orderKey(id);
  return Buffer.byteLength(key) <= maxBytes ? key : undefined;
}
