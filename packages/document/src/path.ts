import { documentError } from "./errors.ts";

/** A dotted path apart: `a.b.0`. */
export type Path = readonly string[];

/** Splits a path. An empty path or part is allowed: MongoDB's filters may name such fields. */
export function splitPath(text: string): Path {
  return text.split(".");
}

/** Whether a part of a path is an array's index: `0`, `12`, not `01`. */
export function isIndex(part: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(part);
}

/**
 * Whether one path is the other or leads into it: two updates of such paths conflict, and so do two projections.
 */
export function pathsOverlap(left: Path, right: Path): boolean {
  const shared = Math.min(left.length, right.length);
  for (let n = 0; n < shared; n++) if (left[n] !== right[n]) return false;
  return true;
}

/** Refuses what is no usable name of a field in an update, a projection or a field path of an expression. */
export function checkPathParts(path: Path, what: string): void {
  if (path.some((part) => part === "")) throw documentError(56, `${what} has an empty part in its path`);
}
