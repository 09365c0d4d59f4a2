import { evaluateExpression } from "../expression/evaluate-expression.ts";
import { rootContext } from "../expression/expression.ts";
import { isTrue } from "../expression/truth.ts";
import type { QuerySettings } from "../settings.ts";
import { isDocument, type Document } from "../values/types.ts";
import type { Filter } from "./filter.ts";
import { validates } from "./json-schema.ts";
import { testValue, type ValueFilter } from "./test-value.ts";
import { textMatches } from "./text-search.ts";
import { visitPath } from "./visit-path.ts";

/** What one match goes by and what it finds out. */
interface Run {
  readonly settings: QuerySettings;
  /** Whether an empty path stands for the item itself and not, should it be an array, for its items as well. */
  readonly itself: boolean;
  /** The index that a positional `$` stands for. */
  position: number | undefined;
}

/** Whether a document matches a filter. Throws what the expressions of `$expr` throw, and 27 for an unbound `$text`. */
export function matches(filter: Filter, document: Document, settings: QuerySettings): boolean {
  return test(filter, document, { settings, itself: false, position: undefined });
}

/**
 * The index that a positional `$` stands for: of the item that made the document match, in the first array on the way
 * to it; of the last condition that had one. `undefined` where the document does not match or no array was looked into.
 */
export function matchedPosition(filter: Filter, document: Document, settings: QuerySettings): number | undefined {
  const run: Run = { settings, itself: false, position: undefined };
  return test(filter, document, run) ? run.position : undefined;
}

/**
 * Whether a value matches a filter whose paths begin at the value: that of `$pull` or of an array filter. An empty path
 * is the value and, for an array, each of its items as well.
 */
export function matchesValue(filter: Filter, value: unknown, settings: QuerySettings): boolean {
  return test(filter, value, { settings, itself: false, position: undefined });
}

/** The index of the first item that matches an `$elemMatch`; -1 when there is none or `value` is no array. */
export function matchingItem(filter: ElemMatchFilter, value: unknown, settings: QuerySettings): number {
  return Array.isArray(value) ? findItem(filter, value, settings) : -1;
}

/** The `$elemMatch` of a filter. */
export type ElemMatchFilter = Extract<Filter, { kind: "elemMatch" }>;

function test(filter: Filter, target: unknown, run: Run): boolean {
  switch (filter.kind) {
    case "and":
      return filter.filters.every((inner) => test(inner, target, run));
    case "or":
      return filter.filters.some((inner) => test(inner, target, run));
    case "nor":
      return !filter.filters.some((inner) => test(inner, target, { ...run }));
    case "not":
      return !test(filter.filter, target, { ...run });
    case "constant":
      return filter.matches;
    case "expr":
      return isTrue(evaluateExpression(filter.expression, rootContext(target as Document, run.settings)));
    case "jsonSchema":
      return isDocument(target) && validates(filter.schema, target);
    case "text":
      return textMatches(filter, target as Document);
    case "elemMatch":
      return testItems(filter, target, run);
    default:
      return testPath(filter, target, run);
  }
}

function testPath(filter: ValueFilter, target: unknown, run: Run): boolean {
  if (filter.kind === "exists" && !filter.exists) return !testPath({ ...filter, exists: true }, target, { ...run });
  if (run.itself && filter.path.length === 0) return testValue(filter, target, run.settings.collation);
  return visitPath(target, filter.path, filter.kind === "size" ? "whole" : "items", (value, index) => {
    if (!testValue(filter, value, run.settings.collation)) return false;
    run.position = index ?? run.position;
    return true;
  });
}

function testItems(filter: ElemMatchFilter, target: unknown, run: Run): boolean {
  return visitPath(target, filter.path, "whole", (value, index) => {
    const found = matchingItem(filter, value, run.settings);
    if (found < 0) return false;
    run.position = index ?? found;
    return true;
  });
}

function findItem(filter: ElemMatchFilter, items: readonly unknown[], settings: QuerySettings): number {
  const run: Run = { settings, itself: true, position: undefined };
  if (filter.form === "value") return items.findIndex((item) => test(filter.filter, item, run));
  return items.findIndex((item) => {
    if (isDocument(item)) return test(filter.filter, item, run);
    // An array within the array counts as a document that has its indexes for names.
    return Array.isArray(item) && test(filter.filter, { ...item }, run);
  });
}
