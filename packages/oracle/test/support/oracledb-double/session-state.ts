import { schema } from "./h2-errors.ts";

/** What makes a connection of H2's one of Oracle's: its mode, and what the double needs there. */
export const setUp: readonly string[] = [
  "set mode Oracle",
  "set time zone 'UTC'",
  "set non_keywords value, key, user, year, month, day, hour, minute, second",
  // Rows are sent as they are found, as from a cursor.
  "set lazy_query_execution 1",
  'create alias if not exists db_sleep for "java.lang.Thread.sleep(long)"',
  'create view if not exists db_numbers as select "X" as n from system_range(1, 1000000)',
];

/** What a session says of itself unless it is told otherwise. */
export const defaults: Readonly<Record<string, string>> = {
  NLS_LANGUAGE: "AMERICAN",
  NLS_TERRITORY: "AMERICA",
  NLS_CALENDAR: "GREGORIAN",
  NLS_SORT: "BINARY",
  NLS_COMP: "BINARY",
  NLS_NUMERIC_CHARACTERS: ".,",
  NLS_DATE_FORMAT: "DD-MON-RR",
  NLS_TIMESTAMP_FORMAT: "DD-MON-RR HH.MI.SSXFF AM",
  NLS_TIMESTAMP_TZ_FORMAT: "DD-MON-RR HH.MI.SSXFF AM TZR",
};

/** What the tests look into. */
export interface DoubleLog {
  /** What was connected with, password included. */
  readonly attributes: Record<string, unknown>[];
  /** Every statement that reached the double, in order. */
  readonly statements: { readonly text: string; readonly autoCommit: boolean; readonly count: number }[];
  /** What the next connection says of its version. */
  version: string;
}
export const log: DoubleLog = { attributes: [], statements: [], version: "23.9.0.25.7" };

/** What `alter session set` sets. */
export function assignments(text: string): Readonly<Record<string, string>> {
  const found = text.matchAll(/(\w+)\s*=\s*(?:'((?:[^']|'')*)'|("[^"]*"|[^\s']+))/g);
  return Object.fromEntries(
    [...found].map(([, name = "", quoted, bare]) => [name.toUpperCase(), quoted?.replaceAll("''", "'") ?? bare ?? ""]),
  );
}

/** What `sys_context` gives of a session's own. */
export function contextOf(own: Readonly<Record<string, string>>, name: string): string | null {
  const all: Readonly<Record<string, string>> = {
    DATABASE_ROLE: "PRIMARY",
    SERVICE_NAME: "double",
    CURRENT_SCHEMA: schema,
    MODULE: "",
    ...own,
  };
  return all[name.toUpperCase()] ?? null;
}
