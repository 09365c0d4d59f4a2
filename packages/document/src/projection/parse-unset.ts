import { documentError } from "../errors.ts";
import { parseFieldPath } from "../expression/field-names.ts";
import { typeOf } from "../values/types.ts";
import { ProjectionTree } from "./projection-tree.ts";
import type { Projection } from "./projection.ts";

/**
 * Parses `$unset` of a pipeline, which is an exclusion. Throws 31002 for neither a string nor an array, 31119 for an
 * empty array, 31120 for an item that is no string, 31249 and 31250 for paths that meet, and the codes of field paths.
 */
export function parseUnset(value: unknown): Projection {
  if (typeof value !== "string" && !Array.isArray(value)) {
    throw documentError(31_002, `$unset needs a string or an array of strings, not a ${typeOf(value)}`);
  }
  const names: readonly unknown[] = typeof value === "string" ? [value] : value;
  if (names.length === 0) throw documentError(31_119, "$unset needs at least one field");
  const tree = new ProjectionTree();
  for (const name of names) {
    if (typeof name !== "string") throw documentError(31_120, `$unset needs strings, not a ${typeOf(name)}`);
  }
  for (const name of names) tree.add(parseFieldPath(name as string), { kind: "field" });
  return { kind: "exclusion", root: tree.node(), id: true, positional: undefined };
}
