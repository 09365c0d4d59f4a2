import { lookUpFacts, type ErrorFacts, type ErrorTable } from "@db/core";

/**
 * Result codes by name ("Result and Error Codes", sqlite.org/rescode.html), extended codes first. A transaction may have
 * been rolled back by FULL, IOERR, NOMEM, BUSY and INTERRUPT; the session knows, since the client tells.
 */
const codes: ErrorTable = {
  SQLITE_CONSTRAINT_UNIQUE: "unique-violation",
  SQLITE_CONSTRAINT_PRIMARYKEY: "unique-violation",
  SQLITE_CONSTRAINT_ROWID: "unique-violation",
  SQLITE_CONSTRAINT_FOREIGNKEY: "foreign-key-violation",
  SQLITE_CONSTRAINT_TRIGGER: "foreign-key-violation",
  SQLITE_CONSTRAINT_NOTNULL: "not-null-violation",
  SQLITE_CONSTRAINT_CHECK: "check-violation",
  SQLITE_CONSTRAINT_DATATYPE: "invalid-value",
  SQLITE_MISMATCH: "invalid-value",
  SQLITE_TOOBIG: "value-too-long",
  SQLITE_RANGE: "usage",
  SQLITE_MISUSE: "usage",
  SQLITE_BUSY: "lock-timeout",
  SQLITE_BUSY_RECOVERY: "lock-timeout",
  SQLITE_BUSY_TIMEOUT: "lock-timeout",
  SQLITE_BUSY_SNAPSHOT: "serialization-failure",
  SQLITE_LOCKED: "lock-timeout",
  SQLITE_LOCKED_SHAREDCACHE: "lock-timeout",
  SQLITE_INTERRUPT: "cancelled",
  SQLITE_SCHEMA: "stale-statement",
  SQLITE_PERM: { kind: "permission-denied" },
  SQLITE_AUTH: { kind: "permission-denied" },
  SQLITE_FULL: { kind: "resources-exhausted", transactionState: "ended" },
  SQLITE_NOMEM: { kind: "resources-exhausted", transactionState: "ended" },
  SQLITE_NOTADB: "corrupt",
  SQLITE_PROTOCOL: "lock-timeout",
  SQLITE_NOLFS: "cannot-open",
  SQLITE_INTERNAL: "internal",
};

/** The families of extended codes: a code that is not listed above is judged by what it begins with. */
const families: readonly (readonly [prefix: string, facts: ErrorFacts])[] = [
  ["SQLITE_READONLY", { kind: "read-only" }],
  ["SQLITE_CANTOPEN", { kind: "cannot-open" }],
  ["SQLITE_CORRUPT", { kind: "corrupt" }],
  ["SQLITE_IOERR", { kind: "internal", transactionState: "ended" }],
  ["SQLITE_CONSTRAINT", { kind: "check-violation" }],
];

/**
 * SQLITE_ERROR has no finer code, so here the text decides. Seen with SQLite 3.54; the texts have not changed in years
 * and are never translated.
 */
const texts: readonly (readonly [pattern: RegExp, kind: ErrorFacts["kind"]])[] = [
  [/^no such table: |^no such view: /, "undefined-table"],
  [/^no such column: |has no column named /, "undefined-column"],
  [/^no such (?:function|index|trigger|savepoint|module|collation sequence|database): |^unknown database |^no such savepoint/, "undefined-object"],
  [/ already exists$|^duplicate column name: /, "duplicate-object"],
  [/^ambiguous column name: /, "ambiguous-name"],
  [/: syntax error$|^incomplete input$|^unrecognized token: /, "syntax-error"],
  [/^attempt to write a readonly database/, "read-only"],
  [/^integer overflow$/, "value-out-of-range"],
  [/^malformed JSON|^bad JSON path/, "invalid-value"],
  [/within a transaction$|no transaction is active$/, "transaction-state"],
];

/** Names what an error of better-sqlite3 means. SQLite's own texts name schema objects and never bound values. */
export function classifySqliteError(error: unknown): ErrorFacts {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== "string") return classifyClientError(message);
  if (code === "SQLITE_ERROR") {
    const kind = texts.find(([pattern]) => pattern.test(message))?.[1] ?? "unknown";
    return { kind, nativeCode: code, message };
  }
  const facts = lookUpFacts(codes, code) ?? families.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (facts === undefined) return { kind: "unknown", nativeCode: code, message };
  return { ...facts, nativeCode: code, message, ...namesIn(code, message) };
}

/** What better-sqlite3 itself refuses, before SQLite is asked. */
function classifyClientError(message: string): ErrorFacts {
  if (message === "The database connection is not open") return { kind: "connection-lost", message: "the database connection is closed" };
  if (message.startsWith("Cannot open database because the directory does not exist")) {
    return { kind: "cannot-open", message: "the directory of the database file does not exist" };
  }
  if (/too big$/.test(message)) return { kind: "value-out-of-range", message: "a value is too big for SQLite" };
  if (/^This database connection is busy/.test(message)) return { kind: "usage", message: "the connection is busy with a stream" };
  if (/parameter/i.test(message)) return { kind: "usage", message: "the number of values does not fit the statement" };
  if (/contains more than one statement/.test(message)) return { kind: "usage", message: "one statement at a time can be run" };
  if (/contains no statements/.test(message)) return { kind: "syntax-error", message: "the text contains no statement" };
  return { kind: "unknown" };
}

/** SQLite gives names in its text only: `UNIQUE constraint failed: users.email, users.tenant`. */
function namesIn(code: string, message: string): Partial<ErrorFacts> {
  const what = /^[A-Z ]+ constraint failed: (.+)$/.exec(message)?.[1];
  if (what === undefined) return {};
  if (code === "SQLITE_CONSTRAINT_CHECK") return { constraint: what };
  const index = /^index '(.+)'$/.exec(what)?.[1];
  if (index !== undefined) return { constraint: index };
  const columns = what.split(", ").map((name) => name.split("."));
  const table = columns[0]?.[0];
  return { table, column: columns.length === 1 ? columns[0]?.[1] : undefined };
}
