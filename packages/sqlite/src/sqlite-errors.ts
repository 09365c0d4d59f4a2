import { lookUpFacts, type ErrorFacts, type ErrorTable } from "@db/core";

/** Result codes by name ("Result and Error Codes", sqlite.org/rescode.html), extended codes first. */
const codes: ErrorTable = {
  SQLITE_CONSTRAINT_UNIQUE: "unique-violation",
  SQLITE_CONSTRAINT_PRIMARYKEY: "unique-violation",
  SQLITE_CONSTRAINT_ROWID: "unique-violation",
  SQLITE_CONSTRAINT_FOREIGNKEY: "foreign-key-violation",
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
  SQLITE_PROTOCOL: "lock-timeout",
  SQLITE_INTERRUPT: "cancelled",
  SQLITE_SCHEMA: "stale-statement",
  SQLITE_PERM: "permission-denied",
  SQLITE_AUTH: "permission-denied",
  SQLITE_FULL: "resources-exhausted",
  SQLITE_NOMEM: "resources-exhausted",
  SQLITE_IOERR_NOMEM: "resources-exhausted",
  SQLITE_NOTADB: "corrupt",
  SQLITE_NOLFS: "cannot-open",
  SQLITE_INTERNAL: "internal",
  // The file was deleted or replaced under the connection, which is of no use any more.
  SQLITE_READONLY_DBMOVED: "connection-lost",
};

/** The families of extended codes: a code that is not listed above is judged by what it begins with. */
const families: readonly (readonly [prefix: string, kind: ErrorFacts["kind"]])[] = [
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_CANTOPEN", "cannot-open"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_IOERR", "internal"],
  ["SQLITE_CONSTRAINT", "check-violation"],
];

/**
 * SQLITE_ERROR and its like have no finer code, so here the text decides. Seen with SQLite 3.54; the texts have not changed in years
 * and are never translated.
 */
const texts: readonly (readonly [pattern: RegExp, kind: ErrorFacts["kind"]])[] = [
  [/^no such table: |^no such view: /, "undefined-table"],
  [/^no such column: |has no column named /, "undefined-column"],
  [
    /^no such (?:function|index|trigger|savepoint|module|collation sequence|database): |^unknown database /,
    "undefined-object",
  ],
  [/ already exists$|^duplicate column name: |^there is already /, "duplicate-object"],
  [/^ambiguous column name: /, "ambiguous-name"],
  [/: syntax error$|^incomplete input$|^unrecognized token: /, "syntax-error"],
  [/^fts5: |^unterminated string$|^malformed MATCH/, "invalid-value"],
  [/^attempt to write a readonly database/, "read-only"],
  [/^integer overflow$/, "value-out-of-range"],
  [/^malformed JSON|^bad JSON path/, "invalid-value"],
  [/within a transaction$|no transaction is active$/, "transaction-state"],
];

/** Texts that come while a statement runs and cannot hold a value it was given. */
const harmless =
  /^(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed|^cannot store |^no such table: |^integer overflow$|^malformed JSON$/;

/** Errors that came when a text was prepared, before any value was there: so their messages can hold none. */
const fromPreparing = new WeakSet<object>();

/** Says that an error came when a text was prepared; `classifySqliteError` heeds it. */
export function notePreparing(error: unknown): void {
  if (typeof error === "object" && error !== null) fromPreparing.add(error);
}

/**
 * Names what an error of better-sqlite3 means. No message of it is passed on that may hold a bound value. What it did to
 * the transaction no table can tell (FULL, IOERR, NOMEM and INTERRUPT may have ended it): core asks the session.
 */
export function classifySqliteError(error: unknown): ErrorFacts {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  if (typeof code !== "string" || !code.startsWith("SQLITE_")) return classifyClientError(message);
  const facts = { ...factsOf(code, message), nativeCode: code };
  return fromPreparing.has(error as object) || harmless.test(message) ? { ...facts, message } : facts;
}

function factsOf(code: string, message: string): ErrorFacts {
  if (code.startsWith("SQLITE_ERROR"))
    return { kind: texts.find(([pattern]) => pattern.test(message))?.[1] ?? "unknown" };
  // A foreign key with an action is enforced by a trigger of SQLite's own; `raise` in one of the user's says what it likes.
  if (code === "SQLITE_CONSTRAINT_TRIGGER")
    return { kind: message === "FOREIGN KEY constraint failed" ? "foreign-key-violation" : "check-violation" };
  const known = lookUpFacts(codes, code);
  if (known !== undefined) return { ...known, ...namesIn(code, message) };
  return { kind: families.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "unknown" };
}

/** What better-sqlite3 itself refuses, before SQLite is asked. */
const clientTexts: readonly (readonly [pattern: RegExp, facts: ErrorFacts])[] = [
  [/^The database connection is not open$/, { kind: "connection-lost", message: "the database connection is closed" }],
  [
    /^Cannot open database because the directory does not exist$/,
    { kind: "cannot-open", message: "the directory of the database file does not exist" },
  ],
  [
    /^Cannot save backup because the directory does not exist$/,
    { kind: "cannot-open", message: "the directory of the backup does not exist" },
  ],
  [
    /^Backup filename cannot be an empty string$|^Invalid backup filename/,
    { kind: "usage", message: "a backup needs the name of a file" },
  ],
  [
    /^The bound string, buffer, or bigint is too big$/,
    { kind: "value-out-of-range", message: "a value is too big for SQLite" },
  ],
  [
    /^This database connection is busy executing a query$/,
    { kind: "usage", message: "the connection is busy with a stream" },
  ],
  [
    /^Too (?:few|many) parameter values were provided$|^Missing named parameter /,
    { kind: "usage", message: "the number of values does not fit the statement" },
  ],
  [
    /^The supplied SQL string contains more than one statement$/,
    { kind: "usage", message: "one statement at a time can be run" },
  ],
  [
    /^The supplied SQL string contains no statements$/,
    { kind: "syntax-error", message: "the text contains no statement" },
  ],
];

function classifyClientError(message: string): ErrorFacts {
  return clientTexts.find(([pattern]) => pattern.test(message))?.[1] ?? { kind: "unknown" };
}

/** SQLite gives names in its text only: `UNIQUE constraint failed: users.email, users.tenant`. */
function namesIn(code: string, message: string): Partial<ErrorFacts> {
  const what = /^[A-Z ]+ constraint failed: (.+)$/s.exec(message)?.[1];
  if (what === undefined) return {};
  if (code === "SQLITE_CONSTRAINT_CHECK") return { constraint: what };
  const index = /^index '(.+)'$/s.exec(what)?.[1];
  if (index !== undefined) return { constraint: index };
  const columns = what.split(", ").map((name) => name.split("."));
  const table = columns[0]?.[0];
  return { table, column: columns.length === 1 ? columns[0]?.[1] : undefined };
}
