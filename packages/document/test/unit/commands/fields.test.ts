import { describe, expect, it } from "@jest/globals";
import { Decimal128, Double } from "bson";
import { memoryDatabase } from "../../../src/index.ts";
import { codeOf } from "../../support/commands.ts";

describe("the fields of commands", () => {
  const database = memoryDatabase();
  const code = (command: Record<string, unknown>): Promise<number | undefined> => codeOf(database, command);

  it("must be known, and of their types", async () => {
    expect(await code({ find: "c", fliter: {} })).toBe(40415);
    expect(await code({ find: "c", filter: "x" })).toBe(14);
    expect(await code({ find: "c", filter: null })).toBe(14);
    expect(await code({ aggregate: "c", pipeline: [], cursor: {}, allowDiskUse: 1 })).toBe(14);
    expect(await code({ find: "c", hint: 5 })).toBe(9);
    expect(await code({ find: "c", limit: -1 })).toBe(2);
    expect(await code({ delete: "c", deletes: [{ q: {} }] })).toBe(40414);
    expect(await code({ delete: "c", deletes: [] })).toBe(16);
    expect(await code({})).toBe(59);
  });

  it("name a collection that can be one", async () => {
    for (const name of ["", ".a", "a$b", "a\u0000"]) expect(await code({ find: name })).toBe(73);
    expect(await code({ find: 1 })).toBe(73);
  });

  it("give milliseconds as whole numbers", async () => {
    for (const [given, wanted] of [
      [1.5, 9],
      [new Double(Number.NaN), 9],
      [-1, 2],
      [2 ** 31, 2],
      [Decimal128.fromString("7"), undefined],
      ["1", 14],
    ] as const) {
      expect(await code({ find: "c", maxTimeMS: given })).toBe(wanted);
    }
  });

  it("take concerns that a single server has", async () => {
    expect(await code({ find: "c", readConcern: { level: "majority" } })).toBeUndefined();
    expect(await code({ find: "c", readConcern: { level: "Majority" } })).toBe(2);
    expect(await code({ find: "c", readConcern: { level: "linearizable" } })).toBe(123);
    expect(await code({ find: "c", writeConcern: { w: 1 } })).toBe(72);
    expect(await code({ insert: "c", documents: [{}], writeConcern: { w: 1, j: true } })).toBeUndefined();
    expect(await code({ insert: "c", documents: [{}], writeConcern: { w: 2 } })).toBe(2);
    expect(await code({ insert: "c", documents: [{}], writeConcern: { x: 1 } })).toBe(40415);
  });
});
