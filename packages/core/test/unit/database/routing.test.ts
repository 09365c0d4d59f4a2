import { describe, expect, it } from "@jest/globals";
import { sql } from "../../../src/statement/index.ts";
import { ClientError, errorOf, fakeDatabase, kindOf, type FakeServers } from "./fake-driver.ts";

const read = sql`select * from t`;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const replicas = [
  { name: "primary" },
  { name: "one", role: "replica" as const },
  { name: "two", role: "replica" as const },
];
const hostsOf = (servers: FakeServers, text = "select * from t"): string[] =>
  servers.log.filter((line) => line.endsWith(text)).map((line) => line.split("#")[0]!);

describe("where statements go", () => {
  it("to the primary, unless replicas are asked for", async () => {
    const { db, servers } = fakeDatabase({ endpoints: replicas });
    for (let time = 0; time < 20; time++) await db.query(read);
    expect(new Set(hostsOf(servers))).toEqual(new Set(["primary"]));
    for (let time = 0; time < 50; time++) await db.query(read, { reads: "replica" });
    expect(new Set(hostsOf(servers).slice(20))).toEqual(new Set(["one", "two"]));
    await db.close();
  });

  it('reads: "replica" makes that the rule, and a call may still say otherwise', async () => {
    const { db, servers } = fakeDatabase({ endpoints: replicas, settings: { reads: "replica" } });
    await db.query(read);
    await db.query(read, { reads: "primary" });
    expect(hostsOf(servers)[0]).not.toBe("primary");
    expect(hostsOf(servers)[1]).toBe("primary");
    await db.close();
  });

  it.each([
    "insert into t values (1)",
    "with d as (delete from t returning *) select * from d",
    "select * from t for update",
    "select next_number()",
    "set work_mem = 5",
    "create table x (a integer)",
  ])("invariant 11: what is not provably read-only goes to the primary: %s", async (text) => {
    const { db, servers } = fakeDatabase({ endpoints: replicas, settings: { reads: "replica" } });
    await db.execute(sql.text(text));
    expect(hostsOf(servers, text)).toEqual(["primary"]);
    await db.close();
  });

  it("transactions, sessions and streams in them stay on the primary", async () => {
    const { db, servers } = fakeDatabase({ endpoints: replicas, settings: { reads: "replica" } });
    await db.transaction((tx) => tx.query(read));
    await db.session((session) => session.query(read));
    expect(hostsOf(servers)).toEqual(["primary", "primary"]);
    for await (const row of db.stream(read)) expect(row).toBeDefined();
    expect(servers.log.find((line) => line.includes("stream"))).not.toContain("primary#");
    await db.close();
  });

  it("a reader takes reads by itself, and nothing else", async () => {
    const { db, servers } = fakeDatabase({ endpoints: [{ name: "primary" }, { name: "reader", role: "reader" }] });
    await db.query(read);
    await db.execute(sql`insert into t values (1)`);
    expect(servers.log.filter((line) => line.includes("#"))).toEqual([
      "reader#0 select * from t",
      "primary#1 insert into t values (1)",
    ]);
    await db.close();
  });

  it("weights share the reads, and 0 is for when no other is there", async () => {
    const { db, servers } = fakeDatabase({
      endpoints: [
        { name: "primary" },
        { name: "one", role: "replica", weight: 9 },
        { name: "two", role: "replica", weight: 1 },
        { name: "spare", role: "replica", weight: 0 },
      ],
      settings: { reads: "replica" },
    });
    for (let time = 0; time < 600; time++) await db.query(read);
    const share = hostsOf(servers).filter((host) => host === "one").length / 600;
    expect(share).toBeGreaterThan(0.82);
    expect(share).toBeLessThan(0.97);
    expect(hostsOf(servers)).not.toContain("spare");
    servers.fail("connect", new ClientError("cannot-connect"), Infinity, "one");
    servers.fail("run", new ClientError("connection-lost"), Infinity, "one");
    servers.fail("run", new ClientError("connection-lost"), Infinity, "two");
    await db.query(read);
    expect(hostsOf(servers).at(-1)).toBe("spare");
    await db.close();
  });

  it("a dead replica is passed over for the next, then for the primary", async () => {
    const { db, servers } = fakeDatabase({
      endpoints: replicas,
      settings: { reads: "replica", pool: { backoff: { initial: "1m", max: "1m" } } },
    });
    servers.fail("connect", new ClientError("cannot-connect"), Infinity, "one");
    for (let time = 0; time < 10; time++) await db.query(read);
    expect(new Set(hostsOf(servers))).toEqual(new Set(["two"]));
    servers.fail("run", new ClientError("connection-lost"), Infinity, "two");
    servers.fail("connect", new ClientError("cannot-connect"), Infinity, "two");
    await db.query(read);
    const began = performance.now();
    await db.query(read);
    expect(hostsOf(servers).slice(-2)).toEqual(["primary", "primary"]);
    // Nobody waits for a replica that is known to be dead.
    expect(performance.now() - began).toBeLessThan(100);
    await db.close({ timeout: 0 });
  });

  it("a replica that is back is used again, and found by no caller's wait", async () => {
    const { db, servers } = fakeDatabase({
      endpoints: replicas,
      settings: { reads: "replica", pool: { backoff: { initial: 5, max: 5 } } },
    });
    servers.fail("connect", new ClientError("cannot-connect"), 2, "one");
    for (let time = 0; time < 20; time++) await db.query(read);
    for (let time = 0; time < 20; time++) {
      await pause(2);
      await db.query(read);
    }
    expect(hostsOf(servers).slice(-20)).toContain("one");
    await db.close();
  });

  it("an error of the statement itself is not asked of the next", async () => {
    const { db, servers } = fakeDatabase({ endpoints: replicas, settings: { reads: "replica" } });
    servers.fail("run", new ClientError("undefined-table"));
    expect(await kindOf(db.query(read))).toBe("undefined-table");
    expect(hostsOf(servers).length).toBe(1);
    await db.close();
  });

  it("a replica too far behind gets no reads, nor one that was not measured yet", async () => {
    const { db, servers } = fakeDatabase({
      endpoints: [{ name: "primary" }, { name: "one", role: "replica", maxLag: 100 }],
      settings: { reads: "replica" },
    });
    servers.lag.set("one", 5000);
    await db.query(read);
    await pause(10);
    await db.query(read);
    expect(hostsOf(servers)).toEqual(["primary", "primary"]);
    servers.lag.set("one", 10);
    await pause(1010);
    await db.query(read);
    await pause(10);
    await db.query(read);
    expect(hostsOf(servers).at(-1)).toBe("one");
    await db.close();
  });
});

describe("opening a session", () => {
  const places = [
    { host: "a", role: "standby" as const },
    { host: "b", role: "primary" as const },
    { host: "c", role: "primary" as const },
  ];

  it.each([
    ["any", "a"],
    ["primary", "b"],
    ["standby", "a"],
    ["prefer-standby", "a"],
    ["read-write", "b"],
    ["read-only", "a"],
  ] as const)("of several hosts, the first that is %s: %s", async (target, host) => {
    const { db, servers } = fakeDatabase({ endpoints: [{ name: "primary", options: { places, target } }] });
    expect((await db.server()).host).toBe(host);
    expect(servers.open.map((session) => session.host)).toEqual([host]);
    await db.close();
  });

  it("prefer-standby takes a primary where there is no standby", async () => {
    const { db } = fakeDatabase({
      endpoints: [{ name: "primary", options: { places: places.slice(1), target: "prefer-standby" } }],
    });
    expect((await db.server()).host).toBe("b");
    await db.close();
  });

  it("a host that is down is passed over; without one that fits, the last failure is told", async () => {
    const { db, servers } = fakeDatabase({ endpoints: [{ name: "primary", options: { places, target: "primary" } }] });
    servers.fail("connect", new ClientError("cannot-connect"), 1, "b");
    expect((await db.server()).host).toBe("c");
    const none = fakeDatabase({
      endpoints: [{ name: "primary", options: { places: [places[0]], target: "primary" } }],
    });
    expect(await errorOf(none.db.server())).toMatchObject({
      kind: "cannot-connect",
      message: expect.stringContaining('"primary"') as unknown,
    });
    expect(none.servers.open).toEqual([]);
    await Promise.all([db.close(), none.db.close()]);
  });

  it("a driver that overlooks connectTimeout does not hold the caller up, and what it opens too late is closed", async () => {
    const { db, servers } = fakeDatabase({
      settings: { connectTimeout: 40, pool: { backoff: { initial: "1m", max: "1m" } } },
    });
    servers.silent.add("primary");
    const began = performance.now();
    expect(await kindOf(db.query(read))).toBe("cannot-connect");
    expect(performance.now() - began).toBeLessThan(400);
    expect(servers.connects[0]!.deadline).toBeGreaterThan(began);
    for (const go of servers.late) go();
    await pause(5);
    expect(servers.sessions.map(({ closed }) => closed)).toEqual([true]);
    await db.close();
  });

  it("credentials that are functions are asked once more after a refusal, others are not", async () => {
    for (const [password, tries] of [
      [() => "new", 2],
      ["fixed", 1],
    ] as const) {
      const { db, servers } = fakeDatabase({ places: [{ host: "primary", password }] });
      servers.fail("connect", new ClientError("authentication-failed"), 9);
      expect(await kindOf(db.query(read))).toBe("authentication-failed");
      expect(servers.asked.filter((line) => line === "connect").length).toBe(tries);
      await db.close();
    }
  });

  it("invariant 7 and 8: a lost role or connection closes the siblings as well", async () => {
    for (const kind of ["read-only-target", "lost"] as const) {
      const { db, servers } = fakeDatabase();
      await Promise.all([1, 2, 3].map(() => db.query(read)));
      expect(servers.open.length).toBe(3);
      if (kind === "lost") servers.open[0]!.lose();
      else {
        servers.fail("run", new ClientError("read-only-target"));
        expect(await kindOf(db.query(read))).toBe("read-only-target");
      }
      await pause(5);
      expect(servers.open).toEqual([]);
      await db.query(read);
      await db.close();
    }
  });

  it("a permanent session outlives what others are thrown away for, and is opened anew when it is lost", async () => {
    const { db, servers } = fakeDatabase({
      endpoints: [{ name: "primary", permanent: true, maxSessions: 1 }],
      settings: { pool: { maxUses: 1, idleTimeout: 1 } },
    });
    servers.fail("commit", new ClientError("serialization-failure"));
    await kindOf(db.transaction((tx) => tx.query(read)));
    await pause(20);
    await db.query(read);
    expect(servers.sessions.length).toBe(1);
    expect(servers.asked).toContain("reset");
    servers.sessions[0]!.lose();
    await db.query(read);
    expect(servers.sessions.length).toBe(2);
    await db.close();
    expect(servers.open).toEqual([]);
  });

  it("invariant 5: an abort while waiting for a session leaves the queue, and the next is served", async () => {
    const { db } = fakeDatabase({ settings: { pool: { max: 1 } } });
    const tx = await db.begin();
    const abort = new AbortController();
    const given = kindOf(db.query(read, { signal: abort.signal }));
    const next = db.query(read);
    abort.abort();
    expect(await given).toBe("aborted");
    await tx.commit();
    await next;
    expect(db.endpoints[0]!.stats()).toMatchObject({ used: 0, waiting: 0, aborted: 1 });
    await db.close();
  });
});

describe("notifications", () => {
  const bounded = { settings: { pool: { backoff: { initial: 1, max: 5 } } } };

  it("come to every handler of their channel, on one session of their own", async () => {
    const { db, servers } = fakeDatabase(bounded);
    const got: string[] = [];
    const first = await db.listen("a", ({ payload }) => got.push(`1 ${payload}`));
    const second = await db.listen("a", ({ payload }) => got.push(`2 ${payload}`));
    await db.listen("b", ({ payload }) => got.push(`b ${payload}`));
    const [session] = servers.sessions;
    session!.observer.onNotification?.({ channel: "a", payload: "x" });
    session!.observer.onNotification?.({ channel: "b", payload: "y" });
    expect([got, servers.sessions.length]).toEqual([["1 x", "2 x", "b y"], 1]);
    await first.unlisten();
    expect(servers.asked).not.toContain("unlisten a");
    await second.unlisten();
    await second.unlisten();
    expect(servers.asked.filter((line) => line === "unlisten a").length).toBe(1);
    await db.close();
    expect(servers.open).toEqual([]);
  });

  it("go on after the connection is lost: every channel again, after as many attempts as it takes", async () => {
    const { db, servers } = fakeDatabase(bounded);
    let reconnects = 0;
    const got: string[] = [];
    await db.listen("a", ({ payload }) => got.push(payload), { onReconnect: () => reconnects++ });
    await db.listen("b", () => undefined);
    servers.fail("connect", new ClientError("cannot-connect"), 3);
    servers.fail("listen", new ClientError("connection-lost"), 1);
    servers.sessions[0]!.lose();
    for (let time = 0; time < 100 && reconnects === 0; time++) await pause(5);
    expect(reconnects).toBe(1);
    expect(servers.open.length).toBe(1);
    servers.open[0]!.observer.onNotification?.({ channel: "a", payload: "again" });
    expect(got).toEqual(["again"]);
    expect(servers.asked.slice(-2)).toEqual(["listen a", "listen b"]);
    await db.close();
  });

  it("a listen that fails rejects, and closing ends the attempts", async () => {
    const { db, servers } = fakeDatabase(bounded);
    servers.fail("listen", new ClientError("permission-denied"));
    expect(await kindOf(db.listen("a", () => undefined))).toBe("permission-denied");
    expect(await kindOf(db.listen("", () => undefined))).toBe("usage");
    await db.listen("a", () => undefined);
    servers.fail("connect", new ClientError("cannot-connect"), Infinity);
    servers.open[0]!.lose();
    await pause(10);
    await db.close();
    const attempts = servers.connects.length;
    await pause(30);
    expect(servers.connects.length).toBe(attempts);
    expect(await kindOf(db.listen("a", () => undefined))).toBe("closed");
  });
});
