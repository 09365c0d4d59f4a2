import { describe, expect, it } from "@jest/globals";
import { databaseError, kindFacts, type ErrorFacts } from "@db/core";
import { blockCodes, clientCodes, serverCodes } from "../../src/error-codes.ts";
import { classifyOracleError } from "../../src/oracle-errors.ts";

/** An error as the client gives it. */
function native(code: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code, ...more });
}
const server = (number: number, message: string, more: object = {}): Error =>
  native(`ORA-${String(number).padStart(5, "0")}`, message, { errorNum: number, ...more });

describe("codes", () => {
  it.each(Object.entries(serverCodes))("ORA-%s", (code, entry) => {
    const kind = typeof entry === "string" ? entry : entry.kind;
    expect(kindFacts).toHaveProperty(kind);
    const facts = classifyOracleError(server(Number(code), "s3cr3t"));
    if (![6550, 2091].includes(Number(code))) expect(facts.kind).toBe(kind);
    expect(facts.nativeCode).toBe(`ORA-${code.padStart(5, "0")}`);
  });

  it.each(Object.entries(clientCodes))("%s", (code, entry) => {
    expect(classifyOracleError(native(code, "whatever"))).toMatchObject({
      kind: typeof entry === "string" ? entry : entry.kind,
      nativeCode: code,
    });
  });

  it.each(Object.entries(blockCodes))("PLS-%s inside of ORA-06550", (code, entry) => {
    const error = server(6550, `line 1, column 7:\nPLS-${code}: identifier 'X' must be declared\nORA-06550: line 1`);
    expect(classifyOracleError(error).kind).toBe(entry);
  });

  // The families and single codes that the project's own list has for Oracle, one by one.
  it.each<readonly [kind: string, codes: readonly number[]]>([
    ["unique-violation", [1]],
    ["foreign-key-violation", [2291, 2292, 2266]],
    ["not-null-violation", [1400, 1407]],
    ["check-violation", [2290]],
    ["value-too-long", [12_899, 1401]],
    ["value-out-of-range", [1438, 1426]],
    ["invalid-value", [1722, 1858, 1861]],
    ["division-by-zero", [1476]],
    ["syntax-error", [900, 903, 905, 906, 907, 911, 917, 923, 933, 936, 998]],
    ["undefined-table", [942]],
    ["undefined-column", [904]],
    ["undefined-object", [4063, 2289, 4043 - 1]],
    ["duplicate-object", [955, 957]],
    ["ambiguous-name", [918, 960]],
    ["permission-denied", [1031]],
    ["authentication-failed", [1017, 28_000, 28_040, 28_001]],
    ["cannot-connect", [12_170, 12_541, 12_545, 12_560]],
    ["undefined-database", [12_505, 12_514, 12_154]],
    ["connection-lost", [28, 1012, 2396, 3113, 3114, 3135, 12_537, 12_547, 12_570, 12_571]],
    ["resources-exhausted", [18, 20, 12_516, 12_519, 12_520, 1652, 30_036]],
    ["deadlock", [60]],
    ["serialization-failure", [8177, 1555]],
    ["lock-timeout", [54, 30_006]],
    ["cancelled", [1013]],
    ["read-only-target", [16_000]],
    ["server-unavailable", [1033, 1034, 1089, 12_757]],
    ["transaction-state", [1453]],
    ["outcome-unknown", [25_408, 25_412]],
    ["stale-statement", [4061, 4065, 4068]],
    ["internal", [600, 7445]],
  ])("%s: %j", (kind, codes) => {
    for (const code of codes) expect([code, classifyOracleError(server(code, "")).kind]).toEqual([code, kind]);
  });

  it("of connections that are full close the connection, and of a changed package repeat the transaction", () => {
    expect(classifyOracleError(server(12_519, ""))).toMatchObject({ retry: "reconnect", connection: "evict" });
    expect(databaseError(classifyOracleError(server(4068, ""))).retry).toBe("transaction");
    expect(databaseError(classifyOracleError(server(60, ""))).retry).toBe("transaction");
  });

  it("that nobody knows are unknown", () => {
    expect(classifyOracleError(server(20_001, "s3cr3t"))).toEqual({ kind: "unknown", nativeCode: "ORA-20001" });
    expect(classifyOracleError(native("NJS-999", "s3cr3t"))).toEqual({ kind: "unknown", nativeCode: "NJS-999" });
    for (const odd of [undefined, null, 1, "text", {}, new Error("boom")])
      expect(classifyOracleError(odd).kind).toBe("unknown");
  });

  it("of sockets are what they are everywhere", () => {
    expect(classifyOracleError(Object.assign(new Error("x"), { code: "ECONNREFUSED" })).kind).toBe("cannot-connect");
    expect(classifyOracleError(Object.assign(new Error("x"), { code: "ENOENT" })).kind).toBe("cannot-connect");
  });
});

describe("names", () => {
  it.each<readonly [error: Error, names: Partial<ErrorFacts>]>([
    [server(1, "unique constraint (APP.USERS_NAME) violated"), { schema: "APP", constraint: "USERS_NAME" }],
    [
      server(1, "unique constraint (APP.U) violated on table APP.USERS columns (NAME)"),
      { schema: "APP", constraint: "U", table: "USERS" },
    ],
    [server(2290, "check constraint (APP.odd name) violated"), { schema: "APP", constraint: "odd name" }],
    [
      server(2291, "integrity constraint (APP.FK) violated - parent key not found"),
      { schema: "APP", constraint: "FK" },
    ],
    [server(1400, 'cannot insert NULL into ("APP"."T"."needed")'), { schema: "APP", table: "T", column: "needed" }],
    [
      server(12_899, 'value too large for column "APP"."T"."C" (actual: 5, maximum: 3)'),
      { schema: "APP", table: "T", column: "C" },
    ],
    [server(904, '"T"."missing": invalid identifier'), { column: "missing" }],
    [server(918, '"ID": column ambiguously specified'), { column: "ID" }],
    [server(942, 'table or view "APP"."T" does not exist'), { schema: "APP", table: "T" }],
    [server(942, "table or view does not exist"), {}],
    [server(1, "contrainte unique violée"), {}],
  ])("%s", (error, names) => {
    const { schema, table, column, constraint } = classifyOracleError(error);
    expect(JSON.parse(JSON.stringify({ schema, table, column, constraint }))).toEqual(names);
  });
});

describe("messages", () => {
  const messageOf = (error: Error): string =>
    databaseError({ ...classifyOracleError(error), engine: "oracle" }).message;

  it("are the server's own where they name objects only, without the address of an explanation", () => {
    const error = server(942, "table or view does not exist\nHelp: https://docs.oracle.com/error-help/db/ora-00942/");
    expect(messageOf(error)).toBe("table or view does not exist [ORA-00942]");
    expect(messageOf(server(6550, "line 1, column 7:\nPLS-00201: identifier 'P' must be declared\nORA-06550: x"))).toBe(
      "identifier 'P' must be declared [ORA-06550]",
    );
  });

  it.each([1, 1400, 1722, 12_899, 2290, 1438, 6502, 20_001])("repeat no value: ORA-%d", (code) => {
    expect(messageOf(server(code, "something about 's3cr3t-value'"))).not.toContain("s3cr3t");
  });

  it("repeat no password and no connect string of the client's own", () => {
    expect(
      messageOf(native("NJS-503", "connection to host h port 1 could not be established. Zq9 ECONNREFUSED")),
    ).not.toContain("Zq9");
    expect(messageOf(native("NJS-515", "error in Easy Connect connection string: u/Zq9@h"))).not.toContain("Zq9");
  });

  it("tell the place of what is wrong, counted from 1", () => {
    expect(classifyOracleError(server(904, '"X": invalid identifier', { offset: 7 })).position).toBe(8);
    expect(classifyOracleError(server(904, '"X": invalid identifier', { offset: 0 })).position).toBeUndefined();
  });
});

describe("errors that hold others", () => {
  it("a commit that rolled back is told by its reason, and has ended the transaction", () => {
    const error = server(
      2091,
      "transaction rolled back\nORA-02291: integrity constraint (APP.FK) violated - parent key not found",
    );
    expect(classifyOracleError(error)).toMatchObject({
      kind: "foreign-key-violation",
      constraint: "FK",
      transactionState: "ended",
      nativeCode: "ORA-02091",
    });
    expect(classifyOracleError(server(2091, "transaction rolled back")).kind).toBe("rolled-back");
  });

  it("SQL inside of PL/SQL is told by its own code", () => {
    const error = server(
      6550,
      "line 1, column 15:\nPL/SQL: ORA-00942: table or view does not exist\nORA-06550: line 1",
    );
    expect(classifyOracleError(error).kind).toBe("undefined-table");
  });

  it("the client's word for a lost connection wins over the server's number", () => {
    expect(classifyOracleError(native("NJS-500", "closed\nORA-03113: end-of-file", { errorNum: 3113 })).kind).toBe(
      "connection-lost",
    );
  });

  it("a refusal of the listener is told by the listener's number", () => {
    const refused = native(
      "NJS-511",
      "connection to listener at host h port 1 was refused. (CONNECTION_ID=x)\nCause: ORA-12516",
    );
    expect(classifyOracleError(refused)).toMatchObject({ kind: "resources-exhausted", nativeCode: "ORA-12516" });
  });
});
