import { describe, expect, it } from "@jest/globals";
import { errorKinds, type ErrorKind } from "@db/core";
import Database from "better-sqlite3";
import { classifySqliteError, notePreparing } from "../../src/sqlite-errors.ts";

const nativeError = (code: string, message = "the text of SQLite"): Error => new Database.SqliteError(message, code);

describe("codes", () => {
  it.each<[string, ErrorKind]>([
    ["SQLITE_CONSTRAINT_UNIQUE", "unique-violation"],
    ["SQLITE_CONSTRAINT_PRIMARYKEY", "unique-violation"],
    ["SQLITE_CONSTRAINT_ROWID", "unique-violation"],
    ["SQLITE_CONSTRAINT_FOREIGNKEY", "foreign-key-violation"],
    ["SQLITE_CONSTRAINT_NOTNULL", "not-null-violation"],
    ["SQLITE_CONSTRAINT_CHECK", "check-violation"],
    ["SQLITE_CONSTRAINT_DATATYPE", "invalid-value"],
    ["SQLITE_CONSTRAINT_TRIGGER", "check-violation"],
    ["SQLITE_CONSTRAINT_VTAB", "check-violation"],
    ["SQLITE_CONSTRAINT", "check-violation"],
    ["SQLITE_MISMATCH", "invalid-value"],
    ["SQLITE_TOOBIG", "value-too-long"],
    ["SQLITE_RANGE", "usage"],
    ["SQLITE_MISUSE", "usage"],
    ["SQLITE_BUSY", "lock-timeout"],
    ["SQLITE_BUSY_RECOVERY", "lock-timeout"],
    ["SQLITE_BUSY_TIMEOUT", "lock-timeout"],
    ["SQLITE_BUSY_SNAPSHOT", "serialization-failure"],
    ["SQLITE_LOCKED", "lock-timeout"],
    ["SQLITE_LOCKED_SHAREDCACHE", "lock-timeout"],
    ["SQLITE_PROTOCOL", "lock-timeout"],
    ["SQLITE_INTERRUPT", "cancelled"],
    ["SQLITE_SCHEMA", "stale-statement"],
    ["SQLITE_PERM", "permission-denied"],
    ["SQLITE_AUTH", "permission-denied"],
    ["SQLITE_FULL", "resources-exhausted"],
    ["SQLITE_NOMEM", "resources-exhausted"],
    ["SQLITE_IOERR_NOMEM", "resources-exhausted"],
    ["SQLITE_IOERR", "internal"],
    ["SQLITE_IOERR_READ", "internal"],
    ["SQLITE_IOERR_FSYNC", "internal"],
    ["SQLITE_NOTADB", "corrupt"],
    ["SQLITE_CORRUPT", "corrupt"],
    ["SQLITE_CORRUPT_INDEX", "corrupt"],
    ["SQLITE_CANTOPEN", "cannot-open"],
    ["SQLITE_CANTOPEN_ISDIR", "cannot-open"],
    ["SQLITE_NOLFS", "cannot-open"],
    ["SQLITE_READONLY", "read-only"],
    ["SQLITE_READONLY_DIRECTORY", "read-only"],
    ["SQLITE_READONLY_DBMOVED", "connection-lost"],
    ["SQLITE_INTERNAL", "internal"],
    ["SQLITE_ERROR", "unknown"],
    ["SQLITE_A_CODE_OF_TOMORROW", "unknown"],
  ])("%s is %s", (code, kind) => {
    const facts = classifySqliteError(nativeError(code));
    expect(facts).toMatchObject({ kind, nativeCode: code });
    expect(errorKinds).toContain(facts.kind);
  });

  it("a foreign key's own trigger is not the user's", () => {
    expect(
      classifySqliteError(nativeError("SQLITE_CONSTRAINT_TRIGGER", "FOREIGN KEY constraint failed")),
    ).toMatchObject({ kind: "foreign-key-violation" });
  });

  it.each([
    undefined,
    null,
    7,
    "text",
    {},
    new Error("anything"),
    { code: 42 },
    { code: "ENOENT", message: "anything" },
  ])("what is no error of SQLite is unknown: %p", (error) => {
    expect(classifySqliteError(error)).toMatchObject({ kind: "unknown" });
    expect(classifySqliteError(error).message).toBeUndefined();
  });
});

describe("texts", () => {
  it.each<[string, ErrorKind]>([
    ["no such table: main.t", "undefined-table"],
    ["no such view: v", "undefined-table"],
    ["no such column: a.b", "undefined-column"],
    ["table t has no column named c", "undefined-column"],
    ["no such function: f", "undefined-object"],
    ["no such index: i", "undefined-object"],
    ["no such trigger: t", "undefined-object"],
    ["no such savepoint: s", "undefined-object"],
    ["no such module: m", "undefined-object"],
    ["no such collation sequence: c", "undefined-object"],
    ["no such database: d", "undefined-object"],
    ["unknown database d", "undefined-object"],
    ["table t already exists", "duplicate-object"],
    ["duplicate column name: c", "duplicate-object"],
    ["there is already an index named i", "duplicate-object"],
    ["there is already another table or index with this name: t", "duplicate-object"],
    ["ambiguous column name: c", "ambiguous-name"],
    ['near "selec": syntax error', "syntax-error"],
    ["incomplete input", "syntax-error"],
    ['unrecognized token: "\'a"', "syntax-error"],
    ['fts5: syntax error near ""', "invalid-value"],
    ["unterminated string", "invalid-value"],
    ["malformed JSON", "invalid-value"],
    ["bad JSON path: 'x'", "invalid-value"],
    ["integer overflow", "value-out-of-range"],
    ["cannot start a transaction within a transaction", "transaction-state"],
    ["cannot commit - no transaction is active", "transaction-state"],
    ["something new", "unknown"],
  ])("%s is %s", (message, kind) => {
    expect(classifySqliteError(nativeError("SQLITE_ERROR", message))).toMatchObject({ kind });
  });

  it("finer codes of tomorrow are read like SQLITE_ERROR", () => {
    expect(
      classifySqliteError(nativeError("SQLITE_ERROR_MISSING_COLLSEQ", "no such collation sequence: c")),
    ).toMatchObject({ kind: "undefined-object" });
  });

  it.each<[string, ErrorKind]>([
    ["The database connection is not open", "connection-lost"],
    ["Cannot open database because the directory does not exist", "cannot-open"],
    ["Cannot save backup because the directory does not exist", "cannot-open"],
    ["Backup filename cannot be an empty string", "usage"],
    ["The bound string, buffer, or bigint is too big", "value-out-of-range"],
    ["This database connection is busy executing a query", "usage"],
    ["Too many parameter values were provided", "usage"],
    ["Too few parameter values were provided", "usage"],
    ["The supplied SQL string contains more than one statement", "usage"],
    ["The supplied SQL string contains no statements", "syntax-error"],
    ["bad parameter, said a function of the user", "unknown"],
  ])("the client's own: %s is %s", (message, kind) => {
    expect(classifySqliteError(new TypeError(message))).toMatchObject({ kind });
  });
});

describe("names", () => {
  it.each([
    ["SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: users.email", { table: "users", column: "email" }],
    [
      "SQLITE_CONSTRAINT_UNIQUE",
      "UNIQUE constraint failed: users.email, users.tenant",
      { table: "users", column: undefined },
    ],
    ["SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: index 'users_lower'", { constraint: "users_lower" }],
    ["SQLITE_CONSTRAINT_NOTNULL", "NOT NULL constraint failed: users.email", { table: "users", column: "email" }],
    ["SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: positive", { constraint: "positive" }],
    ["SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: a\n > 0", { constraint: "a\n > 0" }],
  ])("%s: %s", (code, message, names) => {
    expect(classifySqliteError(nativeError(code, message))).toMatchObject(names);
  });
});

describe("messages", () => {
  const bound = "hunter2";

  it.each([
    [`no such column: ${bound}`, "SQLITE_ERROR"],
    [`fts5: syntax error near "${bound}"`, "SQLITE_ERROR"],
    [`bad JSON path: '${bound}'`, "SQLITE_ERROR"],
    [`unable to open database: ${bound}`, "SQLITE_CANTOPEN"],
    [bound, "SQLITE_CONSTRAINT_TRIGGER"],
    [bound, "SQLITE_CONSTRAINT_VTAB"],
  ])("%s is withheld while a statement runs", (message, code) => {
    expect(JSON.stringify(classifySqliteError(nativeError(code, message)))).not.toContain(bound);
  });

  it("a function of the user may say anything", () => {
    expect(JSON.stringify(classifySqliteError(new Error(`bad parameter ${bound}`)))).not.toContain(bound);
  });

  it("what was said before any value was there is passed on", () => {
    const error = nativeError("SQLITE_ERROR", "no such column: nmae");
    notePreparing(error);
    expect(classifySqliteError(error).message).toBe("no such column: nmae");
  });
});
