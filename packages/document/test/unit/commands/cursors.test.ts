import { describe, expect, it } from "@jest/globals";
import { Long } from "bson";
import { memoryDatabase } from "../../../src/index.ts";
import { codeOf } from "../../support/commands.ts";

interface CursorAnswer {
  cursor: { id: Long; firstBatch?: unknown[]; nextBatch?: unknown[] };
}

describe("cursors of commands", () => {
  const database = memoryDatabase();
  const run = (command: Record<string, unknown>): Promise<CursorAnswer> =>
    database.command(command, { types: "exact" }) as Promise<unknown> as Promise<CursorAnswer>;

  it("give batches, and end", async () => {
    await run({ insert: "numbers", documents: Array.from({ length: 250 }, (_, _id) => ({ _id })) });
    const { cursor } = await run({ find: "numbers" });
    expect([cursor.firstBatch?.length, cursor.id.isZero()]).toEqual([101, false]);
    const more = await run({ getMore: cursor.id, collection: "numbers", batchSize: 100 });
    expect([more.cursor.nextBatch?.length, more.cursor.id]).toEqual([100, cursor.id]);
    const last = await run({ getMore: cursor.id, collection: "numbers" });
    expect([last.cursor.nextBatch?.length, last.cursor.id.isZero()]).toEqual([49, true]);
    expect(await codeOf(database, { getMore: cursor.id, collection: "numbers" })).toBe(43);
  });

  it("end at once when everything fitted", async () => {
    for (const options of [{ batchSize: 250 }, { batchSize: 10, singleBatch: true }, { limit: 3 }]) {
      expect((await run({ find: "numbers", ...options })).cursor.id.isZero()).toBe(true);
    }
    expect((await run({ find: "numbers", batchSize: 0 })).cursor).toMatchObject({ firstBatch: [] });
  });

  it("are killed by their numbers", async () => {
    const { cursor } = await run({ find: "numbers", batchSize: 1 });
    const kill = { killCursors: "numbers", cursors: [cursor.id, Long.fromNumber(987)] };
    expect(await run(kill)).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [Long.fromNumber(987)] });
    expect(await codeOf(database, { killCursors: "numbers", cursors: [] })).toBe(2);
    expect(await codeOf(database, { killCursors: "numbers", cursors: [1] })).toBe(14);
    expect(await codeOf(database, { getMore: Long.ONE, collection: "other" })).toBe(43);
  });

  it("are of one collection", async () => {
    const { cursor } = await run({ find: "numbers", batchSize: 1 });
    expect(await codeOf(database, { getMore: cursor.id, collection: "other" })).toBe(13);
    expect(await codeOf(database, { getMore: 1, collection: "numbers" })).toBe(14);
  });
});
