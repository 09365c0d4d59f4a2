import { describe, expect, it } from "@jest/globals";
import { databaseError, isRetryable } from "@db/core";
import { MongoCompatibilityError, MongoInvalidArgumentError, MongoNetworkError, MongoServerError } from "mongodb";
import { mongoErrorFacts, toDatabaseError } from "../../src/mongo-errors.ts";

const reading = { writes: false, transaction: false };
const writing = { writes: true, transaction: false };
const inTransaction = { writes: true, transaction: true };
const serverError = (code: number, labels: string[] = [], errmsg = "secret 42"): MongoServerError =>
  new MongoServerError({ code, errmsg, errorLabels: labels });

describe("errors", () => {
  it.each([
    [2, "invalid-value"],
    [9, "syntax-error"],
    [13, "permission-denied"],
    [18, "authentication-failed"],
    [24, "lock-timeout"],
    [26, "undefined-table"],
    [43, "undefined-object"],
    [48, "duplicate-object"],
    [50, "timeout"],
    [59, "unsupported"],
    [64, "outcome-unknown"],
    [91, "server-unavailable"],
    [112, "serialization-failure"],
    [121, "check-violation"],
    [189, "read-only-target"],
    [251, "transaction-state"],
    [262, "timeout"],
    [10_107, "read-only-target"],
    [10_334, "value-too-long"],
    [11_000, "unique-violation"],
    [11_601, "cancelled"],
    [13_435, "read-only-target"],
    [40_415, "invalid-value"],
  ])("with code %i are of kind %s", (code, kind) => {
    expect(mongoErrorFacts(serverError(code), reading)).toMatchObject({ kind, nativeCode: code });
  });

  it("repeat the server's text only where it names objects alone", () => {
    expect(toDatabaseError(serverError(26, [], "ns shop.people does not exist"), reading).message).toContain(
      "shop.people",
    );
    for (const code of [2, 9, 14, 121, 241, 40_415, 8]) {
      expect(toDatabaseError(serverError(code), reading).message).not.toContain("42");
    }
  });

  it("find the index's name before a collation, and no value however it is written", () => {
    const text =
      'E11000 duplicate key error collection: shop.a.b index: x y collation: { locale: "en" } dup key: { a: " index: z dup key: " }';
    expect(mongoErrorFacts(serverError(11_000, [], text), writing)).toMatchObject({ table: "a.b", constraint: "x y" });
    expect(mongoErrorFacts(serverError(11_000, [], "told otherwise"), writing)).not.toHaveProperty("constraint");
  });

  it("say what may be repeated, by the server's labels", () => {
    const transient = toDatabaseError(serverError(112, ["TransientTransactionError"]), inTransaction);
    expect(transient).toMatchObject({ retry: "transaction", transactionState: "ended" });
    expect(isRetryable(transient)).toBe(true);
    const unknown = toDatabaseError(serverError(91, ["UnknownTransactionCommitResult"]), inTransaction);
    expect(unknown).toMatchObject({ kind: "outcome-unknown", retry: "outcome-unknown" });
    expect(isRetryable(unknown)).toBe(false);
    expect(toDatabaseError(serverError(91, ["NoWritesPerformed", "RetryableWriteError"]), writing).retry).toBe(
      "statement",
    );
    expect(toDatabaseError(serverError(91, ["RetryableWriteError"]), writing).retry).toBe("outcome-unknown");
    expect(toDatabaseError(serverError(91), reading).retry).toBe("reconnect");
    expect(toDatabaseError(serverError(2), inTransaction)).toMatchObject({ retry: "never", transactionState: "ended" });
  });

  it("of the network tell a connection that was lost from one that never was", () => {
    const lost = new MongoNetworkError("x", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    expect(mongoErrorFacts(lost, reading)).toMatchObject({ kind: "connection-lost", nativeCode: "ECONNRESET" });
    const refused = new MongoNetworkError("x", { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) });
    expect(mongoErrorFacts(refused, writing)).toMatchObject({ kind: "cannot-connect" });
    expect(toDatabaseError(refused, writing).retry).toBe("reconnect");
    const untrusted = Object.assign(new Error("no"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    expect(mongoErrorFacts(new MongoNetworkError("x", { cause: untrusted }), reading).kind).toBe("tls-failed");
  });

  it("of the client tell misuse from what it cannot do", () => {
    expect(
      mongoErrorFacts(new MongoInvalidArgumentError("Update document requires atomic operators"), writing),
    ).toMatchObject({ kind: "usage", message: "Update document requires atomic operators" });
    expect(mongoErrorFacts(new MongoCompatibilityError("too old"), reading).kind).toBe("unsupported");
    expect(mongoErrorFacts(new TypeError("boom"), reading)).toEqual({ kind: "unknown" });
  });

  it("of this product stay what they are", () => {
    const own = databaseError({ kind: "usage", message: "no" });
    expect(toDatabaseError(own, reading)).toBe(own);
  });
});
