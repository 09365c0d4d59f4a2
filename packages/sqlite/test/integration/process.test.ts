import { describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { sqlite } from "../../src/index.ts";
import { Child } from "../support/child.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = temporaryFolder();

/** The longest time the event loop was held while a task ran. */
async function longestHold(task: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await task();
  longest = Math.max(longest, performance.now() - last);
  clearInterval(timer);
  return longest;
}

async function withRows(count: number, use: (db: RelationalDatabase) => Promise<void>): Promise<void> {
  await using db = createDatabase(sqlite({ file: file(), synchronous: "off" }));
  await db.execute(sql`create table t (id integer primary key, body text)`);
  await db.bulkInsert(
    "t",
    Array.from({ length: count }, (_, id) => ({ id, body: `row ${id}` })),
  );
  await use(db);
}

describe("the process", () => {
  it("streams 100 MB in rows with less than 64 MiB above idle, and then ends by itself", async () => {
    await using child = new Child("stream-rows.ts", file(), "100000");
    const { count, sum, above } = JSON.parse(await child.line()) as { count: number; sum: number; above: number };
    expect([count, sum]).toEqual([100_000, 5_000_050_000]);
    expect(above).toBeLessThan(64 * 1024 ** 2);
    expect(await child.end()).toBe(0);
  });

  it("nothing keeps it alive after close", async () => {
    await using child = new Child("come-and-go.ts", file());
    expect(await child.line()).toBe("closed");
    expect(await child.end(2000)).toBe(0);
  });

  it("the event loop stays alive during a long stream", async () => {
    await withRows(200_000, async (db) => {
      let rows = 0;
      const hold = await longestHold(async () => {
        for await (const row of db.stream(sql`select * from t`)) rows += row === undefined ? 0 : 1;
      });
      expect(rows).toBe(200_000);
      expect(hold).toBeLessThan(60);
    });
  });

  it.each([1000, 100_000])(
    "the event loop stays alive during a long bulk insert, %i rows at a time",
    async (batchSize) => {
      await withRows(0, async (db) => {
        const source = function* (): Generator<readonly unknown[]> {
          for (let id = 0; id < 100_000; id++) yield [id, "x"];
        };
        // A batch is gathered by core before the driver has it.
        const hold = await longestHold(() => db.bulkInsert("t", source(), { columns: ["id", "body"], batchSize }));
        expect(await db.queryOne(sql`select count(*) as n from t`)).toEqual({ n: 100_000 });
        expect(hold).toBeLessThan(batchSize === 1000 ? 60 : 250);
      });
    },
  );

  it("a bulk insert heeds its timeout and its signal, and leaves nothing", async () => {
    await withRows(0, async (db) => {
      const endless = function* (): Generator<object> {
        for (;;) yield { id: null, body: "x" };
      };
      await expect(db.bulkInsert("t", endless() as never, { timeout: 80 })).rejects.toMatchObject({ kind: "timeout" });
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 50);
      await expect(db.bulkInsert("t", endless() as never, { signal: abort.signal })).rejects.toMatchObject({
        kind: "aborted",
      });
      expect(await db.queryOne(sql`select count(*) as n from t`)).toEqual({ n: 0 });
    });
  });

  it("a stream heeds its signal", async () => {
    await withRows(50_000, async (db) => {
      const abort = new AbortController();
      let rows = 0;
      const reading = async (): Promise<void> => {
        for await (const row of db.stream(sql`select * from t`, { signal: abort.signal }))
          if (row !== undefined && ++rows === 1200) abort.abort();
      };
      await expect(reading()).rejects.toMatchObject({ kind: "aborted" });
      expect(rows).toBeLessThan(2000);
      expect(db.endpoints.map((endpoint) => endpoint.stats().used)).toEqual([0, 0]);
    });
  });
});
