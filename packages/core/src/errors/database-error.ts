import { composeMessage, type ErrorFacts } from "./error-facts.ts";
import {
  kindFacts,
  type ConnectionFate,
  type ErrorFamily,
  type ErrorKind,
  type RetryAdvice,
  type TransactionEffect,
} from "./error-kinds.ts";

/** What a {@link DatabaseError} is made from. */
export interface DatabaseErrorInit extends ErrorFacts {
  /** The engine's name, or `"core"` for what no engine was asked. */
  readonly engine?: string | undefined;
  /** The client's error. */
  readonly cause?: unknown;
  /** The statement's text with its placeholders; never its values. */
  readonly statement?: string | undefined;
}

const optionalFacts = [
  "nativeCode",
  "sqlState",
  "constraint",
  "schema",
  "table",
  "column",
  "position",
  "statement",
] as const satisfies readonly (keyof DatabaseErrorInit)[];

/**
 * The error of every rejected call of this product. Callers switch on `kind`; `retry` answers whether to try again.
 * The message holds no password, no connection string and no bound value. `cause` is the client's error as it came and
 * may hold values, so log `error.toJSON()` rather than the whole chain where that matters.
 */
export class DatabaseError extends Error {
  /** Marks the error across two copies of this package, where `instanceof` fails. */
  readonly databaseError = true as const;
  readonly kind: ErrorKind;
  readonly engine: string;
  readonly retry: RetryAdvice;
  readonly transactionState: TransactionEffect;
  /** What the error means for the connection it came from. */
  readonly connection: ConnectionFate;
  // What is not known is left out, so that a printed error shows facts only.
  declare readonly nativeCode?: string | number;
  declare readonly sqlState?: string;
  declare readonly constraint?: string;
  declare readonly schema?: string;
  declare readonly table?: string;
  declare readonly column?: string;
  /** Where in the statement's text, counted from 1. */
  declare readonly position?: number;
  /** The statement's text with its placeholders. */
  declare readonly statement?: string;
  /** Set when the rollback that this error caused failed as well. */
  declare rollbackError?: unknown;

  constructor(init: DatabaseErrorInit) {
    super(composeMessage(init), init.cause === undefined ? undefined : { cause: init.cause });
    const known = kindFacts[init.kind];
    this.kind = init.kind;
    this.engine = init.engine ?? "core";
    this.retry = init.retry ?? known.retry;
    this.transactionState = init.transactionState ?? "unchanged";
    this.connection = init.connection ?? known.connection;
    for (const fact of optionalFacts) if (init[fact] !== undefined) Object.assign(this, { [fact]: init[fact] });
  }

  static {
    // On the prototype, so that it does not show up as a field of every error.
    Object.defineProperty(DatabaseError.prototype, "name", {
      value: "DatabaseError",
      writable: true,
      configurable: true,
    });
  }

  /** The family the kind belongs to. */
  get family(): ErrorFamily {
    return kindFacts[this.kind].family;
  }

  /** Whether a value is such an error, from this or another copy of the package. */
  static is(value: unknown): value is DatabaseError {
    return typeof value === "object" && value !== null && (value as { databaseError?: unknown }).databaseError === true;
  }

  /** The facts without `cause` and `stack`: safe to log. */
  toJSON(): Record<string, unknown> {
    const facts: Record<string, unknown> = { name: this.name, message: this.message };
    for (const key of ["kind", "engine", "retry", "transactionState", ...optionalFacts] as const) {
      if (this[key] !== undefined) facts[key] = this[key];
    }
    return facts;
  }
}

const named = (type: { prototype: DatabaseError }, name: string): void => {
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
};

/** A constraint of the schema refused the data. */
export class ConstraintError extends DatabaseError {}
/** The statement, its values or its rights are at fault. */
export class QueryError extends DatabaseError {}
/** The server or file could not be reached, or was lost. */
export class ConnectionError extends DatabaseError {}
/** Other transactions got in the way; repeating the whole transaction may succeed. */
export class ConcurrencyError extends DatabaseError {}
/** A time limit passed, a signal aborted the call, or the server cancelled it. */
export class TimeoutError extends DatabaseError {}
/** The transaction could not do what was asked, or its outcome is not what was asked for. */
export class TransactionError extends DatabaseError {}
/** The call itself is wrong: closed, misused, or not supported by the engine. */
export class UsageError extends DatabaseError {}

/** One fault of a configuration. */
export interface ConfigurationProblem {
  /** Where: `databases.main.pool.max`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string | undefined;
}

/** The configuration is not valid; `problems` lists every fault at once. */
export class ConfigurationError extends DatabaseError {
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[], init: Partial<DatabaseErrorInit> = {}) {
    super({ kind: "configuration", message: describeProblems(problems), ...init });
    this.problems = problems;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), problems: this.problems };
  }
}

named(ConstraintError, "ConstraintError");
named(QueryError, "QueryError");
named(ConnectionError, "ConnectionError");
named(ConcurrencyError, "ConcurrencyError");
named(TimeoutError, "TimeoutError");
named(TransactionError, "TransactionError");
named(UsageError, "UsageError");
named(ConfigurationError, "ConfigurationError");

function describeProblems(problems: readonly ConfigurationProblem[]): string {
  const lines = problems.map(({ path, message, hint }) => {
    const place = path === "" ? "" : `${path}: `;
    return `${place}${message}${hint === undefined ? "" : ` (${hint})`}`;
  });
  if (lines.length === 1) return `invalid configuration: ${lines[0]}`;
  return `invalid configuration, ${lines.length} problems:\n  - ${lines.join("\n  - ")}`;
}

const classes: Readonly<Record<ErrorFamily, new (init: DatabaseErrorInit) => DatabaseError>> = {
  constraint: ConstraintError,
  query: QueryError,
  connection: ConnectionError,
  concurrency: ConcurrencyError,
  timeout: TimeoutError,
  transaction: TransactionError,
  usage: UsageError,
  configuration: DatabaseError,
  unknown: DatabaseError,
};

/** Makes the error of the class that the kind's family has. */
export function databaseError(init: DatabaseErrorInit): DatabaseError {
  return new classes[kindFacts[init.kind].family](init);
}

/** A feature the engine or its version lacks; `hint` names what to do instead. */
export function unsupported(engine: string, what: string, hint?: string): DatabaseError {
  return databaseError({ kind: "unsupported", engine, message: `${engine} does not support ${what}`, hint });
}

/** A call that is wrong whatever the engine. */
export function usage(message: string, hint?: string): DatabaseError {
  return databaseError({ kind: "usage", message, hint });
}
