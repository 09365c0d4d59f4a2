import type { Catalogue, CatalogueFilter, CatalogueSource } from "../catalogue/catalogue.ts";
import type { Feature } from "./features.ts";
import type { LexicalRules } from "./lexical-rules.ts";
import type { TypeMap } from "./type-map.ts";

/** The SQL families whose text facts core knows. A driver names one. */
export type DialectName = "postgres" | "mysql" | "mariadb" | "mssql" | "oracle" | "sqlite";

/** The version of a server as numbers, so that features can be compared: `[18, 6]`, `[8, 0, 36]`. */
export type Version = readonly number[];

/**
 * How many rows to skip and how many to give: the text of a number or of a placeholder. Each stands once in the
 * result; the limit comes first on PostgreSQL, MySQL and SQLite, the offset on SQL Server and Oracle.
 */
export interface Page {
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
  /** Whether the query has an `order by`, which SQL Server needs for an offset; it gets one if not. True when left out. */
  readonly ordered?: boolean | undefined;
}

/** A page in the two places an engine may want it: after the select list's keyword, and at the statement's end. */
export interface PageText {
  /** Goes right after `select` (`top (10)`); empty where the engine has no such form. */
  readonly head: string;
  /** Goes to the end of the statement. */
  readonly tail: string;
  /** Wraps the whole query, where the version knows neither (ROWNUM). */
  readonly wrap?: ((query: string) => string) | undefined;
}

/** A row lock asked for by a query. */
export interface LockRequest {
  readonly strength: "update" | "share";
  readonly wait?: "wait" | "nowait" | "skip-locked" | undefined;
}

/** Where a lock request goes: behind the table's name, or at the statement's end. */
export interface LockText {
  readonly table: string;
  readonly tail: string;
}

/** The statements that change rows. */
export type RowChange = "insert" | "update" | "delete";

/** The clause by which a data change gives rows, and where it goes: before `values` or `where`, or at the end. */
export interface ReturningText {
  readonly place: "output" | "tail";
  readonly text: string;
}

/** What an upsert is made of; all names unquoted, all values the text of placeholders or expressions. */
export interface UpsertRequest {
  readonly table: string | readonly string[];
  readonly columns: readonly string[];
  /** One list of value texts per row. */
  readonly rows: readonly (readonly string[])[];
  /** The columns of the unique key that decides. */
  readonly key: readonly string[];
  /** The columns to overwrite; empty means: leave the existing row as it is. */
  readonly update: readonly string[];
}

/** The savepoint commands; `release` is absent where the engine has none. */
export interface SavepointSyntax {
  create(name: string): string;
  release: ((name: string) => string) | undefined;
  rollback(name: string): string;
}

/** What running a statement may do, judged from its text alone. */
export interface StatementEffects {
  /** Provably reads only: no data change, no lock, no function that is not known to be pure. */
  readonly readOnly: boolean;
  /** May change the session's settings, so the session must be reset before another caller gets it. */
  readonly changesSession: boolean;
  /** Begins or ends a transaction by text; core's own transaction calls must be used instead. */
  readonly controlsTransaction: boolean;
  /** May give rows. */
  readonly returnsRows: boolean;
}

/**
 * The text facts of one SQL family: everything core must know to write a statement, and nothing about connections.
 * Immutable and pure.
 */
export interface Dialect {
  readonly name: DialectName;
  readonly lexical: LexicalRules;
  readonly types: TypeMap;
  readonly savepoints: SavepointSyntax;
  /** The longest identifier in the engine's own unit (bytes or characters). */
  readonly maxIdentifierLength: number;
  /** How many parameters one statement may have. */
  readonly maxParameters: number;
  /** Whether the engine takes an empty text, and empty bytes, for null: what is stored empty is null when it is read. */
  readonly emptyStringIsNull: boolean;

  /**
   * Quotes one part of a name. The version matters where it changed the longest name (Oracle).
   * @throws DatabaseError `usage` for an empty name, one with U+0000, or one longer than the engine keeps.
   */
  quoteIdentifier(name: string, version?: Version): string;
  /** What the engine keeps of a name that is written without quotes: PostgreSQL has it in small letters, Oracle in capitals. */
  foldName(name: string): string;
  /** Writes a string as a literal, safe whatever it holds. For DDL only: values belong in parameters. */
  quoteString(value: string): string;
  /** The placeholder of the parameter at a position counted from 1. */
  placeholder(position: number): string;
  booleanLiteral(value: boolean): string;
  /** A null-safe comparison of two expressions. */
  isDistinctFrom(left: string, right: string): string;
  page(page: Page, version?: Version): PageText;
  /** @throws DatabaseError `unsupported` for a lock that the version lacks. */
  lock(request: LockRequest, version?: Version): LockText;
  /**
   * One statement that inserts rows and overwrites those whose key exists. MySQL and MariaDB take any unique key of the
   * table for the one named.
   * @throws DatabaseError `usage` for a request that does not fit together.
   */
  upsert(request: UpsertRequest, version?: Version): string;
  /** The clause by which a data change gives the columns, all when none are named; `undefined` where the version has none. */
  returning(columns: readonly string[], change: RowChange, version?: Version): ReturningText | undefined;
  /** Whether a server of a version has a feature; without a version the oldest supported one is meant. */
  supports(feature: Feature, version?: Version): boolean;
  readonly functions: FunctionTable;
  /** Judges a statement by its tokens. Cached by the statement compiler; need not be fast. */
  effectsOf(text: string): StatementEffects;
  /** Reads the catalogue; absent where it is not written yet. */
  readonly readCatalogue?: ((source: CatalogueSource, filter?: CatalogueFilter) => Promise<Catalogue>) | undefined;
}

/** Units that dates are counted and cut in. A week is ISO 8601's and begins on Monday. */
export type DateUnit = "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second";

/**
 * The common functions, each made from expressions already written for the dialect. An expression may be repeated in
 * the result, so a placeholder without a number must not be handed in. What an engine cannot do throws `unsupported`.
 */
export interface FunctionTable {
  /** The present instant. */
  now(): string;
  currentDate(): string;
  /** A timestamp; a day that the month lacks becomes the month's last. */
  dateAdd(date: string, amount: string, unit: DateUnit): string;
  dateTruncate(date: string, unit: DateUnit): string;
  /** The whole units that passed, negative when `to` is earlier. */
  dateDifference(from: string, to: string, unit: "day" | "hour" | "minute" | "second"): string;
  /** A whole number; a week is ISO 8601's. */
  extract(date: string, unit: DateUnit): string;
  /** Texts joined; null counts as empty. */
  concat(parts: readonly string[]): string;
  stringAggregate(value: string, separator: string, orderBy?: string): string;
  /** One value out of a JSON document as text, JSON null as null; `path` is keys and array positions. */
  jsonText(document: string, path: readonly (string | number)[]): string;
  /** One value out of a JSON document as JSON. */
  jsonValue(document: string, path: readonly (string | number)[]): string;
  /** In characters. */
  length(text: string): string;
  /** `from` counts from 1. */
  substring(text: string, from: string, length?: string): string;
  /** Counted from 1; 0 when it is not there. */
  position(needle: string, text: string): string;
  /** A number from 0 up to but not including 1, a new one for each row. */
  random(): string;
  coalesce(parts: readonly string[]): string;
  /** A new random UUID made by the server, where it can. */
  uuid(): string;
  cast(value: string, portableType: string): string;
}
