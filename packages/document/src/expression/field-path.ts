import type { Path } from "../path.ts";
import { fieldOf, isDocument } from "../values/types.ts";

/**
 * The value at a path as the aggregation language has it: an array on the way is mapped over, and gives an array of
 * what its items have there (those that have nothing are left out). A number in the path is a field's name, no index.
 * `undefined` where nothing is.
 */
export function evaluateFieldPath(value: unknown, path: Path): unknown {
  return valueAt(value, path, 0);
}

function valueAt(value: unknown, path: Path, depth: number): unknown {
  let at = value;
  for (let n = depth; n < path.length; n++) {
    if (Array.isArray(at)) {
      const found: unknown[] = [];
      for (const item of at) {
        // An array directly within an array has no fields.
        const inner = isDocument(item) ? valueAt(item, path, n) : undefined;
        if (inner !== undefined) found.push(inner);
      }
      return found;
    }
    if (!isDocument(at)) return undefined;
    at = fieldOf(at, path[n] as string);
  }
  return at;
}
