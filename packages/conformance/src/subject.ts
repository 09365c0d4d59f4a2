import type { Capabilities, DatabaseDefinition, Dialect, Statement } from "@db/core";

/** Options of a database that the suite sets itself; the subject merges them into its own. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Where the subject's server listens, for the proxy that makes faults. */
export interface SubjectAddress {
  readonly host: string;
  readonly port: number;
}

/** The text facts that the suite cannot write for every engine. */
export interface SubjectStatements {
  /** Runs for about so many seconds on the server and can be cancelled. Needed with the capability `cancel`. */
  readonly sleep?: ((seconds: number) => Statement) | undefined;
  /** Gives so many rows with one whole number each, called `n`, from 1 up. */
  series(count: number): Statement<{ n: number }>;
  /** Changes a setting of the session to something that is not its default, and tells its value as `value`. */
  readonly setting?: { readonly change: Statement; readonly read: Statement<{ value: unknown }> } | undefined;
  /** Makes a procedure `name` with IN `a`, INOUT `b` (gets `a + b`) and OUT `c` (gets `'done'`). With `procedures`. */
  readonly createProcedure?: ((name: string) => Statement) | undefined;
  readonly dropProcedure?: ((name: string) => Statement) | undefined;
  /** Sends a notification. With `notifications`. */
  readonly notify?: ((channel: string, payload: string) => Statement) | undefined;
  /** Locks a row and fails at once where another has it. Needed with `concurrentSessions`, where rows can be locked. */
  readonly lockRow?: ((table: string, id: number) => Statement) | undefined;
  /** Tells the number of sessions of this database's application on the server, as `count`. */
  readonly sessionCount?: Statement<{ count: number }> | undefined;
}

/** The driver on trial. */
export interface Subject {
  /** For the report: `PostgreSQL 18.6`. */
  readonly name: string;
  /** A new definition of an empty database of the subject's own, with the suite's options over its own. */
  define(overrides?: Overrides): DatabaseDefinition;
  readonly statements: SubjectStatements;
  /**
   * Whether two definitions show the same data. Without it every definition is a database of its own (in memory).
   */
  readonly shared: boolean;
  /** Where the server is, and the options that lead to another place; absent for what has no network. */
  readonly address?: SubjectAddress | undefined;
  /** Told what was proven, once the suite has run; for the capability matrix. */
  readonly report?: ((result: ConformanceReport) => void) | undefined;
}

/** What a run has proven, capability by capability. */
export interface ConformanceReport {
  readonly subject: string;
  readonly engine: string;
  readonly serverVersion: string;
  readonly capabilities: Capabilities;
  /** How many tests there were, and how many failed. */
  readonly tests: number;
  readonly failures: readonly string[];
}

/** What each concern's tests are given. */
export interface SubjectFacts {
  readonly subject: Subject;
  readonly capabilities: Capabilities;
  readonly dialect: Dialect;
}
