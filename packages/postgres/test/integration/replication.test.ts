import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { sql, type RelationalDatabase } from "@db/core";
import { startPrivateServer, type PrivateServer } from "@tooling/servers";
import { describePrivateServer } from "@tooling/servers/jest";
import type { PostgresOptions } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";
import { makeStandby } from "./support/standby.ts";

await describePrivateServer("postgres", "a primary and its standby", {}, (primary) => {
  let standby: PrivateServer;
  beforeAll(async () => {
    standby = (await startPrivateServer("postgres")) as PrivateServer;
    await makeStandby(primary(), standby);
  }, 120_000);
  // The tests end with the standby as the primary, and the first primary gone.
  const made = databases(() => standby.url);
  afterAll(() => standby.stop(), 60_000);

  // No function, so that it is provably read-only.
  const port = sql<{ port: number }>`select setting::int as port from pg_settings where name = 'port'`;
  const portOf = async (db: RelationalDatabase, options?: { reads: "replica" }): Promise<number> =>
    (await db.queryOne(port, options)).port;
  const host = (server: PrivateServer): { host: string; port: number } => ({ host: "127.0.0.1", port: server.port });
  const both = (options: PostgresOptions, first: "primary" | "standby" = "primary"): RelationalDatabase => {
    const hosts = [host(primary()), host(standby)];
    return made.make({
      url: undefined,
      ...identity(),
      hosts: first === "primary" ? hosts : hosts.toReversed(),
      pool: { max: 1, acquireTimeout: "5s", backoff: { initial: 10, max: 50 } },
      ...options,
    });
  };
  const identity = (): PostgresOptions => {
    const { username, password, pathname } = new URL(standby.url);
    return { username, password, database: pathname.slice(1) };
  };
  const until = async (done: () => Promise<boolean>): Promise<void> => {
    for (let attempt = 0; !(await done()); attempt++) {
      if (attempt > 200) throw new Error("it did not happen in 10 s");
      await sleep(50);
    }
  };

  it("tell their roles", async () => {
    expect(await made.make({ url: primary().url }).server()).toMatchObject({ role: "primary", readOnly: false });
    expect(await made.make({ url: standby.url }).server()).toMatchObject({ role: "standby", readOnly: true });
  });

  it("refuse to begin what a standby cannot, whatever the transaction does first", async () => {
    const db = made.make({ url: standby.url, pool: { max: 1 } });
    const one = sql`select 1 as one`;
    const refused = { kind: "unsupported", message: expect.stringContaining("hot standby") };
    for (const first of ["run", "stream", "savepoint"] as const) {
      const begun = db.transaction(
        async (tx) => {
          if (first === "run") await tx.query(one);
          else if (first === "stream") for await (const _ of tx.stream(one));
          else await tx.transaction((inner) => inner.query(one));
        },
        { isolation: "serializable" },
      );
      expect(await rejection(begun)).toMatchObject(refused);
    }
    expect(
      await rejection(db.transaction((tx) => tx.native(async () => 1), { isolation: "serializable" })),
    ).toMatchObject(refused);
    expect(db.endpoints[0]?.stats()).toMatchObject({ opened: 1, closed: 0 });
  });

  it("are chosen by the target session, whichever stands first", async () => {
    const wanted = {
      any: "first",
      primary: "primary",
      "read-write": "primary",
      standby: "standby",
      "read-only": "standby",
      "prefer-standby": "standby",
    } as const;
    for (const first of ["primary", "standby"] as const) {
      for (const [targetSession, expected] of Object.entries(wanted) as [keyof typeof wanted, string][]) {
        const chosen = await portOf(both({ targetSession }, first));
        const place = chosen === standby.port ? "standby" : "primary";
        expect([first, targetSession, place]).toEqual([first, targetSession, expected === "first" ? first : expected]);
      }
    }
  });

  it("are chosen by a URL of several hosts", async () => {
    const { username, password, pathname } = new URL(standby.url);
    const url = `postgres://${username}:${password}@127.0.0.1:${standby.port},127.0.0.1:${primary().port}${pathname}?target_session_attrs=primary`;
    expect(await portOf(made.make({ url }))).toBe(primary().port);
  });

  it("share the load where that is asked for", async () => {
    const ports = new Set<number>();
    for (let round = 0; round < 30 && ports.size < 2; round++) {
      const db = both({ loadBalanceHosts: true });
      ports.add(await portOf(db));
      await db.close();
    }
    expect(ports.size).toBe(2);
  });

  it("refuse a write on the standby as a server that has lost its role, unless a standby was asked for", async () => {
    const db = made.make({ url: standby.url });
    await db.query(sql`select 1`);
    const error = await rejection(db.execute(sql`create table refused (id int)`));
    expect(error).toMatchObject({
      kind: "read-only-target",
      sqlState: "25006",
      retry: "reconnect",
      connection: "evict-host",
    });
    expect(await rejection(db.transaction((tx) => tx.execute(sql`delete from pg_class`)))).toMatchObject({
      kind: "read-only-target",
    });
    expect(
      await rejection(db.transaction((tx) => tx.execute(sql`delete from pg_class`), { readOnly: true })),
    ).toMatchObject({ kind: "read-only" });
    expect(
      await rejection(
        made.make({ url: standby.url, targetSession: "standby" }).execute(sql`create table refused (id int)`),
      ),
    ).toMatchObject({ kind: "read-only", connection: "keep" });
  });

  it("send provably read-only statements to a replica, within its lag", async () => {
    const db = made.make({
      url: primary().url,
      replicas: [{ ...host(standby), maxLag: "500ms" }],
      reads: "replica",
      pool: { max: 2, acquireTimeout: "3s", backoff: { initial: 10, max: 50 } },
    });
    await db.execute(sql`create table lagging (id int)`);
    const reading = sql<{
      id: number;
      port: number;
    }>`select id, setting::int as port from lagging, pg_settings where name = 'port'`;
    // Before its lag was measured nothing is promised, so the first go to the primary.
    await until(async () => (await portOf(db, { reads: "replica" })) === standby.port);
    expect(await db.query(sql`select 1`, { reads: "primary" })).toEqual([{ "?column?": 1 }]);
    await until(
      async () =>
        (await made.make({ url: standby.url }).query(sql`select to_regclass('lagging') as t`))[0]!["t"] === "lagging",
    );
    expect(await db.execute(sql`insert into lagging values (1)`)).toMatchObject({ affectedRows: 1 });

    const control = made.make({ url: standby.url, targetSession: "standby" });
    await control.query(sql`select pg_wal_replay_pause()`);
    for (let id = 2; id < 5; id++) {
      await db.execute(sql`insert into lagging values (${id})`);
      await sleep(10);
    }
    // It is behind now, more so each moment: after a second everything goes to the primary.
    await sleep(1200);
    await db.query(reading);
    await until(async () => (await db.query(reading))[0]!.port === primary().port);
    await control.query(sql`select pg_wal_replay_resume()`);
    await sleep(1200);
    await until(async () => (await db.query(reading)).every((row) => row.port === standby.port));
    expect(await db.query(sql`select count(*)::int as n from lagging`)).toEqual([{ n: 4 }]);
  }, 40_000);

  it("give their reads to the primary when the replica is gone, and take them back", async () => {
    const db = made.make({
      url: primary().url,
      replicas: [host(standby)],
      reads: "replica",
      pool: { max: 2, acquireTimeout: "3s", backoff: { initial: 10, max: 50 } },
    });
    expect(await portOf(db)).toBe(standby.port);
    await standby.kill();
    for (let round = 0; round < 5; round++) expect(await portOf(db)).toBe(primary().port);
    await standby.restart();
    await until(async () => (await portOf(db)) === standby.port);
  }, 40_000);

  it("notice that a primary takes no more writes, and use it again when it does", async () => {
    const db = both({
      targetSession: "read-write",
      pool: { max: 3, acquireTimeout: "2s", backoff: { initial: 10, max: 50 } },
    });
    await db.execute(sql`create table role_of (id int)`);
    await Promise.all([1, 2, 3].map(() => db.query(sql`select pg_sleep(0.05)`)));
    const control = made.make({
      url: primary().url,
      targetSession: "any",
      parameters: { default_transaction_read_only: "off" },
    });
    await control.execute(sql`alter system set default_transaction_read_only = on`);
    await control.query(sql`select pg_reload_conf()`);
    await sleep(200);
    const error = await rejection(db.execute(sql`insert into role_of values (1)`));
    expect(error).toMatchObject({ kind: "read-only-target", retry: "reconnect", connection: "evict-host" });
    expect(db.endpoints[0]!.stats().size).toBe(0);
    expect(await rejection(db.execute(sql`insert into role_of values (1)`))).toMatchObject({ kind: "cannot-connect" });
    await control.execute(sql`alter system reset default_transaction_read_only`);
    await control.query(sql`select pg_reload_conf()`);
    await until(() =>
      db.execute(sql`insert into role_of values (1)`).then(
        () => true,
        () => false,
      ),
    );
  }, 30_000);

  it("follow the role to the standby when the primary has died", async () => {
    const db = both({ targetSession: "read-write" });
    expect(await portOf(db)).toBe(primary().port);
    await primary().kill();
    // Nobody writes until one of them is promoted.
    expect(await rejection(db.execute(sql`create table moved (id int)`))).toMatchObject({ family: "connection" });
    await made.make({ url: standby.url, targetSession: "any" }).query(sql`select pg_promote()`);
    await until(() =>
      db.execute(sql`create table if not exists moved (id int)`).then(
        () => true,
        () => false,
      ),
    );
    expect(await portOf(db)).toBe(standby.port);
    expect((await made.make({ url: standby.url }).server()).role).toBe("primary");
  }, 40_000);
});
