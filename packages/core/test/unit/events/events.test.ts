import diagnostics from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "@jest/globals";
import { channels } from "../../../src/events/index.ts";
import { sql } from "../../../src/statement/index.ts";
import { ClientError, fakeDatabase, kindOf } from "../database/fake-driver.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Gathers what is published on channels, by their public names. */
function gather(...names: readonly string[]): { readonly name: string; readonly event: Record<string, unknown> }[] {
  const seen: { name: string; event: Record<string, unknown> }[] = [];
  for (const name of names) {
    const note = (event: unknown): void => void seen.push({ name, event: { ...(event as object) } });
    diagnostics.subscribe(name, note);
    stops.push(() => diagnostics.unsubscribe(name, note));
  }
  return seen;
}

const ends = (subject: string): string[] => [
  `tracing:${subject}:start`,
  `tracing:${subject}:asyncEnd`,
  `tracing:${subject}:error`,
];

describe("events", () => {
  it("tell of connecting, waiting, statements and transactions, under OpenTelemetry's names", async () => {
    const seen = gather(
      ...["@db:connect", "@db:pool:acquire", "@db:operation", "@db:transaction"].flatMap(ends),
      "@db:pool",
    );
    const { db, servers } = fakeDatabase({ settings: { name: "shop" } });
    await db.transaction((tx) => tx.query(sql`select ${1}`));
    servers.fail("run", new ClientError("unique-violation"));
    await kindOf(db.execute(sql`insert into t values (${"hunter2"})`));
    await db.bulkInsert("t", [{ a: 1 }]);
    await db.close();
    const names = seen.map(({ name }) => name);
    for (const name of [
      "tracing:@db:connect:asyncEnd",
      "tracing:@db:pool:acquire:asyncEnd",
      "tracing:@db:transaction:asyncEnd",
      "tracing:@db:operation:error",
      "@db:pool",
    ])
      expect(names).toContain(name);
    for (const { event } of seen)
      expect(event).toMatchObject({
        "db.system.name": "other_sql",
        "db.client.connection.pool.name": "primary",
        database: "shop",
      });
    expect(seen.find(({ name }) => name === "tracing:@db:operation:asyncEnd")?.event).toMatchObject({
      operation: "query",
      "db.query.text": "select $1",
      transaction: true,
      "db.response.returned_rows": 1,
    });
    expect(seen.find(({ name }) => name === "tracing:@db:transaction:asyncEnd")?.event).toMatchObject({
      attempt: 1,
      outcome: "committed",
    });
    expect(seen.some(({ event }) => event["operation"] === "bulk-insert" && event["db.collection.name"] === "t")).toBe(
      true,
    );
    expect(seen.filter(({ name }) => name === "@db:pool").map(({ event }) => event["type"])).toEqual([
      "opened",
      "closed",
    ]);
  });

  it("hold no bound value and no password, failures included", async () => {
    const seen = gather(
      ...["@db:connect", "@db:pool:acquire", "@db:operation", "@db:transaction"].flatMap(ends),
      "@db:pool",
      "@db:notice",
    );
    const { db, servers } = fakeDatabase({
      places: [{ host: "primary", password: "hunter2" }],
      settings: { pool: { backoff: { initial: 1, max: 1 } } },
    });
    servers.fail("connect", new ClientError("authentication-failed"));
    await kindOf(db.query(sql`select 1`));
    await new Promise((resolve) => setTimeout(resolve, 10));
    servers.fail("run", new ClientError("unique-violation"));
    await kindOf(db.execute(sql`insert into t values (${"hunter2"})`));
    await db.bulkInsert("t", [{ a: "hunter2" }]);
    await db.close();
    expect(seen.length).toBeGreaterThan(5);
    expect(JSON.stringify(seen)).not.toContain("hunter2");
  });

  it("a hook's error is published, and the outcome stands", async () => {
    const seen = gather("@db:hook-error");
    const { db } = fakeDatabase();
    await db.transaction(async (tx) => tx.afterCommit(() => Promise.reject(new Error("mine"))));
    expect(seen).toMatchObject([{ event: { hook: "after-commit", error: { message: "mine" } } }]);
    await db.close();
  });

  it("without subscribers nothing is made: no event, no promise of a trace", async () => {
    let traced = 0;
    const tracing = [channels.operation, channels.acquire, channels.connect, channels.transaction];
    const before = tracing.map((one) => one.tracePromise);
    for (const one of tracing) one.tracePromise = ((task: () => unknown) => (traced++, task())) as never;
    try {
      const { db } = fakeDatabase();
      await db.transaction((tx) => tx.query(sql`select 1`));
      await db.bulkInsert("t", [{ a: 1 }]);
      await db.close();
    } finally {
      tracing.forEach((one, index) => (one.tracePromise = before[index] as never));
    }
    expect(traced).toBe(0);
  });
});
