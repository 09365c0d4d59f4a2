import { describe, expect, it } from "@jest/globals";
import { databaseError, type ErrorKind } from "@db/core";
import { classifyPostgresError, markReadOnlyTarget } from "../../src/postgres-errors.ts";

/** The native codes of PostgreSQL behind each kind, exact ones. */
const byCode: Readonly<Record<string, ErrorKind>> = {
  "23505": "unique-violation",
  "23503": "foreign-key-violation",
  "23001": "foreign-key-violation",
  "23502": "not-null-violation",
  "23514": "check-violation",
  "44000": "check-violation",
  "23P01": "exclusion-violation",
  "22001": "value-too-long",
  "22003": "value-out-of-range",
  "22008": "value-out-of-range",
  "22012": "division-by-zero",
  "22P02": "invalid-value",
  "22007": "invalid-value",
  "22018": "invalid-value",
  "22021": "invalid-value",
  "22023": "invalid-value",
  "42601": "syntax-error",
  "42000": "syntax-error",
  "21000": "syntax-error",
  "42804": "syntax-error",
  "42P01": "undefined-table",
  "42703": "undefined-column",
  "42883": "undefined-object",
  "42704": "undefined-object",
  "3F000": "undefined-object",
  "34000": "undefined-object",
  "3D000": "undefined-database",
  "42P07": "duplicate-object",
  "42710": "duplicate-object",
  "42701": "duplicate-object",
  "42P04": "duplicate-object",
  "42P06": "duplicate-object",
  "42723": "duplicate-object",
  "42702": "ambiguous-name",
  "42725": "ambiguous-name",
  "42P09": "ambiguous-name",
  "42501": "permission-denied",
  "28000": "authentication-failed",
  "28P01": "authentication-failed",
  "25006": "read-only",
  "40001": "serialization-failure",
  "40002": "serialization-failure",
  "40000": "serialization-failure",
  "40P01": "deadlock",
  "40003": "outcome-unknown",
  "08007": "outcome-unknown",
  "08000": "connection-lost",
  "08003": "connection-lost",
  "08006": "connection-lost",
  "08P01": "connection-lost",
  "55P03": "lock-timeout",
  "55006": "lock-timeout",
  "57014": "cancelled",
  "57P01": "connection-lost",
  "57P02": "connection-lost",
  "57P05": "connection-lost",
  "25P03": "connection-lost",
  "25P04": "connection-lost",
  "57P03": "server-unavailable",
  "25P02": "transaction-failed",
  "25P01": "transaction-state",
  "25001": "transaction-state",
  "3B001": "transaction-state",
  "26000": "stale-statement",
  "42P05": "stale-statement",
  "53300": "resources-exhausted",
  "53000": "resources-exhausted",
  "53100": "resources-exhausted",
  "53200": "resources-exhausted",
  "53400": "resources-exhausted",
  "0A000": "unsupported",
  XX000: "internal",
  "58030": "internal",
  ZZ001: "unknown",
  P0001: "unknown",
};

const server = (code: string, more: object = {}): object => ({ severity: "ERROR", code, message: "text", ...more });

describe("an error of the server", () => {
  it.each(Object.entries(byCode))("%s is %s", (code, kind) => {
    expect(classifyPostgresError(server(code))).toMatchObject({ kind, nativeCode: code, sqlState: code });
  });

  it("is told with the names it holds and the place in the text", () => {
    expect(
      classifyPostgresError(server("23505", { constraint: "c", schema: "s", table: "t", column: "k", position: "7" })),
    ).toMatchObject({ constraint: "c", schema: "s", table: "t", column: "k", position: 7 });
  });

  it("is told without the server's text where that may repeat a value", () => {
    for (const code of ["22P02", "23505", "22001", "22003", "23503", "23514"])
      expect(databaseError(classifyPostgresError(server(code, { message: "secret" }))).message).not.toContain("secret");
    expect(
      databaseError(classifyPostgresError(server("42P01", { message: 'relation "x" does not exist' }))).message,
    ).toContain('relation "x" does not exist');
  });

  it("that is fatal ends the connection and the transaction, whatever its code", () => {
    for (const severity of ["FATAL", "PANIC"])
      expect(classifyPostgresError(server("22P02", { severity }))).toMatchObject({
        kind: "invalid-value",
        connection: "evict",
        transactionState: "ended",
      });
    expect(databaseError(classifyPostgresError(server("22P02"))).connection).toBe("keep");
  });

  it("is told apart by text only where the code does not tell", () => {
    expect(classifyPostgresError(server("0A000", { message: "cached plan must not change result type" })).kind).toBe(
      "stale-statement",
    );
    expect(classifyPostgresError(server("25006", { message: "cannot execute nextval() during recovery" })).kind).toBe(
      "read-only-target",
    );
    const error = server("25006", { message: "cannot execute INSERT in a read-only transaction" });
    expect(classifyPostgresError(error).kind).toBe("read-only");
    markReadOnlyTarget(error);
    expect(classifyPostgresError(error).kind).toBe("read-only-target");
  });

  it("advises what can be tried again", () => {
    const advice = Object.fromEntries(
      ["40001", "40P01", "55P03", "53300", "57P01", "57P03", "40003", "26000", "23505", "57014"].map((code) => [
        code,
        databaseError(classifyPostgresError(server(code))).retry,
      ]),
    );
    expect(advice).toEqual({
      "40001": "transaction",
      "40P01": "transaction",
      "55P03": "transaction",
      "53300": "reconnect",
      "57P01": "reconnect",
      "57P03": "reconnect",
      "40003": "outcome-unknown",
      "26000": "statement",
      "23505": "never",
      "57014": "never",
    });
  });
});

describe("an error of the way to the server", () => {
  it.each([
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ENOENT", "EACCES"].map(
      (code) => [code, "cannot-connect"] as const,
    ),
    ...["ECONNRESET", "EPIPE", "ERR_STREAM_DESTROYED", "ERR_STREAM_PREMATURE_CLOSE"].map(
      (code) => [code, "connection-lost"] as const,
    ),
    ...[
      "CERT_HAS_EXPIRED",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
    ].map((code) => [code, "tls-failed"] as const),
  ])("%s is %s", (code, kind) => {
    expect(classifyPostgresError(Object.assign(new Error("text"), { code }))).toMatchObject({ kind, nativeCode: code });
  });

  it("is looked for in what all addresses of a name said", () => {
    const all = Object.assign(
      new AggregateError([Object.assign(new Error(), { code: "ECONNREFUSED" }), new Error()]),
      {},
    );
    expect(classifyPostgresError(all).kind).toBe("cannot-connect");
  });

  it.each([
    ["Connection terminated unexpectedly", "connection-lost"],
    ["Connection terminated", "connection-lost"],
    ["Client has encountered a connection error and is not queryable", "connection-lost"],
    ["Client was closed and is not queryable", "connection-lost"],
    ["The server does not support SSL connections", "tls-failed"],
    ["There was an error establishing an SSL connection", "tls-failed"],
    ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string", "authentication-failed"],
  ])("that the client tells without a code, is known by its text: %s", (text, kind) => {
    expect(classifyPostgresError(new Error(text)).kind).toBe(kind);
  });
});

it.each([undefined, null, 5, "text", {}, new Error("anything else")])(
  "what is none of these is unknown: %p",
  (value) => {
    expect(classifyPostgresError(value).kind).toBe("unknown");
  },
);
