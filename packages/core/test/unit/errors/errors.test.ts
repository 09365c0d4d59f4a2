import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type * as DatabaseErrors from "../../../src/errors/database-error.ts";
import {
  ConfigurationError,
  ConstraintError,
  databaseError,
  DatabaseError,
  errorKinds,
  isConstraintViolation,
  isRetryable,
  isTimeout,
  isUniqueViolation,
  kindFacts,
  lookUpFacts,
  unsupported,
  usage,
} from "../../../src/errors/index.ts";

const reference = readFileSync(join(import.meta.dirname, "../../../../../docs/errors.md"), "utf8");

/** The kinds of the reference with their family and what they say. */
function entries(): Map<string, { readonly family: string; readonly text: string }> {
  const found = new Map<string, { family: string; text: string }>();
  let family = "";
  for (const section of reference.split(/^(?=#{2,3} )/m)) {
    family = /^## .*\n\nFamily `([a-z]+)`/.exec(section)?.[1] ?? family;
    const kind = /^### `([a-z-]+)`/.exec(section)?.[1];
    if (kind !== undefined) found.set(kind, { family, text: section });
  }
  return found;
}

describe("the reference", () => {
  it("has an entry for every kind, and no entry without one, in the same order", () => {
    expect([...entries().keys()]).toEqual([...errorKinds]);
  });

  it.each(errorKinds)("tells of %s its family, its retry advice, and what to do", (kind) => {
    const { family, text } = entries().get(kind)!;
    expect(family).toBe(kindFacts[kind].family);
    expect(text).toContain(`- Retry: \`${kindFacts[kind].retry}\`.`);
    expect(text).toMatch(/- Typical cause: .+\n- What to do: .+\n/);
  });
});

describe("errors", () => {
  it.each(errorKinds)("%s has the class of its family and its summary as message", (kind) => {
    const error = databaseError({ kind });
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error.message).toBe(kindFacts[kind].summary);
    expect([error.kind, error.family, error.retry, error.engine]).toEqual([
      kind,
      kindFacts[kind].family,
      kindFacts[kind].retry,
      "core",
    ]);
    expect(Object.keys(error)).not.toContain("name");
  });

  it("names are told, and the engine's code and the hint with them", () => {
    const error = databaseError({
      kind: "unique-violation",
      engine: "e",
      constraint: "c",
      schema: "s",
      table: "t",
      column: "x",
      nativeCode: 5,
      hint: "Do this",
    });
    expect(error.message).toBe(
      'a unique constraint is violated (constraint "c", table "s.t", column "x") [5]. Do this',
    );
    expect([error.name, error instanceof ConstraintError]).toEqual(["ConstraintError", true]);
  });

  it("are recognised across two copies of the package", async () => {
    // Another URL is another module with classes of its own.
    const path = join(import.meta.dirname, "../../../src/errors/database-error.ts");
    const other = (await import(`${path}?copy`)) as typeof DatabaseErrors;
    const foreign = other.usage("from another copy");
    expect(foreign instanceof DatabaseError).toBe(false);
    expect([DatabaseError.is(foreign), other.DatabaseError.is(usage("ours"))]).toEqual([true, true]);
    expect([null, undefined, "x", {}, new Error("x"), { databaseError: "true" }].map(DatabaseError.is)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("toJSON is safe to log: no cause, no stack, no value", () => {
    const cause = Object.assign(new Error("password=hunter2"), { parameters: ["hunter2"] });
    const error = databaseError({
      kind: "unique-violation",
      cause,
      statement: "insert into t values ($1)",
      table: "t",
    });
    error.rollbackError = cause;
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(String(error)).not.toContain("hunter2");
    expect(error.toJSON()).toEqual({
      name: "ConstraintError",
      message: 'a unique constraint is violated (table "t")',
      kind: "unique-violation",
      engine: "core",
      retry: "never",
      transactionState: "unchanged",
      statement: "insert into t values ($1)",
      table: "t",
    });
    expect(error.cause).toBe(cause);
  });

  it("a configuration's error lists every problem", () => {
    const error = new ConfigurationError([
      { path: "a.b", message: "is wrong", hint: "write c" },
      { path: "", message: "is empty" },
    ]);
    expect(error.message).toBe("invalid configuration, 2 problems:\n  - a.b: is wrong (write c)\n  - is empty");
    expect(error.toJSON()["problems"]).toEqual(error.problems);
    expect(new ConfigurationError([{ path: "a", message: "x" }]).message).toBe("invalid configuration: a: x");
  });

  it("predicates", () => {
    const kinds = (test: (error: unknown) => boolean): string[] =>
      errorKinds.filter((kind) => test(databaseError({ kind })));
    expect(kinds(isUniqueViolation)).toEqual(["unique-violation"]);
    expect(kinds(isConstraintViolation)).toEqual(errorKinds.filter((kind) => kindFacts[kind].family === "constraint"));
    expect(kinds(isTimeout)).toEqual(["lock-timeout", "timeout", "acquire-timeout"]);
    expect(kinds(isRetryable)).not.toContain("outcome-unknown");
    expect(isRetryable(new Error("x"))).toBe(false);
  });

  it("a table is looked up by exact code and never by what objects inherit", () => {
    expect(lookUpFacts({ 5: "deadlock" }, 5)).toEqual({ kind: "deadlock" });
    expect(lookUpFacts({ a: { kind: "deadlock", hint: "h" } }, "a")).toEqual({ kind: "deadlock", hint: "h" });
    expect([lookUpFacts({}, "toString"), lookUpFacts({}, "__proto__"), lookUpFacts({}, undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(unsupported("e", "it", "Do that").message).toBe("e does not support it. Do that");
  });
});
