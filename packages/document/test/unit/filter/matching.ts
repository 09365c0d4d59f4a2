import type { DatabaseError } from "@db/core";
import { parseCollation } from "../../../src/collation.ts";
import { matchedPosition, matches } from "../../../src/filter/match.ts";
import { parseFilter } from "../../../src/filter/parse-filter.ts";
import { defaultSettings, type QuerySettings } from "../../../src/settings.ts";
import { importDocument } from "../../../src/values/import-value.ts";

export const scope = { variables: new Set<string>() };

/** Settings with a collation. */
export function collated(collation: object): QuerySettings {
  return defaultSettings({ collation: parseCollation(collation) });
}

/** Whether a document matches a filter. */
export function match(filter: object, document: object, settings: QuerySettings = defaultSettings()): boolean {
  return matches(parseFilter(filter, scope), importDocument(document as Record<string, unknown>), settings);
}

/** The index for a positional `$`. */
export function position(filter: object, document: object): number | undefined {
  return matchedPosition(
    parseFilter(filter, scope),
    importDocument(document as Record<string, unknown>),
    defaultSettings(),
  );
}

/** The code of the error that a filter is refused with. */
export function refusal(filter: unknown): number | string | undefined {
  return codeOf(() => parseFilter(filter, scope));
}

/** The code of what is thrown; `undefined` when nothing is. */
export function codeOf(work: () => unknown): number | string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as DatabaseError).nativeCode;
  }
}
