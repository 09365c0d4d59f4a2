import { describe, expect, it } from "@jest/globals";
import { DatabaseError } from "../../../src/errors/index.ts";
import { defaultPoolOptions, Pool, type Lease, type PoolObserver, type PoolOptions } from "../../../src/pool/index.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeSource, type Thing } from "./fake-source.ts";

function setUp(
  options: Partial<PoolOptions> = {},
  observer: PoolObserver<Thing> = {},
): { clock: FakeClock; source: FakeSource; pool: Pool<Thing> } {
  const clock = new FakeClock();
  const source = new FakeSource();
  const pool = new Pool("test", { ...defaultPoolOptions, ...options }, source, observer, clock);
  return { clock, source, pool };
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "resolved",
    (error: unknown) => (DatabaseError.is(error) ? error.kind : String(error)),
  );
}

describe("lending", () => {
  it("opens when needed and lends the last returned first", async () => {
    const { pool, source } = setUp();
    const a = await pool.acquire();
    const b = await pool.acquire();
    a.release();
    b.release();
    expect((await pool.acquire()).resource).toBe(b.resource);
    expect(source.things.length).toBe(2);
  });

  it("gives an idle session without a promise", async () => {
    const { pool } = setUp();
    expect(pool.tryAcquire()).toBeUndefined();
    (await pool.acquire()).release();
    expect(pool.tryAcquire()?.resource.id).toBe(0);
  });

  it("never opens more than max, and serves in the order of arrival", async () => {
    const { pool, source } = setUp({ max: 2 });
    const order: number[] = [];
    const leases: Lease<Thing>[] = [];
    for (let caller = 0; caller < 20; caller++) {
      void pool.acquire().then((lease) => {
        order.push(caller);
        leases.push(lease);
      });
    }
    await settle();
    while (order.length < 20) {
      leases.shift()?.release();
      await settle();
    }
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(source.things.length).toBe(2);
  });

  it("a lease ends once", async () => {
    const { pool } = setUp();
    const lease = await pool.acquire();
    lease.release();
    lease.release();
    lease.discard();
    expect(pool.stats()).toMatchObject({ used: 0, released: 1, discarded: 0, idle: 1 });
  });

  it("nobody overtakes those who wait", async () => {
    const { pool } = setUp({ max: 1 });
    const first = await pool.acquire();
    const waiting = pool.acquire();
    first.release();
    expect(pool.tryAcquire()).toBeUndefined();
    expect((await waiting).resource.id).toBe(0);
  });
});

describe("sharing", () => {
  /** What became of callers who wait for a pool of two that is lent, some of whom would share. */
  async function queue(share: readonly boolean[]): Promise<{ pool: Pool<Thing>; served: Lease<Thing>[] }> {
    const { pool } = setUp({ max: 2 });
    const [first] = await Promise.all([pool.acquire(), pool.acquire()]);
    const served: Lease<Thing>[] = [];
    for (const one of share) void pool.acquire({ share: one }).then((lease) => served.push(lease));
    first?.release();
    await settle();
    return { pool, served };
  }

  it("those who share get a session together, as many as each has on the average", async () => {
    const { pool, served } = await queue([true, true, true, true, true]);
    expect(served.map(({ shared, resource }) => [shared, resource.id])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
    expect(pool.stats()).toMatchObject({ used: 2, sharing: 2, waiting: 2, acquired: 5 });
    served.shift()?.release();
    served.shift()?.release();
    await settle();
    expect(pool.stats()).toMatchObject({ used: 2, sharing: 0, waiting: 2 });
    served.shift()?.release();
    await settle();
    expect(pool.stats()).toMatchObject({ used: 2, sharing: 1, waiting: 0, released: 4 });
  });

  it("at most eight do", async () => {
    const { served } = await queue(Array.from({ length: 100 }, () => true));
    expect(served.length).toBe(8);
  });

  it("nobody who would not share is given a shared one, nor overtaken", async () => {
    const { served } = await queue([true, false, true, true, true, true]);
    expect(served.map(({ shared }) => shared)).toEqual([true]);
    served.shift()?.release();
    await settle();
    expect(served.map(({ shared }) => shared)).toEqual([false]);
  });

  it("a session thrown away by one of them is closed when all have ended", async () => {
    const { pool, served } = await queue([true, true, true]);
    expect(served.length).toBe(2);
    served[0]?.discard();
    expect(served[1]?.resource.closed).toBe(0);
    served[1]?.release();
    expect(pool.stats()).toMatchObject({ used: 1, sharing: 0, discarded: 1, closed: 1, waiting: 1 });
  });
});

describe("waiting", () => {
  it("ends after acquireTimeout, or at the caller's own deadline", async () => {
    const { pool, clock } = setUp({ max: 1, acquireTimeout: 100 });
    await pool.acquire();
    const patient = kindOf(pool.acquire());
    const hasty = kindOf(pool.acquire({ deadline: clock.now() + 10 }));
    await clock.advance(10);
    expect(await hasty).toBe("acquire-timeout");
    expect(pool.stats().waiting).toBe(1);
    await clock.advance(90);
    expect(await patient).toBe("acquire-timeout");
    expect(pool.stats()).toMatchObject({ waiting: 0, timedOut: 2 });
  });

  it("can be aborted, which frees the place in the queue", async () => {
    const { pool, clock } = setUp({ max: 1, maxQueue: 1 });
    const held = await pool.acquire();
    const abort = new AbortController();
    const waiting = kindOf(pool.acquire({ signal: abort.signal }));
    expect(await kindOf(pool.acquire())).toBe("queue-full");
    abort.abort();
    expect(await waiting).toBe("aborted");
    const next = pool.acquire();
    held.release();
    expect((await next).resource.id).toBe(0);
    expect(clock.pending).toBeLessThanOrEqual(1);
  });

  it("a signal that has fired is heeded before anything is opened", async () => {
    const { pool, source } = setUp();
    expect(await kindOf(pool.acquire({ signal: AbortSignal.abort() }))).toBe("aborted");
    expect(source.attempts).toBe(0);
  });
});

describe("age and health", () => {
  it("checks a session that was quiet for long, and replaces a sick one", async () => {
    const { pool, source, clock } = setUp({ validateAfter: 100, idleTimeout: 0 });
    (await pool.acquire()).release();
    await clock.advance(50);
    (await pool.acquire()).release();
    expect(source.things[0]?.checks).toBe(0);
    await clock.advance(101);
    const lease = await pool.acquire();
    expect([lease.resource.id, source.things[0]?.checks]).toEqual([0, 1]);
    lease.release();
    (source.things[0] as Thing).sick = true;
    await clock.advance(101);
    expect((await pool.acquire()).resource.id).toBe(1);
    expect(source.things[0]?.closed).toBe(1);
  });

  it("closes the old and the idle, down to min", async () => {
    const { pool, source, clock } = setUp({
      min: 1,
      idleTimeout: 100,
      maxLifetime: 1000,
      lifetimeJitter: 0.1,
      validateAfter: 0,
    });
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    for (const lease of leases) lease.release();
    await clock.advance(120);
    expect(pool.stats().size).toBe(1);
    // 1000 less half of a tenth.
    await clock.advance(840);
    expect(source.things.filter(({ closed }) => closed > 0).length).toBe(3);
    expect(pool.stats().size).toBe(1);
  });

  it("closes a worn session on return", async () => {
    const { pool, source } = setUp({ maxUses: 2 });
    (await pool.acquire()).release();
    (await pool.acquire()).release();
    expect((await pool.acquire()).resource.id).toBe(1);
    expect(source.things[0]?.closed).toBe(1);
  });

  it("keeps no more idle than maxIdle", async () => {
    const { pool } = setUp({ maxIdle: 1 });
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    for (const lease of leases) lease.release();
    await settle();
    expect(pool.stats()).toMatchObject({ idle: 1, size: 1, closed: 2 });
  });

  it("keeps idle sessions awake", async () => {
    const { pool, source, clock } = setUp({ keepAlive: 50, idleTimeout: 0, maxLifetime: 0 });
    (await pool.acquire()).release();
    await clock.advance(160);
    expect(source.things[0]?.checks).toBe(3);
    expect(pool.stats().idle).toBe(1);
  });

  it("resets what is dirty and throws away what is broken", async () => {
    const { pool, source } = setUp({ max: 1 });
    const dirty = await pool.acquire();
    dirty.resource.condition = "dirty";
    dirty.release();
    const clean = await pool.acquire();
    expect([clean.resource.id, clean.resource.resets]).toEqual([0, 1]);
    clean.resource.condition = "broken";
    clean.release();
    expect((await pool.acquire()).resource.id).toBe(1);
    expect(source.things[0]?.closed).toBe(1);
  });

  it("one lost session takes its older siblings with it, at once or when they come back", async () => {
    const { pool, source } = setUp();
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    leases[0]?.release();
    pool.lost(source.things[1] as Thing);
    await settle();
    expect(source.things.map(({ closed }) => closed)).toEqual([1, 0, 0]);
    leases[1]?.release();
    leases[2]?.release();
    await settle();
    expect(source.things.map(({ closed }) => closed)).toEqual([1, 1, 1]);
    expect((await pool.acquire()).resource.id).toBe(3);
  });

  it("a leak is reported once with the borrower's stack, and its return too", async () => {
    const told: string[] = [];
    const { pool, clock } = setUp(
      { leakThreshold: 100 },
      {
        onLeak: (stack) => told.push(`leak ${stack.includes("theLeakyCaller")}`),
        onLeakReturned: (_stack, heldFor) => told.push(`returned ${heldFor}`),
      },
    );
    const theLeakyCaller = (): Promise<Lease<Thing>> => pool.acquire();
    const lease = await theLeakyCaller();
    await clock.advance(350);
    lease.release();
    expect(told).toEqual(["leak true", "returned 350"]);
    expect(pool.stats().leaked).toBe(1);
  });
});

describe("failing to open", () => {
  it("rejects those who wait when no session lives, and backs off with one attempt at a time", async () => {
    const { pool, source, clock } = setUp({ max: 10, backoff: { initial: 100, max: 400 } });
    source.mode = "fail";
    const first = await Promise.all(Array.from({ length: 5 }, () => kindOf(pool.acquire())));
    expect(first).toEqual(Array.from({ length: 5 }, () => "cannot-connect"));
    const attempts = source.attempts;
    const later = Array.from({ length: 50 }, () => kindOf(pool.acquire()));
    await settle();
    expect(source.attempts).toBe(attempts);
    await clock.advance(400);
    expect(source.attempts).toBe(attempts + 1);
    expect(new Set(await Promise.all(later))).toEqual(new Set(["cannot-connect"]));
    source.mode = "open";
    const healed = pool.acquire();
    await clock.advance(400);
    expect((await healed).resource.id).toBe(0);
  });

  it("lets those who wait go on while other sessions live", async () => {
    const { pool, source, clock } = setUp({ max: 2 });
    const held = await pool.acquire();
    source.mode = "fail";
    const waiting = pool.acquire();
    await settle();
    expect(pool.stats().waiting).toBe(1);
    held.release();
    expect((await waiting).resource.id).toBe(0);
    await clock.advance(10);
  });

  it("what waiting cannot mend rejects everybody, whoever lives", async () => {
    const { pool, source } = setUp({ max: 2 });
    await pool.acquire();
    source.mode = "refuse";
    expect(await kindOf(pool.acquire())).toBe("authentication-failed");
  });

  it("an acquire that timed out tells the last failure", async () => {
    const { pool, source, clock } = setUp({ max: 2, acquireTimeout: 50, backoff: { initial: 1000, max: 1000 } });
    await pool.acquire();
    source.mode = "fail";
    const waiting = pool.acquire().catch((error: unknown) => error);
    await settle();
    await clock.advance(50);
    expect(((await waiting) as { cause?: { kind?: string } }).cause?.kind).toBe("cannot-connect");
  });
});

describe("changing and closing", () => {
  it("grows and shrinks while it runs", async () => {
    const { pool } = setUp({ max: 1 });
    const held = await pool.acquire();
    const waiting = pool.acquire();
    pool.resize({ max: 2 });
    const second = await waiting;
    pool.resize({ max: 1, min: 0 });
    held.release();
    second.release();
    await settle();
    expect(pool.stats().size).toBe(1);
    expect(() => pool.resize({ max: 0 })).toThrow(/max/);
  });

  it("suspends and resumes", async () => {
    const { pool } = setUp();
    (await pool.acquire()).release();
    pool.suspend();
    let served = false;
    const waiting = pool.acquire().then(() => (served = true));
    await settle();
    expect(served).toBe(false);
    pool.resume();
    await waiting;
  });

  it("fills up to min", async () => {
    const { pool, source } = setUp({ min: 3 });
    await pool.fill();
    expect([source.living, pool.stats().idle]).toEqual([3, 3]);
  });

  it("drains: who waits is served, who comes is refused, everything is closed", async () => {
    const { pool, source, clock } = setUp({ max: 1 });
    const held = await pool.acquire();
    const waiting = pool.acquire();
    const closing = pool.close(1000);
    expect(pool.close(5)).toBe(closing);
    expect(await kindOf(pool.acquire())).toBe("closed");
    held.release();
    (await waiting).release();
    await closing;
    expect([source.living, clock.pending]).toEqual([0, 0]);
    expect(pool.stats()).toMatchObject({ size: 0, refused: 1 });
  });

  it("after the deadline it closes what is lent and refuses who waits", async () => {
    const { pool, source, clock } = setUp({ max: 1 });
    const held = await pool.acquire();
    const waiting = kindOf(pool.acquire());
    let closed = false;
    const closing = pool.close(100).then(() => (closed = true));
    await clock.advance(100);
    expect(await waiting).toBe("closed");
    expect(held.resource.closed).toBe(1);
    // A borrower that never gives back does not keep the application from ending.
    await settle();
    expect(closed).toBe(true);
    held.release();
    await closing;
    expect(pool.stats()).toMatchObject({ size: 0, used: 0 });
    expect(source.things.length).toBe(1);
  });

  it("closing while a session is being opened closes that too", async () => {
    const { pool, source, clock } = setUp();
    source.mode = "hold";
    const waiting = kindOf(pool.acquire());
    await settle();
    const closing = pool.close(10);
    await clock.advance(10);
    expect(await waiting).toBe("closed");
    source.letOpen();
    await closing;
    expect(source.living).toBe(0);
  });
});
