import { describe, expect, it } from "@jest/globals";
import { ManagedSession } from "../../../src/database/managed-session.ts";
import { postgresDialect } from "../../../src/dialects/index.ts";
import type { CallOptions, Driver } from "../../../src/driver/index.ts";
import { wholeResult } from "../../../src/database/result-shapes.ts";
import { sql, StatementCompiler, type BoundStatement } from "../../../src/statement/index.ts";
import { ClientError, errorOf, FakeDriver, FakeServers, FakeSession, kindOf } from "./fake-driver.ts";

const compiler = new StatementCompiler(postgresDialect);
const fast = compiler.compile(sql`select 1`);
const slow = compiler.compile(sql`select 'slow'`);
const deaf = compiler.compile(sql`select 'deaf'`);
const run = (managed: ManagedSession, bound: BoundStatement, call: CallOptions): Promise<unknown> =>
  managed.run(bound, call, wholeResult);
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function setUp(permanent = false): {
  managed: ManagedSession;
  session: FakeSession;
  servers: FakeServers;
  lostRoles: () => number;
} {
  const servers = new FakeServers();
  const session = new FakeSession(servers, { host: "h" }, { onLost: () => undefined });
  let roles = 0;
  const event = { "db.system.name": "other_sql", "db.client.connection.pool.name": "h", database: "main" };
  const driver = new FakeDriver(servers) as unknown as Driver;
  const managed = new ManagedSession(session, { driver, event, permanent, roleLost: () => roles++ });
  return { managed, session, servers, lostRoles: () => roles };
}

describe("limits of a call", () => {
  it("a timeout asks the server to stop, and the connection is kept", async () => {
    const { managed, session } = setUp();
    await expect(run(managed, slow, { deadline: performance.now() + 20 })).rejects.toMatchObject({
      kind: "timeout",
      cause: { message: "the client says cancelled" },
    });
    expect([session.cancels, managed.condition()]).toEqual([1, "clean"]);
  });

  it("a signal does so too, and its reason is told by the kind", async () => {
    const { managed, session } = setUp();
    const abort = new AbortController();
    const running = kindOf(run(managed, slow, { signal: abort.signal }));
    await pause(5);
    abort.abort();
    expect(await running).toBe("aborted");
    expect([session.cancels, managed.condition()]).toEqual([1, "clean"]);
  });

  it("a limit that has passed already sends nothing", async () => {
    const { managed, servers } = setUp();
    expect(await kindOf(run(managed, fast, { signal: AbortSignal.abort() }))).toBe("aborted");
    expect(await kindOf(run(managed, fast, { deadline: performance.now() - 1 }))).toBe("timeout");
    expect(servers.log).toEqual([]);
  });

  it("a server that never heeds is cut off after patience, and the connection is given up", async () => {
    const { managed, session } = setUp();
    const began = performance.now();
    expect(await kindOf(run(managed, deaf, { deadline: began + 20 }))).toBe("timeout");
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(780);
    expect(took).toBeLessThan(1500);
    expect([session.closed, managed.condition()]).toEqual([true, "broken"]);
  });

  it("invariant 4: a late cancel never hits the next call, which waits until it can do no harm", async () => {
    const { managed, session, servers } = setUp();
    const abort = new AbortController();
    const first = run(managed, slow, { signal: abort.signal });
    const next = run(managed, fast, {});
    await pause(2);
    // The statement ends by itself at the moment it is aborted.
    abort.abort();
    session.finish();
    await expect(first).resolves.toMatchObject({ affectedRows: 1 });
    await expect(next).resolves.toMatchObject({ affectedRows: 1 });
    expect(servers.asked).toEqual(["select 'slow'", "cancel", "end of cancel", "select 1"]);
  });

  it("an error that raced with the limit stays what it is", async () => {
    const { managed, session, servers } = setUp();
    const abort = new AbortController();
    servers.fail("run", new ClientError("unique-violation"));
    const running = kindOf(run(managed, slow, { signal: abort.signal }));
    await pause(2);
    abort.abort();
    session.finish();
    expect(await running).toBe("unique-violation");
  });

  it("a call whose limit passes while it waits for its turn is not sent", async () => {
    const { managed, session, servers } = setUp();
    const first = run(managed, slow, {});
    const second = kindOf(run(managed, fast, { deadline: performance.now() + 15 }));
    await pause(30);
    session.finish();
    await first;
    expect(await second).toBe("timeout");
    expect(servers.asked).toEqual(["select 'slow'"]);
  });

  it("a cancel request that fails does not hide the outcome", async () => {
    const { managed, session, servers } = setUp();
    servers.fail("cancel", new Error("no route"));
    const running = kindOf(run(managed, slow, { deadline: performance.now() + 10 }));
    await pause(30);
    session.finish();
    expect(await running).toBe("fulfilled");
  });
});

describe("turns", () => {
  it("one call at a time, in the order they came", async () => {
    const { managed, session, servers } = setUp();
    const first = run(managed, slow, {});
    const others = [1, 2, 3].map((n) => run(managed, compiler.compile(sql.text(`select ${n}`)), {}));
    await pause(2);
    expect(servers.asked).toEqual(["select 'slow'"]);
    session.finish();
    await Promise.all([first, ...others]);
    expect(servers.asked).toEqual(["select 'slow'", "select 1", "select 2", "select 3"]);
  });

  it("a call beside a stream is refused, since the stream's reader may be the one who makes it", async () => {
    const { managed } = setUp();
    const stream = managed.stream(fast, { batchSize: 2 }, 0);
    await stream.next();
    expect(await kindOf(run(managed, fast, {}))).toBe("usage");
    expect(await kindOf(managed.stream(fast, { batchSize: 2 }, 0).next())).toBe("usage");
    expect(managed.condition()).toBe("broken");
    await stream.return();
    expect(managed.condition()).toBe("clean");
    expect(await kindOf(run(managed, fast, {}))).toBe("fulfilled");
  });

  it("a call beside a bulk insert is refused as well, also from its own source", async () => {
    const { managed } = setUp();
    let inside = "";
    const rows = (async function* () {
      inside = await kindOf(run(managed, fast, {}));
      yield { length: 1, read: () => undefined };
    })();
    expect(await managed.bulkInsert({ table: "t", columns: ["a"], rows }, {})).toBe(1);
    expect([inside, managed.condition()]).toEqual(["usage", "clean"]);
  });

  it("invariant 5: leaving a stream closes its cursor before the next call is made", async () => {
    const { managed, servers } = setUp();
    for await (const batch of managed.stream(fast, { batchSize: 2 }, 0)) if (batch.length > 0) break;
    await run(managed, fast, {});
    expect(servers.asked).toEqual(["stream select 1", "end of stream", "select 1"]);
  });

  it("invariant 5: an abort closes it as well", async () => {
    const { managed, servers } = setUp();
    const abort = new AbortController();
    const stream = managed.stream(fast, { batchSize: 2, signal: abort.signal }, 0);
    await stream.next();
    abort.abort();
    expect(await kindOf(stream.next())).toBe("aborted");
    expect(servers.asked).toEqual(["stream select 1", "end of stream"]);
    expect(managed.condition()).toBe("clean");
  });

  it("a batch that takes too long is a timeout", async () => {
    const { managed } = setUp();
    expect(await kindOf(managed.stream(slow, { batchSize: 2 }, 20).next())).toBe("timeout");
  });
});

describe("what the next borrower may have", () => {
  it("invariant 3: a session with an open transaction is thrown away", async () => {
    const { managed, session } = setUp();
    session.transaction = "open";
    expect(managed.condition()).toBe("broken");
    session.transaction = "failed";
    expect(managed.condition()).toBe("broken");
  });

  it("invariant 6: what a borrower changed is reset first", async () => {
    const { managed, session, servers } = setUp();
    session.dirty = true;
    expect(managed.condition()).toBe("dirty");
    await managed.reset();
    expect(managed.condition()).toBe("clean");
    await managed.lend();
    expect(managed.condition()).toBe("dirty");
    await managed.reset();
    expect([managed.condition(), servers.asked]).toEqual(["clean", ["reset", "reset"]]);
  });

  it("invariant 7: an error that tells of a lost role takes the whole endpoint with it", async () => {
    const { managed, servers, lostRoles } = setUp();
    servers.fail("run", new ClientError("read-only-target"));
    expect(await kindOf(run(managed, fast, {}))).toBe("read-only-target");
    expect([lostRoles(), managed.condition()]).toEqual([1, "broken"]);
  });

  it.each([
    ["connection-lost", "broken"],
    ["corrupt", "broken"],
    ["internal", "broken"],
    ["unique-violation", "clean"],
    ["lock-timeout", "clean"],
    ["unknown", "clean"],
  ] as const)("after %s it is %s", async (kind, condition) => {
    const { managed, servers } = setUp();
    servers.fail("run", new ClientError(kind));
    await kindOf(run(managed, fast, {}));
    expect(managed.condition()).toBe(condition);
  });

  it.each([
    ["connection-lost", "broken"],
    ["corrupt", "dirty"],
    ["cannot-open", "dirty"],
  ] as const)("a permanent session is %s: %s, for it may be the database itself", async (kind, condition) => {
    const { managed, servers } = setUp(true);
    servers.fail("run", new ClientError(kind));
    await kindOf(run(managed, fast, {}));
    expect(managed.condition()).toBe(condition);
  });

  it("a permanent session with an open transaction is reset", () => {
    const { managed, session } = setUp(true);
    session.transaction = "open";
    expect(managed.condition()).toBe("dirty");
  });
});

describe("errors", () => {
  it("invariant 1 is the driver's to keep; what the server says of the transaction is told with the error", async () => {
    const { managed, session, servers } = setUp();
    session.transaction = "open";
    servers.fail("run", new ClientError("unique-violation", { table: "t" }));
    const error = await errorOf(run(managed, compiler.compile(sql`insert into t values (${"hunter2"})`), {}));
    expect(error).toMatchObject({
      kind: "unique-violation",
      engine: "fake",
      transactionState: "failed",
      table: "t",
      statement: "insert into t values ($1)",
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(managed.lastFailure).toBe(error);
  });

  it.each(["begin", "COMMIT", "/* x */ rollback", "start transaction"])(
    "text that controls transactions is refused: %s",
    async (text) => {
      const { managed, servers } = setUp();
      expect(await kindOf(run(managed, compiler.compile(sql.text(text)), {}))).toBe("usage");
      expect(await kindOf(managed.stream(compiler.compile(sql.text(text)), { batchSize: 1 }, 0).next())).toBe("usage");
      expect(servers.log).toEqual([]);
    },
  );
});
