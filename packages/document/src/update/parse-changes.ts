import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import type { Filter } from "../filter/filter.ts";
import { checkPathParts, pathsOverlap, splitPath, type Path } from "../path.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { arrayFilterName } from "./expand-path.ts";
import { operators } from "./operators.ts";
import type { Change } from "./update-plan.ts";

interface ChangeOptions {
  readonly scope: ExpressionScope;
  readonly arrayFilters: ReadonlyMap<string, Filter>;
}

/**
 * Parses the operators of an update, in the order in which they take effect: by path, numbers as numbers. Throws
 * code 9 for an operator that is not known, an operand that is no document and an array filter that no path uses, 40
 * for two changes of which one is in the way of the other, and what the operators throw.
 */
export function parseChanges(update: Document, options: ChangeOptions): readonly Change[] {
  const changes: Change[] = [];
  const taken: Path[] = [];
  for (const name of Object.keys(update)) {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (operator === undefined) throw documentError(9, `unknown modifier: ${name}`);
    const fields = update[name];
    if (!isDocument(fields)) throw documentError(9, `${name} needs a document of fields, not a ${typeOf(fields)}`);
    for (const field of Object.keys(fields)) {
      const path = splitPath(field);
      checkUpdatePath(path, field, options.arrayFilters);
      const operand = operator.parse(fields[field], path, name, options.scope);
      const change: Change = { operator: name, path, operand, arrayFilters: options.arrayFilters };
      for (const touched of touchedPaths(change)) {
        if (taken.some((other) => pathsOverlap(other, touched))) throw conflict(touched);
        taken.push(touched);
      }
      changes.push(change);
    }
  }
  refuseUnused(options.arrayFilters, taken);
  return changes.sort((left, right) => comparePaths(targetPath(left), targetPath(right)));
}

/** The error for two changes of one path. */
export function conflict(path: Path): Error {
  return documentError(40, `updating the path ${JSON.stringify(path.join("."))} would create a conflict`);
}

/** The path that a change writes to: of `$rename` it is the new name. */
export function targetPath(change: Change): Path {
  return change.operator === "$rename" ? (change.operand as Path) : change.path;
}

/** The paths that a change writes to or removes. */
function touchedPaths(change: Change): readonly Path[] {
  return change.operator === "$rename" ? [change.path, change.operand as Path] : [change.path];
}

/** Refuses a path that no update can have: 56 for an empty part, 2 for misplaced positional parts. */
function checkUpdatePath(path: Path, field: string, arrayFilters: ReadonlyMap<string, Filter>): void {
  checkPathParts(path, "an update");
  if (path.filter((part) => part === "$").length > 1) {
    throw documentError(2, "too many positional elements ($) in one path of an update");
  }
  path.forEach((part, place) => {
    const name = part === "$" ? "" : arrayFilterName(part);
    if (name === undefined) return;
    if (place === 0) throw documentError(2, `${part} cannot be the first part of a path of an update`);
    if (name !== "" && !arrayFilters.has(name)) {
      throw documentError(2, `no array filter found for the identifier ${name} in the path ${JSON.stringify(field)}`);
    }
  });
}

function refuseUnused(arrayFilters: ReadonlyMap<string, Filter>, paths: readonly Path[]): void {
  const used = new Set(paths.flat().map(arrayFilterName));
  for (const name of arrayFilters.keys()) {
    if (!used.has(name))
      throw documentError(9, `the array filter for the identifier ${name} was not used in the update`);
  }
}

/** Part by part: numbers by value, everything else by its characters. */
export function comparePaths(left: Path, right: Path): number {
  const shared = Math.min(left.length, right.length);
  for (let n = 0; n < shared; n++) {
    const [a, b] = [left[n] as string, right[n] as string];
    if (a === b) continue;
    if (/^\d+$/.test(a) && /^\d+$/.test(b)) return Number(a) - Number(b);
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}
