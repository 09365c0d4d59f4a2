import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { databaseError, type ErrorKind } from "@db/core";
import { errorCodes, mariadbCodes } from "../../src/error-codes.ts";
import { classifyMysqlError, markFacts } from "../../src/mysql-errors.ts";
import { ServerError } from "../../src/read-packet.ts";

const facts = (errno: number, message = "", sqlState = "HY000", mariadb = false) =>
  databaseError(classifyMysqlError(Object.assign(new ServerError(errno, sqlState, message), { mariadb })));

/**
 * What both servers' manuals call the errors behind each kind; by number what only MariaDB or the clients have. Names, so that a number
 * in the wrong place of the table is seen.
 */
const byKind: Readonly<Partial<Record<ErrorKind, readonly (string | number)[]>>> = {
  "duplicate-object": [
    "ER_DB_CREATE_EXISTS",
    "ER_TABLE_EXISTS_ERROR",
    "ER_DUP_FIELDNAME",
    "ER_DUP_KEYNAME",
    "ER_MULTIPLE_PRI_KEY",
    "ER_SP_ALREADY_EXISTS",
    "ER_TRG_ALREADY_EXISTS",
    "ER_CANNOT_USER",
    "ER_XAER_DUPID",
    "ER_EVENT_ALREADY_EXISTS",
    "ER_FK_DUP_NAME",
    "ER_CHECK_CONSTRAINT_DUP_NAME",
  ],
  "undefined-object": [
    "ER_DB_DROP_EXISTS",
    "ER_CANT_DROP_FIELD_OR_KEY",
    "ER_UNKNOWN_CHARACTER_SET",
    "ER_FUNCTION_NOT_DEFINED",
    "ER_KEY_DOES_NOT_EXITS",
    "ER_UNKNOWN_SYSTEM_VARIABLE",
    "ER_SP_DOES_NOT_EXIST",
    "ER_SP_CURSOR_MISMATCH",
    "ER_TRG_DOES_NOT_EXIST",
    "ER_XAER_NOTA",
    "ER_FOREIGN_SERVER_DOESNT_EXIST",
    "ER_EVENT_DOES_NOT_EXIST",
    "ER_CHECK_CONSTRAINT_NOT_FOUND",
    "ER_CONSTRAINT_NOT_FOUND",
  ],
  "serialization-failure": [
    "ER_CHECKREAD",
    "ER_XA_RBROLLBACK",
    "ER_XA_RBTIMEOUT",
    "ER_TRANSACTION_ROLLBACK_DURING_COMMIT",
  ],
  "resources-exhausted": [
    "ER_DISK_FULL",
    "ER_OUTOFMEMORY",
    "ER_OUT_OF_SORTMEMORY",
    "ER_CON_COUNT_ERROR",
    "ER_OUT_OF_RESOURCES",
    "ER_RECORD_FILE_FULL",
    "ER_CANT_CREATE_THREAD",
    "ER_TOO_MANY_USER_CONNECTIONS",
    "ER_LOCK_TABLE_FULL",
    "ER_USER_LIMIT_REACHED",
    "ER_MAX_PREPARED_STMT_COUNT_REACHED",
    "ER_TOO_MANY_CONCURRENT_TRXS",
    "ER_TEMP_FILE_WRITE_FAILURE",
    "ER_CAPACITY_EXCEEDED",
  ],
  "unique-violation": [
    "ER_DUP_KEY",
    "ER_DUP_ENTRY",
    "ER_DUP_UNIQUE",
    "ER_FOREIGN_DUPLICATE_KEY",
    "ER_DUP_ENTRY_AUTOINCREMENT_CASE",
    "ER_DUP_ENTRY_WITH_KEY_NAME",
    "ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO",
    "ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO",
    "ER_DUP_UNKNOWN_IN_INDEX",
  ],
  internal: [
    "ER_NOT_KEYFILE",
    "ER_OLD_KEYFILE",
    "ER_UNKNOWN_ERROR",
    "ER_CANT_OPEN_LIBRARY",
    "ER_CRASHED_ON_USAGE",
    "ER_CRASHED_ON_REPAIR",
    "ER_INDEX_CORRUPT",
    "ER_INTERNAL_ERROR",
    "ER_INNODB_INDEX_CORRUPT",
    "ER_TABLE_CORRUPT",
  ],
  "cannot-connect": [
    "ER_BAD_HOST_ERROR",
    "ER_HANDSHAKE_ERROR",
    "ER_HOST_IS_BLOCKED",
    "ER_HOST_NOT_PRIVILEGED",
    "ER_CONNECT_TO_SOURCE",
    2002,
    2003,
    2005,
  ],
  "permission-denied": [
    "ER_DBACCESS_DENIED_ERROR",
    "ER_TABLEACCESS_DENIED_ERROR",
    "ER_COLUMNACCESS_DENIED_ERROR",
    "ER_NO_PERMISSION_TO_CREATE_USER",
    "ER_SPECIFIC_ACCESS_DENIED_ERROR",
    "ER_PROCACCESS_DENIED_ERROR",
    "ER_CANT_CREATE_USER_WITH_GRANT",
    "ER_BINLOG_CREATE_ROUTINE_NEED_SUPER",
    "ER_ROLE_NOT_GRANTED",
    "ER_DB_ACCESS_DENIED",
  ],
  "authentication-failed": [
    "ER_ACCESS_DENIED_ERROR",
    "ER_PASSWORD_ANONYMOUS_USER",
    "ER_PASSWORD_NOT_ALLOWED",
    "ER_PASSWORD_NO_MATCH",
    "ER_NOT_SUPPORTED_AUTH_MODE",
    "ER_SERVER_IS_IN_SECURE_AUTH_MODE",
    "ER_PLUGIN_IS_NOT_LOADED",
    "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
    "ER_MUST_CHANGE_PASSWORD",
    "ER_MUST_CHANGE_PASSWORD_LOGIN",
    2059,
    "ER_ACCOUNT_HAS_BEEN_LOCKED",
    "ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK",
    "ER_BULK_PARSER_INCOMPLETE_ESCAPE_SEQUENCE",
  ],
  "server-unavailable": ["ER_UNKNOWN_COM_ERROR", "ER_SERVER_OFFLINE_MODE", "ER_SERVER_ISNT_AVAILABLE"],
  "not-null-violation": [
    "ER_BAD_NULL_ERROR",
    "ER_NULL_COLUMN_IN_INDEX",
    "ER_INVALID_USE_OF_NULL",
    "ER_PRIMARY_CANT_HAVE_NULL",
    "ER_SPATIAL_CANT_HAVE_NULL",
    "ER_WARN_NULL_TO_NOTNULL",
    "ER_NO_DEFAULT_FOR_FIELD",
    "ER_NULL_IN_VALUES_LESS_THAN",
    "ER_BAD_NULL_ERROR_NOT_IGNORED",
  ],
  "undefined-database": ["ER_BAD_DB_ERROR"],
  "undefined-table": ["ER_BAD_TABLE_ERROR", "ER_UNKNOWN_TABLE", "ER_NO_SUCH_TABLE", "ER_WRONG_OBJECT"],
  "ambiguous-name": [
    "ER_NON_UNIQ_ERROR",
    "ER_NONUNIQ_TABLE",
    "ER_FIELD_SPECIFIED_TWICE",
    "ER_MULTIPLE_CONSTRAINTS_WITH_SAME_NAME",
  ],
  "connection-lost": [
    "ER_SERVER_SHUTDOWN",
    "ER_NORMAL_SHUTDOWN",
    "ER_SHUTDOWN_COMPLETE",
    "ER_FORCING_CLOSE",
    "ER_ABORTING_CONNECTION",
    "ER_NET_READ_ERROR",
    "ER_NET_READ_INTERRUPTED",
    "ER_NET_ERROR_ON_WRITE",
    "ER_NET_WRITE_INTERRUPTED",
    "ER_NEW_ABORTING_CONNECTION",
    1927,
    2006,
    2013,
    2014,
    2045,
    2048,
    2055,
    "ER_SESSION_WAS_KILLED",
    "ER_CLIENT_INTERACTION_TIMEOUT",
  ],
  "undefined-column": [
    "ER_BAD_FIELD_ERROR",
    "ER_KEY_COLUMN_DOES_NOT_EXITS",
    "ER_WRONG_COLUMN_NAME",
    "ER_ILLEGAL_REFERENCE",
  ],
  "syntax-error": [
    "ER_WRONG_FIELD_WITH_GROUP",
    "ER_WRONG_GROUP_FIELD",
    "ER_PARSE_ERROR",
    "ER_EMPTY_QUERY",
    "ER_INVALID_GROUP_FUNC_USE",
    "ER_MIX_OF_GROUP_FUNC_AND_FIELDS",
    "ER_SYNTAX_ERROR",
    "ER_WRONG_USAGE",
    "ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT",
    "ER_CANT_USE_OPTION_HERE",
    "ER_OPERAND_COLUMNS",
    "ER_SUBQUERY_NO_1_ROW",
    "ER_DERIVED_MUST_HAVE_ALIAS",
    "ER_SP_UNDECLARED_VAR",
  ],
  unsupported: [
    "ER_NOT_ALLOWED_COMMAND",
    "ER_CHECK_NOT_IMPLEMENTED",
    "ER_NOT_SUPPORTED_YET",
    "ER_UNKNOWN_STORAGE_ENGINE",
    "ER_FEATURE_DISABLED",
    "ER_UNSUPPORTED_PS",
    "ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG",
    "ER_CLIENT_LOCAL_FILES_DISABLED",
  ],
  "value-too-long": [
    "ER_NET_PACKET_TOO_LARGE",
    "WARN_DATA_TRUNCATED",
    "ER_WARN_ALLOWED_PACKET_OVERFLOWED",
    "ER_DATA_TOO_LONG",
    "ER_TOO_LONG_BODY",
    "ER_TOO_BIG_DISPLAYWIDTH",
    "ER_EXCEEDED_MV_KEYS_NUM",
    "ER_EXCEEDED_MV_KEYS_SPACE",
  ],
  "transaction-state": [
    "ER_CANT_DO_THIS_DURING_AN_TRANSACTION",
    "ER_LOCK_OR_ACTIVE_TRANSACTION",
    "ER_XAER_INVAL",
    "ER_XAER_RMFAIL",
    "ER_XAER_OUTSIDE",
    "ER_XAER_RMERR",
    "ER_CANT_CHANGE_TX_CHARACTERISTICS",
  ],
  "outcome-unknown": ["ER_ERROR_DURING_COMMIT"],
  "lock-timeout": ["ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_NOWAIT"],
  "invalid-value": [
    "ER_WRONG_ARGUMENTS",
    "ER_WRONG_VALUE_FOR_VAR",
    "ER_TRUNCATED_WRONG_VALUE",
    "ER_INVALID_CHARACTER_STRING",
    "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
    "ER_ILLEGAL_VALUE_FOR_TYPE",
    "ER_WRONG_VALUE_FOR_TYPE",
    "ER_CANT_CREATE_GEOMETRY_OBJECT",
    "ER_WRONG_VALUE",
    "ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT",
    "ER_GIS_INVALID_DATA",
    "ER_INVALID_JSON_TEXT",
    "ER_INVALID_JSON_TEXT_IN_PARAM",
    "ER_INVALID_JSON_PATH",
    "ER_INVALID_JSON_CHARSET",
    "ER_INVALID_TYPE_FOR_JSON",
    "ER_INVALID_CAST_TO_JSON",
    "ER_INVALID_JSON_PATH_WILDCARD",
    "ER_INVALID_JSON_VALUE_FOR_CAST",
    "ER_JSON_DOCUMENT_TOO_DEEP",
    "ER_JSON_DOCUMENT_NULL_KEY",
    "ER_LATITUDE_OUT_OF_RANGE",
    "ER_REGEXP_ILLEGAL_ARGUMENT",
    "ER_CANNOT_CONVERT_STRING",
    "ER_INVALID_JSON_VALUE_FOR_FUNC_INDEX",
  ],
  deadlock: ["ER_LOCK_DEADLOCK", "ER_XA_RBDEADLOCK", "ER_USER_LOCK_DEADLOCK"],
  "foreign-key-violation": [
    "ER_CANNOT_ADD_FOREIGN",
    "ER_NO_REFERENCED_ROW",
    "ER_ROW_IS_REFERENCED",
    "ER_ROW_IS_REFERENCED_2",
    "ER_NO_REFERENCED_ROW_2",
    "ER_TRUNCATE_ILLEGAL_FK",
    "ER_UNUSED5",
    "ER_FK_CANNOT_DROP_PARENT",
  ],
  "stale-statement": ["ER_UNKNOWN_STMT_HANDLER", "ER_TABLE_DEF_CHANGED", "ER_NEED_REPREPARE"],
  "value-out-of-range": [
    "ER_WARN_DATA_OUT_OF_RANGE",
    "ER_DATETIME_FUNCTION_OVERFLOW",
    "ER_DATA_OUT_OF_RANGE",
    "ER_JT_VALUE_OUT_OF_RANGE",
  ],
  cancelled: ["ER_QUERY_INTERRUPTED", 1968, 1969, "ER_QUERY_TIMEOUT"],
  "division-by-zero": ["ER_DIVISION_BY_ZERO"],
  "check-violation": [
    "ER_VIEW_CHECK_FAILED",
    "ER_CHECK_CONSTRAINT_VIOLATED",
    "ER_CHECK_CONSTRAINT_REFERS_UNKNOWN_COLUMN",
  ],
  "read-only": ["ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"],
  "read-only-target": ["ER_READ_ONLY_MODE"],
  "tls-failed": [2026, "ER_SECURE_TRANSPORT_REQUIRED"],
};

/** The numbers of MySQL's errors by their names, as mysql2 has them. */
const client = createRequire(createRequire(import.meta.url).resolve("mysql2"));
const numbers = client("./lib/constants/errors.js") as Readonly<Record<string, number | string>>;

describe("a number of the server", () => {
  it.each(Object.entries(byKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))(
    "%s is %s",
    (name, kind) => {
      const code = Number(typeof name === "number" ? name : numbers[name]);
      expect(facts(code)).toMatchObject({ kind, nativeCode: code });
    },
  );

  it("of the table is one of these", () => {
    const tested = Object.values(byKind).flatMap((codes) => codes.map((name) => Number(numbers[name] ?? name)));
    expect(Object.keys(errorCodes).map(Number)).toEqual(tested.toSorted((a, b) => a - b));
  });

  it.each([
    [4025, "check-violation"],
    [4035, "invalid-value"],
    [4036, "invalid-value"],
    [4037, "invalid-value"],
    [4038, "invalid-value"],
    [4039, "invalid-value"],
    [4040, "invalid-value"],
    [4041, "invalid-value"],
    [4042, "invalid-value"],
    [4078, "invalid-value"],
    [4079, "invalid-value"],
    [4091, "undefined-object"],
  ] as const)("%d is %s on MariaDB, and something else on MySQL", (code, kind) => {
    expect(facts(code, "", "HY000", true).kind).toBe(kind);
    expect(facts(code).kind).toBe("unknown");
    expect(Object.keys(mariadbCodes)).toContain(String(code));
    expect(Object.keys(mariadbCodes).length).toBe(12);
  });

  it.each([
    ["08S01", "connection-lost"],
    ["22003", "invalid-value"],
    ["23000", "check-violation"],
    ["28000", "authentication-failed"],
    ["40001", "serialization-failure"],
    ["42000", "syntax-error"],
    ["70100", "cancelled"],
    ["XAE07", "transaction-state"],
    ["45000", "unknown"],
  ] as const)("that is not listed goes by its state: %s is %s", (sqlState, kind) => {
    expect(facts(59_999, "", sqlState)).toMatchObject({ kind, sqlState });
  });

  it("of MariaDB tells a check's names", () => {
    expect(facts(4025, "CONSTRAINT `positive` failed for `shop`.`items`", "23000", true)).toMatchObject({
      kind: "check-violation",
      constraint: "positive",
      schema: "shop",
      table: "items",
    });
  });

  it("of an option tells which only in its text", () => {
    const running = (option: string): string =>
      `The MySQL server is running with the ${option} option so it cannot execute this statement`;
    for (const option of ["--read-only", "--super-read-only", "read_only"])
      expect(facts(1290, running(option))).toMatchObject({ kind: "read-only-target", connection: "evict-host" });
    expect(facts(1290, running("--secure-file-priv"))).toMatchObject({ kind: "unsupported", connection: "keep" });
  });

  it("may be known better by the session", () => {
    const error = new ServerError(1792, "25006", "read only");
    markFacts(error, "read-only-target");
    expect(classifyMysqlError(error).kind).toBe("read-only-target");
  });
});

describe("names", () => {
  it.each([
    [1062, "Duplicate entry 'a' for key 'items.codes'", { constraint: "codes", table: "items" }],
    [1062, "Duplicate entry 'it's for key 'x'' for key 'codes'", { constraint: "codes" }],
    [
      1452,
      "Cannot add: a foreign key constraint fails (`s`.`c`, CONSTRAINT `fk` FOREIGN KEY (`p`) REFERENCES `p` (`id`))",
      { constraint: "fk", table: "c", schema: "s" },
    ],
    [1048, "Column 'code' cannot be null", { column: "code" }],
    [1364, "Field 'code' doesn't have a default value", { column: "code" }],
    [1054, "Unknown column 't.nope' in 'field list'", { column: "nope" }],
    [1146, "Table 'db.nope' doesn't exist", { table: "nope" }],
    [3819, "Check constraint 'positive' is violated.", { constraint: "positive" }],
    [1062, "Doppelter Eintrag", {}],
  ] as const)("%d: %s", (errno, message, names) => {
    const error = facts(errno, message);
    expect({ constraint: error.constraint, table: error.table, schema: error.schema, column: error.column }).toEqual({
      constraint: undefined,
      table: undefined,
      schema: undefined,
      column: undefined,
      ...names,
    });
  });

  it("come without the values beside them", () => {
    for (const [errno, message] of [
      [1062, "Duplicate entry 'secret' for key 't.k'"],
      [1366, "Incorrect integer value: 'secret' for column 'a' at row 1"],
      [1292, "Truncated incorrect DOUBLE value: 'secret'"],
      [1064, "You have an error near 'secret'"],
      [59_999, "secret"],
    ] as const)
      expect(facts(errno, message).message).not.toContain("secret");
  });
});

describe("what mysql2 and Node say", () => {
  it.each([
    [{ code: "PROTOCOL_CONNECTION_LOST" }, "connection-lost"],
    [{ code: "HANDSHAKE_NO_SSL_SUPPORT" }, "tls-failed"],
    [{ code: "HANDSHAKE_SSL_ERROR", cause: { code: "CERT_HAS_EXPIRED" } }, "tls-failed"],
    [{ code: "AUTH_SWITCH_PLUGIN_ERROR" }, "authentication-failed"],
    [{ code: "MYSQL_CLEAR_PASSWORD_NOT_ENABLED" }, "authentication-failed"],
    [{ code: "ECONNREFUSED" }, "cannot-connect"],
    [{ code: "ENOTFOUND" }, "cannot-connect"],
    [{ code: "ECONNRESET" }, "connection-lost"],
    [{ code: "EPIPE" }, "connection-lost"],
    [{ message: "Can't add new command when connection is in closed state" }, "connection-lost"],
    [{ message: "anything" }, "unknown"],
    [undefined, "unknown"],
  ] as const)("%p is %s", (error, kind) => {
    expect(classifyMysqlError(error).kind).toBe(kind);
  });
});
