import { expect, it, jest } from "@jest/globals";
import { sql, type Kysely } from "kysely";
import type { Schema } from "../support/schema.ts";
import { drained, onEveryEngine, rejection, type Given } from "../support/subjects.ts";

const numbers = (db: Kysely<Schema>, last: number) =>
  db
    .withRecursive("n(i)", (qb) =>
      qb.selectNoFrom(sql<number>`1`.as("i")).unionAll(
        qb
          .selectFrom("n")
          .select(sql<number>`i + 1`.as("i"))
          .where("i", "<", last),
      ),
    )
    .selectFrom("n")
    .select("i");

/** A statement of half a minute, that a server can be seen to run. */
const slow = (subject: Given["subject"], mark: string) =>
  subject.family === "mysql" ? sql`select sleep(30) as ${sql.raw(mark)}` : sql`select pg_sleep(30) as ${sql.raw(mark)}`;

onEveryEngine("streams", ({ kysely, db }) => {
  it("give rows one by one, in batches of the chunk size", async () => {
    const seen: number[] = [];
    for await (const { i } of numbers(kysely(), 250).stream(100)) seen.push(i);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    const sizes: number[] = [];
    const executor = kysely().getExecutor();
    for await (const { rows } of executor.stream(numbers(kysely(), 250).compile(), 100)) sizes.push(rows.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it("are closed when they are left, and give their session back", async () => {
    for await (const { i } of numbers(kysely(), 1000).stream(10)) if (i === 3) break;
    for (const endpoint of db().endpoints) expect(endpoint.stats().used).toBe(0);
  });

  it("work inside transactions and connections", async () => {
    await kysely()
      .transaction()
      .execute(async (trx) => {
        const seen: number[] = [];
        for await (const { i } of numbers(trx, 5).stream(2)) seen.push(i);
        expect(seen).toEqual([1, 2, 3, 4, 5]);
      });
    await kysely()
      .connection()
      .execute(async (one) => {
        for await (const { i } of numbers(one, 3).stream()) expect(i).toBeLessThan(4);
      });
  });

  it("end with the signal's reason when they are aborted", async () => {
    const console = jest.spyOn(globalThis.console, "error");
    const controller = new AbortController();
    const seen: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const { i } of numbers(kysely(), 1000).stream({ chunkSize: 10, signal: controller.signal })) {
        seen.push(i);
        if (i === 25) controller.abort(new Error("enough"));
      }
    };
    expect((await rejection(reading()))["message"]).toBe("enough");
    expect(seen.length).toBeLessThanOrEqual(30);
    await drained(db());
    expect(console).not.toHaveBeenCalled();
    console.mockRestore();
  });

  it("reject as core does", async () => {
    const reading = async (): Promise<void> => {
      for await (const row of kysely()
        .selectFrom("nothing" as "person")
        .selectAll()
        .stream())
        expect(row).toBeUndefined();
    };
    expect(await rejection(reading())).toMatchObject({ kind: "undefined-table" });
  });
});

onEveryEngine("aborts", ({ subject, kysely, db, isServer }) => {
  const running = async (mark: string): Promise<number> => {
    const { rows } =
      subject.family === "mysql"
        ? await sql`select 1 as one from information_schema.processlist where info like ${`%as ${mark}%`} and id <> connection_id()`.execute(
            kysely(),
          )
        : await sql`select 1 as one from pg_stat_activity where query like ${`%as ${mark}%`} and state = 'active' and pid <> pg_backend_pid()`.execute(
            kysely(),
          );
    return rows.length;
  };
  const until = async (mark: string, count: number): Promise<void> => {
    for (let attempt = 0; (await running(mark)) !== count; attempt++) {
      if (attempt === 100) throw new Error(`the statement ${mark} does not run ${count} times`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it("reject with the signal's reason before anything is sent", async () => {
    const signal = AbortSignal.abort(new Error("early"));
    for (const inflightQueryAbortStrategy of [undefined, "ignore query", "cancel query"] as const) {
      const caught = await rejection(
        kysely()
          .insertInto("setting")
          .values({ name: "a", value: "1" })
          .execute({ signal, inflightQueryAbortStrategy }),
      );
      expect(caught["message"]).toBe("early");
    }
    expect(await kysely().selectFrom("setting").selectAll().execute()).toEqual([]);
  });

  it("leave a call alone that is not aborted", async () => {
    const { signal } = new AbortController();
    const one = kysely().selectFrom("person").select("id").where("id", "=", 1);
    expect(await one.execute({ signal })).toEqual([{ id: 1 }]);
    expect(await one.execute({ signal, inflightQueryAbortStrategy: "ignore query" })).toEqual([{ id: 1 }]);
    if (db().capabilities.cancel)
      expect(await one.execute({ signal, inflightQueryAbortStrategy: "cancel query" })).toEqual([{ id: 1 }]);
  });

  it("refuse a strategy that the engine lacks, and name another", async () => {
    const { signal } = new AbortController();
    const one = kysely().selectFrom("person").selectAll();
    const killed = await rejection(one.execute({ signal, inflightQueryAbortStrategy: "kill session" }));
    expect(killed["message"]).toMatch(/doesn't support .*"kill session".*"ignore query"/);
    if (db().capabilities.cancel) expect(killed["message"]).toContain('"cancel query"');
    else {
      const cancelled = await rejection(one.execute({ signal, inflightQueryAbortStrategy: "cancel query" }));
      expect(cancelled["message"]).toMatch(/doesn't support .*"cancel query".*"ignore query"/);
    }
  });

  it("stop the statement on the server by the strategy `cancel query`", async () => {
    if (!isServer) return;
    const console = jest.spyOn(globalThis.console, "error");
    const controller = new AbortController();
    const call = rejection(
      slow(subject, "cancelled").execute(kysely(), {
        signal: controller.signal,
        inflightQueryAbortStrategy: "cancel query",
      }),
    );
    await until("cancelled", 1);
    controller.abort(new Error("stop"));
    expect((await call)["message"]).toBe("stop");
    await until("cancelled", 0);
    await drained(db());
    expect(console).not.toHaveBeenCalled();
    console.mockRestore();
  });

  it("stop the statement of a stream that waits for rows", async () => {
    if (!isServer) return;
    const controller = new AbortController();
    const reading = async (): Promise<void> => {
      const compiled = slow(subject, "streamed").compile(kysely());
      for await (const { rows } of kysely().getExecutor().stream(compiled, 1, { signal: controller.signal }))
        expect(rows).toBeUndefined();
    };
    const call = rejection(reading());
    await until("streamed", 1);
    controller.abort(new Error("stop"));
    expect((await call)["message"]).toBe("stop");
    await until("streamed", 0);
    await drained(db());
  }, 15_000);

  it("stop it inside a transaction, which then knows", async () => {
    if (!isServer) return;
    const controller = new AbortController();
    const caught = await rejection(
      kysely()
        .transaction()
        .execute(async (trx) => {
          const call = slow(subject, "inside").execute(trx, {
            signal: controller.signal,
            inflightQueryAbortStrategy: "cancel query",
          });
          void until("inside", 1).then(() => controller.abort(new Error("stop")));
          await call;
        }),
    );
    expect(caught["message"]).toBe("stop");
    await until("inside", 0);
  });

  it("leave the statement running by the strategy `ignore query`, and keep its session until it ends", async () => {
    if (!isServer) return;
    const controller = new AbortController();
    const statement = subject.family === "mysql" ? sql`select sleep(1) as ignored` : sql`select pg_sleep(1) as ignored`;
    const call = rejection(statement.execute(kysely(), { signal: controller.signal }));
    await until("ignored", 1);
    controller.abort(new Error("gone"));
    expect((await call)["message"]).toBe("gone");
    expect(await running("ignored")).toBe(1);
    expect(db().endpoints[0]!.stats().used).toBe(1);
    await until("ignored", 0);
    await drained(db());
  });

  it("end the wait for a session, after which nothing is sent", async () => {
    const [primary] = db().endpoints;
    primary!.suspend();
    const controller = new AbortController();
    const strategies = db().capabilities.cancel
      ? (["ignore query", "cancel query"] as const)
      : (["ignore query"] as const);
    const calls = strategies.map((inflightQueryAbortStrategy) =>
      rejection(
        kysely()
          .insertInto("setting")
          .values({ name: "late", value: "1" })
          .execute({ signal: controller.signal, inflightQueryAbortStrategy }),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(new Error("no longer"));
    expect((await Promise.all(calls)).map((error) => error["message"])).toEqual(strategies.map(() => "no longer"));
    primary!.resume();
    await drained(db());
    expect(await kysely().selectFrom("setting").selectAll().execute()).toEqual([]);
  });
});
