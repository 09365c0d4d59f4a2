import { documentError } from "../errors.ts";
import { splitPath, type Path } from "../path.ts";

/** The names that begin with `$` and yet are fields: those of references. */
const references: ReadonlySet<string> = new Set(["$id", "$ref", "$db"]);

/** As deep as documents may be. */
const maxParts = 200;

/**
 * Refuses a field's name that a path or an object expression cannot have: 15998 empty, 16410 with a `$` in front,
 * 16411 with a null character, 16412 with a dot.
 */
export function checkFieldName(name: string): void {
  if (name === "") throw documentError(15998, "a field's name in a path is empty");
  if (name.startsWith("$") && !references.has(name)) {
    throw documentError(16410, "a field's name in a path begins with $; $getField and $setField take such names");
  }
  if (name.includes("\0")) throw documentError(16411, "a field's name in a path has a null character");
  if (name.includes(".")) throw documentError(16412, "a field's name has a dot");
}

/** Splits and checks a path: 40352 when it is empty, 40353 when it ends with a dot, 15 when it is too long. */
export function parseFieldPath(text: string): Path {
  if (text === "") throw documentError(40352, "a field path is empty");
  if (text.endsWith(".")) throw documentError(40353, "a field path ends with a dot");
  const path = splitPath(text);
  if (path.length > maxParts) throw documentError(15, "a field path is too long");
  path.forEach(checkFieldName);
  return path;
}
