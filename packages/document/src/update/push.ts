import { documentError } from "../errors.ts";
import { splitPath, type Path } from "../path.ts";
import type { Collation } from "../collation.ts";
import { compare } from "../values/compare.ts";
import { toDouble, wholeNumber, type NumberValue } from "../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { valueAt } from "./change-at.ts";
import { unchanged, type UpdateOperator } from "./operator.ts";

/** What `$push` does, in this order: insert, sort, cut. */
export interface Push {
  readonly items: readonly unknown[];
  /** Where to insert, from the end when negative; at the end when `undefined`. */
  readonly position: number | undefined;
  /** By the items themselves (`path` is empty) or by paths of them. */
  readonly sort: readonly PushSort[];
  /** How many items stay, the last ones when negative. */
  readonly slice: number | undefined;
}

interface PushSort {
  readonly path: Path;
  readonly direction: 1 | -1;
}

const modifiers: ReadonlySet<string> = new Set(["$each", "$position", "$slice", "$sort"]);

/** `$push`: code 2 for modifiers that are not known or not as they must be, and for a field that is no array. */
export const push: UpdateOperator = {
  parse: (operand): Push => {
    if (!isDocument(operand) || !Object.hasOwn(operand, "$each")) {
      return { items: [operand], position: undefined, sort: [], slice: undefined };
    }
    const unknown = Object.keys(operand).find((name) => !modifiers.has(name));
    if (unknown !== undefined) throw documentError(2, `$push has no modifier ${JSON.stringify(unknown)}`);
    const each = operand["$each"];
    if (!Array.isArray(each)) throw documentError(2, `the $each of $push must be an array, not a ${typeOf(each)}`);
    return {
      items: each,
      position: wholeOf(operand, "$position"),
      sort: Object.hasOwn(operand, "$sort") ? parseSort(operand["$sort"]) : [],
      slice: wholeOf(operand, "$slice"),
    };
  },
  apply: (value, operand, { collation }) => {
    if (value !== undefined && !Array.isArray(value)) {
      throw documentError(2, `$push needs an array, the field is of type ${typeOf(value)}`);
    }
    const { items, position, sort, slice } = operand as Push;
    const result: unknown[] = [...(value ?? [])];
    const at = position === undefined ? result.length : position < 0 ? result.length + position : position;
    result.splice(Math.max(0, Math.min(at, result.length)), 0, ...items);
    if (sort.length > 0) result.sort((left, right) => compareBy(sort, left, right, collation));
    const kept = slice === undefined ? result : slice >= 0 ? result.slice(0, slice) : result.slice(slice);
    // As MongoDB counts it, sorting is a change even where all was in order.
    const same = value !== undefined && items.length === 0 && sort.length === 0 && kept.length === value.length;
    return same ? unchanged : kept;
  },
};

function wholeOf(operand: Document, name: string): number | undefined {
  if (!Object.hasOwn(operand, name)) return undefined;
  const whole = wholeNumber(operand[name]);
  if (whole === undefined)
    throw documentError(2, `the ${name} of $push must be a whole number, not a ${typeOf(operand[name])}`);
  return Number(whole);
}

function parseSort(value: unknown): readonly PushSort[] {
  if (!isDocument(value)) return [{ path: [], direction: directionOf(value) }];
  const fields = Object.entries(value);
  if (fields.length === 0) throw documentError(2, "the $sort of $push is empty");
  return fields.map(([field, direction]) => {
    const path = splitPath(field);
    if (path.includes("")) throw documentError(2, "the $sort of $push has an empty field name in a path");
    return { path, direction: directionOf(direction) };
  });
}

function directionOf(value: unknown): 1 | -1 {
  const whole = wholeNumber(value);
  if (whole !== 1n && whole !== -1n)
    throw documentError(2, "the $sort of $push must be 1 or -1, for the items or by field");
  return toDouble(value as NumberValue) as 1 | -1;
}

/** What an item is sorted by: a missing field counts as null, and so does every field of what is no document. */
function compareBy(sort: readonly PushSort[], left: unknown, right: unknown, collation: Collation): number {
  for (const { path, direction } of sort) {
    const order = compare(keyOf(left, path), keyOf(right, path), collation.order);
    if (order !== 0) return order * direction;
  }
  return 0;
}

const keyOf = (item: unknown, path: Path): unknown => {
  if (path.length === 0) return item;
  return isDocument(item) ? (valueAt(item, path) ?? null) : null;
};
