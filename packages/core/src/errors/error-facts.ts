import {
  kindFacts,
  type ConnectionFate,
  type ErrorKind,
  type RetryAdvice,
  type TransactionEffect,
} from "./error-kinds.ts";

/** Everything a driver says about an error of its client. What it leaves out follows from the kind. */
export interface ErrorFacts {
  readonly kind: ErrorKind;
  /** The engine's own code, kept as given: a SQLSTATE, an errno, a result code's name. */
  readonly nativeCode?: string | number | undefined;
  /** The five characters of the SQL standard, where the engine tells them. */
  readonly sqlState?: string | undefined;
  readonly retry?: RetryAdvice | undefined;
  readonly transactionState?: TransactionEffect | undefined;
  readonly connection?: ConnectionFate | undefined;
  readonly constraint?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  /** Where in the statement's text, counted from 1, when the engine tells. */
  readonly position?: number | undefined;
  /**
   * The engine's message, only if it cannot hold a value that the caller bound and no secret. Left out, the message is
   * composed from the kind and the names above.
   */
  readonly message?: string | undefined;
  /** What the reader should do about it. */
  readonly hint?: string | undefined;
}

/** A table from native codes to kinds or fuller facts: what each driver's `*-errors.ts` is made of. */
export type ErrorTable = Readonly<
  Record<string | number, ErrorKind | (Partial<ErrorFacts> & { readonly kind: ErrorKind })>
>;

/**
 * Looks a code up in tables in the order given (exact codes first, then families) and adds what is known of the case.
 * A code that no table holds gives `undefined`, so that the driver can ask its next source.
 */
export function lookUpFacts(table: ErrorTable, code: string | number | undefined): ErrorFacts | undefined {
  if (code === undefined || !Object.hasOwn(table, code)) return undefined;
  const entry = table[code];
  if (entry === undefined) return undefined;
  return typeof entry === "string" ? { kind: entry } : entry;
}

/** The message of an error: the engine's own where that is safe, else the kind's, with the names that are known. */
export function composeMessage(facts: ErrorFacts): string {
  const parts = [facts.message ?? kindFacts[facts.kind].summary];
  if (facts.message === undefined) {
    const names: string[] = [];
    if (facts.constraint !== undefined) names.push(`constraint "${facts.constraint}"`);
    if (facts.table !== undefined) {
      names.push(`table "${facts.schema === undefined ? "" : `${facts.schema}.`}${facts.table}"`);
    }
    if (facts.column !== undefined) names.push(`column "${facts.column}"`);
    if (names.length > 0) parts.push(` (${names.join(", ")})`);
  }
  if (facts.nativeCode !== undefined) parts.push(` [${facts.nativeCode}]`);
  if (facts.hint !== undefined) parts.push(`. ${facts.hint}`);
  return parts.join("");
}
