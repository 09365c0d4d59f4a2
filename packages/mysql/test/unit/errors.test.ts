import { describe, expect, it } from "@jest/globals";
import { databaseError, type ErrorKind } from "@db/core";
import { errorCodes } from "../../src/error-codes.ts";
import { classifyMysqlError, markFacts } from "../../src/mysql-errors.ts";
import { ServerError } from "../../src/read-packet.ts";

const facts = (errno: number, message = "", sqlState = "HY000") =>
  databaseError(classifyMysqlError(new ServerError(errno, sqlState, message)));

/** The numbers of both servers behind each kind, as their manuals mean them. */
const byKind: Readonly<Partial<Record<ErrorKind, readonly number[]>>> = {
  "unique-violation": [1022, 1062, 1169, 1557, 1569, 1586, 1761, 1762],
  "foreign-key-violation": [1215, 1216, 1217, 1451, 1452, 1701, 3730],
  "not-null-violation": [1048, 1121, 1138, 1171, 1252, 1263, 1364, 1566],
  "check-violation": [1369, 3819],
  "value-too-long": [1265, 1406],
  "value-out-of-range": [1264, 1690],
  "invalid-value": [1292, 1366, 1367, 1411, 3140, 3141, 3156],
  "division-by-zero": [1365],
  "syntax-error": [1064, 1149],
  "undefined-table": [1051, 1146],
  "undefined-column": [1054, 1166],
  "undefined-object": [1091, 1305, 1397],
  "undefined-database": [1049],
  "duplicate-object": [1007, 1050, 1060, 1061, 1440],
  "ambiguous-name": [1052, 1110],
  "permission-denied": [1044, 1142, 1143, 1227, 1370],
  "authentication-failed": [1045, 1698, 1820, 1862, 3118],
  "tls-failed": [3159],
  "cannot-connect": [1042, 1043, 1129, 1130, 1218],
  "connection-lost": [1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013, 4031],
  "server-unavailable": [3032, 3168, 3169],
  "resources-exhausted": [1037, 1040, 1041, 1203, 1206, 1226, 1461],
  deadlock: [1213, 1614, 3058],
  "serialization-failure": [1020, 1402, 1613, 3101],
  "lock-timeout": [1205, 3572],
  cancelled: [1317, 1969, 3024],
  "read-only": [1792],
  "read-only-target": [1836],
  "transaction-state": [1192, 1399, 1400, 1401, 1568],
  "stale-statement": [1243, 1412, 1615],
  "outcome-unknown": [1180],
  internal: [1034, 1817],
};

describe("a number of the server", () => {
  it.each(Object.entries(byKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))(
    "%d is %s",
    (code, kind) => {
      expect(facts(code)).toMatchObject({ kind, nativeCode: code });
    },
  );

  it("is in one place of the table", () => {
    expect(Object.keys(errorCodes).length).toBeGreaterThan(200);
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

  it("means different things on the two servers", () => {
    expect(facts(4025, "CONSTRAINT `positive` failed for `shop`.`items`", "23000")).toMatchObject({
      kind: "check-violation",
      constraint: "positive",
      schema: "shop",
      table: "items",
    });
    expect(facts(4025).kind).toBe("unknown");
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
