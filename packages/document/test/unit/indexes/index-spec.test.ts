import { describe, expect, it } from "@jest/globals";
import { memoryDatabase } from "../../../src/index.ts";
import { codeOf } from "../../support/commands.ts";

describe("indexes", () => {
  const database = memoryDatabase();
  const code = (key: unknown, options: Record<string, unknown> = {}): Promise<number | undefined> =>
    codeOf(database, { createIndexes: "c", indexes: [{ key, name: `n${Math.random()}`, ...options }] });

  it("have keys that can be", async () => {
    expect(await code({ a: 0 })).toBe(67);
    expect(await code({})).toBe(67);
    expect(await code({ a: "banana" })).toBe(67);
    expect(await code({ $a: 1 })).toBe(67);
    expect(await code({ "a..b": 1 })).toBe(67);
    expect(await code("a")).toBe(14);
    expect(await code({ "$**": 1, "a.$**": 1 })).toBe(7246201);
    expect(await code({ fine: -1 })).toBeUndefined();
  });

  it("have options that go together", async () => {
    expect(await code({ a: 1 }, { sparse: true, partialFilterExpression: { a: 1 } })).toBe(67);
    expect(await code({ a: 1, b: 1 }, { expireAfterSeconds: 1 })).toBe(67);
    expect(await code({ a: 1 }, { expireAfterSeconds: -1 })).toBe(67);
    expect(await code({ a: 1 }, { partialFilterExpression: { $nor: [{ a: 1 }] } })).toBe(67);
    expect(await code({ a: 1 }, { partialFilterExpression: { $expr: true } })).toBe(224);
    expect(await code({ a: 1 }, { unheard: 1 })).toBe(197);
    expect(await code({ a: 1 }, { wildcardProjection: { b: 1 } })).toBe(2);
    expect(await code({ a: 1 }, { unique: "yes" })).toBe(14);
  });

  it("do not conflict", async () => {
    const make = (index: Record<string, unknown>): Promise<number | undefined> =>
      codeOf(database, { createIndexes: "d", indexes: [index] });
    expect(await make({ key: { a: 1 }, name: "one" })).toBeUndefined();
    expect(await make({ key: { a: 1 }, name: "one" })).toBeUndefined();
    expect(await make({ key: { a: 1 }, name: "two" })).toBe(85);
    expect(await make({ key: { b: 1 }, name: "one" })).toBe(86);
    expect(await make({ key: { a: 1 }, name: "one", unique: true })).toBe(86);
    const [, second] = await database.collection("d").listIndexes();
    expect(second).toEqual({ v: 2, key: { a: 1 }, name: "one" });
  });
});
