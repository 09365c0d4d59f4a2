import { documentError } from "../errors.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";
import { checkViable, childOf, valueAt, withoutValue, withValue } from "./change-at.ts";
import { operators } from "./operators.ts";
import { unchanged } from "./operator.ts";
import type { Change } from "./update-plan.ts";

/** Applies one change, whose path has no positional parts, to a document; gives the same object when nothing changes. */
export function applyChange(change: Change, document: Document, settings: QuerySettings): Document {
  if (change.operator === "$rename") return rename(change.path, change.operand as Path, document);
  const { path } = change;
  const value = valueAt(document, path);
  if (change.operator === "$unset") return value === undefined ? document : withoutValue(document, path);
  const operator = operators[change.operator];
  if (operator?.apply === undefined) return document;
  if (value === undefined && operator.creates === false) {
    checkViable(document, path);
    return document;
  }
  const updated = operator.apply(value, change.operand, settings, change.operator);
  if (updated === unchanged) return document;
  checkNewName(path);
  return withValue(document, path, updated);
}

/** A top-level field that begins with `$` cannot be told apart from an operator. */
function checkNewName(path: Path): void {
  if (path[0]?.startsWith("$") === true) {
    throw documentError(52, "a field that an update writes cannot begin with $ at the top of the document");
  }
}

/** Moves a value; a source that does not exist moves nothing. Neither end may be in an array. */
function rename(from: Path, to: Path, document: Document): Document {
  checkViable(document, from);
  const value = valueAt(document, from);
  if (value === undefined) return document;
  refuseItems(document, from, "source");
  refuseItems(document, to, "destination");
  checkNewName(to);
  return withValue(withoutValue(document, from), to, value);
}

function refuseItems(document: Document, path: Path, end: string): void {
  let value: unknown = document;
  for (const part of path) {
    if (Array.isArray(value)) throw documentError(2, `the ${end} field of $rename cannot be an array element`);
    value = childOf(value, part);
  }
}
