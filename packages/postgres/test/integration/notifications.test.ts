import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { sql, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { notify } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "LISTEN and NOTIFY", (server) => {
  const made = databases(() => server.url);
  const channel = `Chan"nel ${process.pid}`;

  async function until(done: () => boolean): Promise<void> {
    for (let attempt = 0; !done(); attempt++) {
      if (attempt > 500) throw new Error("it did not happen in 5 s");
      await sleep(10);
    }
  }

  const listening = (db: RelationalDatabase): Promise<{ pid: number }[]> =>
    db.query(
      sql`select pid from pg_stat_activity where application_name = ${made.application} and query like 'listen %'`,
    );

  it("delivers what is sent at once, and at commit, and not what is rolled back", async () => {
    const [one, two] = [made.make(), made.make()];
    const heard: string[] = [];
    const subscription = await one.listen(channel, ({ payload }) => heard.push(payload));
    await notify(two, channel, "at once");
    await until(() => heard.length === 1);
    await two.transaction(async (tx) => {
      await notify(tx, channel, "at commit");
      await notify(tx, channel, "at commit");
      await sleep(50);
      expect(heard).toHaveLength(1);
    });
    await rejection(
      two.transaction(async (tx) => {
        await notify(tx, channel, "never");
        throw new Error("undo");
      }),
    );
    await notify(two, channel);
    await until(() => heard.length === 3);
    expect(heard).toEqual(["at once", "at commit", ""]);
    await subscription.unlisten();
  });

  it("refuses what is too long or nowhere", async () => {
    const db = made.make();
    expect(await rejection(notify(db, channel, "x".repeat(8000)))).toMatchObject({ kind: "invalid-value" });
    expect(await rejection(notify(db, "c".repeat(64), ""))).toMatchObject({ kind: "invalid-value" });
    expect(await rejection(notify(db, ""))).toMatchObject({ kind: "usage" });
    await notify(db, channel, "x".repeat(7999));
  });

  it("goes on after its connection was killed, once and not twice", async () => {
    const [one, two] = [made.make({ pool: { backoff: { initial: 20, max: 100 } } }), made.make()];
    const heard: string[] = [];
    let reconnects = 0;
    const subscription = await one.listen(channel, ({ payload }) => heard.push(payload), {
      onReconnect: () => reconnects++,
    });
    for (let round = 1; round <= 3; round++) {
      const [listener] = await listening(two);
      await two.query(sql`select pg_terminate_backend(${listener!.pid}, 5000)`);
      await until(() => reconnects === round);
      await notify(two, channel, `round ${round}`);
      await until(() => heard.length === round);
    }
    await sleep(100);
    expect(heard).toEqual(["round 1", "round 2", "round 3"]);
    expect(reconnects).toBe(3);
    expect(await listening(two)).toHaveLength(1);
    await subscription.unlisten();
    await until(() => true);
  });
});
