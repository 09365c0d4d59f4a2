import type { DatabaseError } from "@db/core";
import { matchedPosition } from "../../../src/filter/match.ts";
import { parseFilter } from "../../../src/filter/parse-filter.ts";
import { defaultSettings, type QuerySettings } from "../../../src/settings.ts";
import { applyUpdate } from "../../../src/update/apply-update.ts";
import { parseUpdate } from "../../../src/update/parse-update.ts";
import { exportDocument, importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";

export const scope = { variables: new Set<string>() };

export interface Given {
  readonly arrayFilters?: readonly unknown[];
  /** The filter that found the document, for a positional `$`. */
  readonly query?: object;
  readonly inserting?: boolean;
  readonly settings?: QuerySettings;
}

/** What an update makes of a document in this package's own form of values. */
export function updateRaw(change: unknown, document: Document, given: Given = {}): Document {
  const settings = given.settings ?? defaultSettings();
  const before = importDocument(document);
  const plan = parseUpdate(change, { scope, multi: false, arrayFilters: given.arrayFilters });
  const position =
    given.query === undefined ? undefined : matchedPosition(parseFilter(given.query, scope), before, settings);
  const frozen = JSON.stringify(before);
  const after = applyUpdate(plan, before, { settings, position, inserting: given.inserting ?? false });
  if (JSON.stringify(before) !== frozen) throw new Error("the update has changed its input");
  return after;
}

/** What an update makes of a document, as a program sees it. */
export function update(change: unknown, document: Document, given: Given = {}): Document {
  return exportDocument(updateRaw(change, document, given));
}

/** Whether an update leaves the very same object. */
export function isNoOp(change: unknown, document: Document, given: Given = {}): boolean {
  const before = importDocument(document);
  const plan = parseUpdate(change, { scope, multi: false, arrayFilters: given.arrayFilters });
  const settings = given.settings ?? defaultSettings();
  return applyUpdate(plan, before, { settings, position: undefined, inserting: false }) === before;
}

/** The code of the error that an update ends with. */
export function failure(change: unknown, document: Document = {}, given: Given = {}): number | string | undefined {
  try {
    updateRaw(change, document, given);
    return undefined;
  } catch (error) {
    return (error as DatabaseError).nativeCode;
  }
}
