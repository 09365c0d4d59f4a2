import type { Statement } from "@db/core";

/** A filter, or a part of one, as a condition on the column `doc`. */
export interface Predicate {
  /** The condition; `undefined` when every document has to be looked at. */
  readonly sql: Statement | undefined;
  /** Whether it is the filter's meaning; otherwise it lets through all that match, and perhaps more. */
  readonly exact: boolean;
}

/** What tells nothing: every document may match. */
export const anything: Predicate = { sql: undefined, exact: false };
