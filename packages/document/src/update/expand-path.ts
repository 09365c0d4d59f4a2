import { documentError } from "../errors.ts";
import type { Filter } from "../filter/filter.ts";
import { matchesValue } from "../filter/match.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";
import { childOf } from "./change-at.ts";

/** What stands for the positional parts of paths. */
export interface Positions {
  readonly settings: QuerySettings;
  /** The index for `$`. */
  readonly position: number | undefined;
  readonly arrayFilters: ReadonlyMap<string, Filter>;
}

/** The name in `$[name]`, empty for `$[]`; `undefined` for any other part of a path. */
export function arrayFilterName(part: string): string | undefined {
  return part.startsWith("$[") && part.endsWith("]") ? part.slice(2, -1) : undefined;
}

/**
 * The paths that a path with positional parts stands for in a document. Throws code 2 when there is no position for
 * `$`, and when `$[]` or `$[name]` stands at a place that has no array.
 */
export function expandPath(path: Path, document: Document, positions: Positions): readonly Path[] {
  if (!path.some((part) => part.startsWith("$"))) return [path];
  const found: Path[] = [];
  expand(path, 0, document, [], positions, found);
  return found;
}

function expand(path: Path, depth: number, value: unknown, taken: Path, positions: Positions, found: Path[]): void {
  const part = path[depth];
  if (part === undefined) {
    found.push(taken);
    return;
  }
  const name = arrayFilterName(part);
  if (name === undefined) {
    const step = part === "$" ? positionOf(positions) : part;
    expand(path, depth + 1, childOf(value, step), [...taken, step], positions, found);
    return;
  }
  const where = JSON.stringify(taken.join("."));
  if (value === undefined) throw documentError(2, `the path ${where} must exist in order to apply array updates`);
  if (!Array.isArray(value)) throw documentError(2, `cannot apply array updates to the path ${where}: it is no array`);
  const filter = positions.arrayFilters.get(name);
  value.forEach((item, index) => {
    if (filter !== undefined && !matchesValue(filter, item, positions.settings)) return;
    expand(path, depth + 1, item, [...taken, String(index)], positions, found);
  });
}

function positionOf(positions: Positions): string {
  if (positions.position === undefined) {
    throw documentError(2, "the positional operator did not find the match needed from the query");
  }
  return String(positions.position);
}
