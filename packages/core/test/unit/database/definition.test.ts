import { describe, expect, it } from "@jest/globals";
import { createDatabase, defineDatabase } from "../../../src/database/index.ts";
import type { ConfigurationError } from "../../../src/errors/index.ts";
import { sql } from "../../../src/statement/index.ts";
import { FakeDriver, FakeServers, fakeDatabase, kindOf } from "./fake-driver.ts";

const problems = (input: unknown): string[] => {
  try {
    defineDatabase(new FakeDriver(), input);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ path }) => path).toSorted();
  }
};

describe("defining", () => {
  it.each<[string, unknown, string[]]>([
    ["nothing to complain of", { host: "h", pool: { max: 5 } }, []],
    ["no object", "text", [""]],
    ["a list", [], [""]],
    ["keys of neither", { hots: "h", pol: {} }, ["hots", "pol"]],
    [
      "core's part",
      { timeout: "soon", pool: { min: 5, max: 2 }, retry: { attempts: 0 } },
      ["pool.min", "retry.attempts", "timeout"],
    ],
    ["a replica's part", { replicas: [{ weight: -1 }, { hots: "h" }] }, ["replicas.0.weight"]],
  ])("%s", (_what, input, paths) => {
    expect(problems(input).slice(0, Math.max(1, paths.length))).toEqual(paths);
  });

  it("invariant 12: what a driver cannot do is refused, not ignored", () => {
    const driver = new FakeDriver(new FakeServers(), { replicationLag: false });
    expect(() => defineDatabase(driver, { replicas: [{ host: "r", maxLag: "1s" }] })).toThrow(
      expect.objectContaining({ kind: "configuration" }),
    );
  });

  it("replicas inherit what they do not say, and have their share", () => {
    const { endpoints } = defineDatabase(new FakeDriver(), {
      host: "p",
      replicas: [{ host: "r", weight: 3, maxLag: "2s" }],
    });
    expect(endpoints).toMatchObject([
      { name: "p", role: "primary", weight: 1 },
      { name: "r", role: "replica", weight: 3, maxLag: 2000 },
    ]);
  });

  it.each([undefined, null, {}, "sqlite", { driver: {} }])("createDatabase refuses %p", (value) => {
    expect(() => createDatabase(value as never)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

describe("a database", () => {
  it("connects at the first call, or when it is opened", async () => {
    const { db, servers } = fakeDatabase({ settings: { pool: { min: 2 } } });
    expect(servers.log).toEqual([]);
    expect(await db.open()).toBe(db);
    expect(servers.sessions.length).toBe(2);
    await db.close();
  });

  it("after closing every call rejects with closed, and closing again gives the same promise", async () => {
    const { db, servers } = fakeDatabase();
    await db.query(sql`select 1`);
    const closing = db.close();
    expect(db.close()).toBe(closing);
    await closing;
    const calls = [
      () => db.query(sql`select 1`),
      () => db.open(),
      () => db.begin(),
      () => db.transaction(async () => 1),
      () => db.session(async () => 1),
      () => db.bulkInsert("t", [{ a: 1 }]),
      () =>
        db
          .stream(sql`select 1`)
          .batches()
          .next(),
      () => db.ping(),
      () => db.listen("a", () => undefined),
    ];
    for (const call of calls) expect(await kindOf(call())).toBe("closed");
    expect(servers.open).toEqual([]);
  });

  it("queryOne and queryMaybeOne count the rows", async () => {
    const { db, servers } = fakeDatabase();
    servers.answer = (_text, [count]) => Array.from({ length: Number(count) }, (_, n) => ({ n }));
    const rows = (count: number) => sql`select ${count}`;
    expect(await kindOf(db.queryOne(rows(0)))).toBe("no-rows");
    expect(await db.queryOne(rows(1))).toEqual({ n: 0 });
    expect(await kindOf(db.queryOne(rows(2)))).toBe("too-many-rows");
    expect(await db.queryMaybeOne(rows(0))).toBeUndefined();
    expect(await kindOf(db.queryMaybeOne(rows(2)))).toBe("too-many-rows");
    await db.close();
  });

  it("invariant 14: a capability that is not declared is refused", async () => {
    const { db } = fakeDatabase({ capabilities: { notifications: false, procedures: false } });
    expect(await kindOf(db.listen("a", () => undefined))).toBe("unsupported");
    expect(await kindOf(db.call("p"))).toBe("unsupported");
    await db.close();
  });

  it("a stream is read once, and gives its session back when it is left", async () => {
    const { db } = fakeDatabase();
    const stream = db.stream(sql`select 1`, { batchSize: 2 });
    for await (const row of stream) if (row["n"] === 1) break;
    expect(db.endpoints[0]!.stats()).toMatchObject({ used: 0 });
    expect(() => stream.batches()).toThrow(expect.objectContaining({ kind: "usage" }));
    await db.close();
  });
});
