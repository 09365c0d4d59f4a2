import { describe, expect, it } from "@jest/globals";
import { databaseError, kindFacts, type ErrorKind } from "@db/core";
import { ConnectionError, InputError, RequestError } from "tedious";
import { errorCodes, severityClasses } from "../../src/error-codes.ts";
import { classifyMssqlError, keepServerError, mainError, needsUntypedNulls } from "../../src/mssql-errors.ts";

/** An error as tedious makes one of an ERROR token. */
function serverError(number: number, message = "", severity = 16): RequestError {
  return Object.assign(new RequestError(message, "EREQUEST"), { number, class: severity, state: 1 });
}

const kindOf = (number: number): ErrorKind => classifyMssqlError(serverError(number)).kind;

describe("the server's numbers", () => {
  const expected: Readonly<Partial<Record<ErrorKind, readonly number[]>>> = {
    "unique-violation": [2627, 2601, 1505],
    "foreign-key-violation": [547, 4712],
    "not-null-violation": [515],
    "check-violation": [550],
    "value-too-long": [2628, 8152],
    "value-out-of-range": [8115, 220, 232, 517, 535],
    "invalid-value": [241, 242, 245, 8114, 8169, 206, 257, 13609],
    "division-by-zero": [8134],
    "syntax-error": [102, 105, 137, 156, 170, 201, 8120],
    "undefined-table": [208, 4902],
    "undefined-column": [207, 4104],
    "undefined-object": [195, 2812, 2715, 2760],
    "undefined-database": [4060, 911],
    "duplicate-object": [2714, 1913, 1801],
    "ambiguous-name": [209],
    "permission-denied": [229, 230, 262, 916],
    "authentication-failed": [18456, 18452, 18486, 18487, 18488, 40615],
    "server-unavailable": [40613, 40197, 40540, 18401, 6005, 42108, 49802],
    "read-only-target": [3906, 976, 978],
    deadlock: [1205],
    "serialization-failure": [3960, 41302, 41305, 41325, 41301],
    "lock-timeout": [1222],
    cancelled: [3617, 3980],
    "transaction-state": [3902, 3903, 3971, 266, 6401, 574],
    "transaction-failed": [3930, 3931, 3998],
    "stale-statement": [8179, 2801, 539],
    "resources-exhausted": [701, 1204, 9002, 10928, 10929, 40501, 49918, 49919, 49920, 8645, 8651],
    "connection-lost": [596, 10053, 10054],
    unsupported: [334, 3952],
    internal: [823, 824, 825, 8624],
    "outcome-unknown": [3429],
  };
  it.each(Object.entries(expected).flatMap(([kind, numbers]) => numbers.map((number) => [number, kind] as const)))(
    "%i is %s",
    (number, kind) => {
      expect(kindOf(number)).toBe(kind);
      expect(classifyMssqlError(serverError(number)).nativeCode).toBe(number);
    },
  );

  it("that are not listed go by their severity, and what is of a user's own is unknown", () => {
    const bySeverity = (severity: number): string => classifyMssqlError(serverError(77_777, "", severity)).kind;
    expect([13, 14, 15, 16, 17, 18, 20, 23].map(bySeverity)).toEqual([
      "deadlock",
      "permission-denied",
      "syntax-error",
      "unknown",
      "resources-exhausted",
      "internal",
      "internal",
      "corrupt",
    ]);
    expect(classifyMssqlError(serverError(50_000, "mine"))).toMatchObject({ kind: "unknown", nativeCode: 50_000 });
  });

  it("of severity 20 and above cost the connection", () => {
    expect(classifyMssqlError(serverError(102, "", 20)).connection).toBe("evict");
    expect(classifyMssqlError(serverError(102, "", 15)).connection).toBeUndefined();
  });

  it("are of kinds that there are", () => {
    for (const entry of [...Object.values(errorCodes), ...Object.values(severityClasses)])
      expect(Object.hasOwn(kindFacts, typeof entry === "string" ? entry : entry.kind)).toBe(true);
  });

  it("that end the transaction by themselves say so", () => {
    expect(classifyMssqlError(serverError(3998))).toMatchObject({
      kind: "transaction-failed",
      transactionState: "ended",
    });
  });
});

describe("names in messages", () => {
  it.each([
    [
      2627,
      "Violation of UNIQUE KEY constraint 'UQ_t'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (secret).",
      { kind: "unique-violation", constraint: "UQ_t", schema: "dbo", table: "t" },
    ],
    [
      2627,
      "Violation of PRIMARY KEY constraint 'PK_t'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (secret).",
      { kind: "unique-violation", constraint: "PK_t", table: "t" },
    ],
    [
      2601,
      "Cannot insert duplicate key row in object 'dbo.t' with unique index 'IX_t'. The duplicate key value is (secret).",
      { kind: "unique-violation", constraint: "IX_t", table: "t" },
    ],
    [
      547,
      `The INSERT statement conflicted with the FOREIGN KEY constraint "FK_t". The conflict occurred in database "d", table "dbo.p", column 'id'.`,
      { kind: "foreign-key-violation", constraint: "FK_t", schema: "dbo", table: "p", column: "id" },
    ],
    [
      547,
      `The DELETE statement conflicted with the REFERENCE constraint "FK_t". The conflict occurred in database "d", table "dbo.c", column 'p'.`,
      { kind: "foreign-key-violation", constraint: "FK_t", table: "c", column: "p" },
    ],
    [
      547,
      `The UPDATE statement conflicted with the CHECK constraint "CK_t". The conflict occurred in database "d", table "dbo.t", column 'a'.`,
      { kind: "check-violation", constraint: "CK_t", table: "t", column: "a" },
    ],
    [
      515,
      "Cannot insert the value NULL into column 'a', table 'd.dbo.t'; column does not allow nulls. INSERT fails.",
      { kind: "not-null-violation", column: "a", schema: "dbo", table: "t" },
    ],
    [
      2628,
      "String or binary data would be truncated in table 'd.dbo.t', column 'a'. Truncated value: 'secret'.",
      { kind: "value-too-long", column: "a", table: "t" },
    ],
    [207, "Invalid column name 'a'.", { kind: "undefined-column", column: "a" }],
    [208, "Invalid object name 'dbo.t'.", { kind: "undefined-table", schema: "dbo", table: "t" }],
    [3701, "Cannot drop the table 't', because it does not exist.", { kind: "undefined-table" }],
    [3701, "Cannot drop the procedure 'p', because it does not exist.", { kind: "undefined-object" }],
  ] as const)("%i: %s", (number, message, facts) => {
    const told = classifyMssqlError(serverError(number, message));
    expect(told).toMatchObject(facts);
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  it("another language's message gives fewer, and no wrong ones", () => {
    expect(classifyMssqlError(serverError(2627, "Verletzung der UNIQUE KEY-Einschränkung 'UQ_t'."))).toEqual({
      kind: "unique-violation",
      nativeCode: 2627,
      message: undefined,
    });
  });
});

describe("the client's codes", () => {
  const socket = (code: string): Error => Object.assign(new Error("connect"), { code });
  it.each<[Error, ErrorKind]>([
    [new ConnectionError("Login failed", "ELOGIN"), "authentication-failed"],
    [new ConnectionError("no token", "EFEDAUTH"), "authentication-failed"],
    [new ConnectionError("no TLS", "EENCRYPT"), "tls-failed"],
    [new ConnectionError("no browser", "EINSTLOOKUP"), "cannot-connect"],
    [new ConnectionError("old", "ETDS"), "cannot-connect"],
    [new ConnectionError("other", "EINTERFACENOTSUPP"), "cannot-connect"],
    [new ConnectionError("lost", "ESOCKET"), "connection-lost"],
    [new ConnectionError("refused", "ESOCKET", { cause: socket("ECONNREFUSED") }), "cannot-connect"],
    [new ConnectionError("nobody", "ESOCKET", { cause: socket("ENOTFOUND") }), "cannot-connect"],
    [new ConnectionError("reset", "ESOCKET", { cause: socket("ECONNRESET") }), "connection-lost"],
    [new ConnectionError("self-signed", "ESOCKET", { cause: socket("DEPTH_ZERO_SELF_SIGNED_CERT") }), "tls-failed"],
    [new RequestError("closed", "ECLOSE"), "connection-lost"],
    [new RequestError("Requests can only be made", "EINVALIDSTATE"), "connection-lost"],
    [new RequestError("Canceled.", "ECANCEL"), "cancelled"],
    [new RequestError("Timeout", "ETIMEOUT"), "timeout"],
    [new Error("unexpected end of message stream"), "connection-lost"],
    [new Error("Unknown type: 7"), "connection-lost"],
    [socket("ECONNRESET"), "connection-lost"],
    [new Error("anything else"), "unknown"],
  ])("%s", (error, kind) => {
    expect(classifyMssqlError(error).kind).toBe(kind);
  });

  it("what is no error at all is unknown", () => {
    for (const nothing of [undefined, null, 5, "text", {}]) expect(classifyMssqlError(nothing).kind).toBe("unknown");
  });
});

describe("several errors of one answer", () => {
  it("are told by the first, but a deadlock by itself", () => {
    const first = serverError(2714, "There is already an object named 't' in the database.");
    expect(mainError(new AggregateError([first, serverError(1750)]))).toBe(first);
    const deadlock = serverError(1205, "", 13);
    expect(mainError(new AggregateError([serverError(266), deadlock]))).toBe(deadlock);
    expect(classifyMssqlError(new AggregateError([first, serverError(1750)])).kind).toBe("duplicate-object");
  });

  it("a conversion of ours is told without the client's words around it", () => {
    const ours = databaseError({ kind: "value-out-of-range" });
    const wrapped = new InputError("TVP column 'a' has invalid data", { cause: ours });
    expect(mainError(new RequestError("Validation failed", "EPARAM", { cause: wrapped }))).toBe(ours);
  });

  it("a refused sign-in has the number of the message that says why", () => {
    const error = new ConnectionError("Login failed for user 'u'.", "ELOGIN");
    keepServerError(error, { number: 4060, state: 1, class: 11, message: "Cannot open database" });
    expect(classifyMssqlError(error)).toMatchObject({ kind: "undefined-database", nativeCode: 4060 });
    const lost = new ConnectionError("lost", "ESOCKET");
    keepServerError(lost, { number: 4060, state: 1, class: 11, message: "" });
    expect(classifyMssqlError(lost).kind).toBe("connection-lost");
  });
});

it("a null that has the wrong type is told by two numbers", () => {
  expect([206, 257, 245].map((number) => needsUntypedNulls(serverError(number)))).toEqual([true, true, false]);
});
