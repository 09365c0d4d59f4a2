import { describe, expect, it } from "@jest/globals";
import { sql } from "../../../src/statement/index.ts";
import type { Propagation, Transaction } from "../../../src/transaction/index.ts";
import { ClientError, errorOf, fakeDatabase, kindOf } from "../database/fake-driver.ts";

const one = sql`select 1`;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("propagation", () => {
  const begun = ["begin", "select 1", "commit"];
  const without = ["select 1"];
  const savepoint = ['savepoint "db_savepoint_1_1"', "select 1", 'release savepoint "db_savepoint_1_1"'];

  it.each<[Propagation, readonly string[] | string]>([
    ["required", begun],
    ["requires-new", begun],
    ["nested", begun],
    ["mandatory", "transaction-state"],
    ["supports", without],
    ["not-supported", without],
    ["never", without],
  ])("%s, where none is under way", async (propagation, expected) => {
    const { db, servers } = fakeDatabase();
    const outcome = await kindOf(db.transaction((tx) => tx.query(one), { propagation }));
    expect(outcome === "fulfilled" ? servers.asked.filter((line) => line !== "connect") : outcome).toEqual(expected);
    await db.close();
  });

  it.each<[Propagation, readonly string[] | string, number]>([
    ["required", ["select 1"], 1],
    ["requires-new", begun, 2],
    ["nested", savepoint, 1],
    ["mandatory", ["select 1"], 1],
    ["supports", ["select 1"], 1],
    ["not-supported", without, 2],
    ["never", "transaction-state", 1],
  ])("%s, where one is under way", async (propagation, expected, sessions) => {
    const { db, servers } = fakeDatabase();
    await db.transaction(async (tx) => {
      const before = servers.log.length;
      const outcome = await kindOf(tx.transaction((inner) => inner.query(one), { propagation }));
      const asked = servers.asked.slice(before).filter((line) => line !== "connect");
      expect(outcome === "fulfilled" ? asked : outcome).toEqual(expected);
    });
    expect(servers.sessions.length).toBe(sessions);
    await db.close();
  });

  it("ambient transactions are joined by calls on the database, unless told otherwise", async () => {
    const { db, servers } = fakeDatabase();
    await db.transaction(
      async () => {
        await db.query(one);
        await db.transaction((tx) => tx.query(one));
        await db.transaction((tx) => tx.query(one), { propagation: "requires-new" });
      },
      { ambient: true },
    );
    expect(servers.log).toEqual([
      "primary connect",
      "primary#0 begin",
      "primary#0 select 1",
      "primary#0 select 1",
      "primary connect",
      "primary#1 begin",
      "primary#1 select 1",
      "primary#1 commit",
      "primary#0 commit",
    ]);
    await db.close();
  });

  it("invariant 10: a second transaction with a full pool fails at once, with a named error", async () => {
    const { db } = fakeDatabase({ settings: { pool: { max: 1, acquireTimeout: "10s" } } });
    const began = performance.now();
    const outcome = kindOf(db.transaction((tx) => tx.transaction(async () => 1, { propagation: "requires-new" })));
    expect(await outcome).toBe("queue-full");
    expect(performance.now() - began).toBeLessThan(200);
    await db.close();
  });

  it("settings that a joined or nested transaction cannot have are refused, never ignored (invariant 12)", async () => {
    const { db } = fakeDatabase();
    await db
      .transaction(async (tx) => {
        expect(await kindOf(tx.transaction(async () => 1, { isolation: "serializable" }))).toBe("usage");
        expect(await kindOf(tx.transaction(async () => 1, { retry: { attempts: 2 } }))).toBe("usage");
        expect(await kindOf(tx.transaction(async () => 1, { propagation: "required", readOnly: true }))).toBe(
          "transaction-state",
        );
        expect(await kindOf(tx.transaction(async () => 1, { propagation: "required", timeout: "1s" }))).toBe("usage");
        expect(await kindOf(tx.transaction(async () => 1, { propagation: "sideways" as Propagation }))).toBe("usage");
        expect(await kindOf(tx.transaction("text" as never))).toBe("usage");
      })
      .catch(() => undefined);
    expect(await kindOf(db.transaction(async () => 1, { isolation: "snapshot" }))).toBe("unsupported");
    expect(await kindOf(db.transaction(async () => 1, { immediate: true }))).toBe("unsupported");
    expect(await kindOf(db.transaction(async () => 1, { propagation: "supports", readOnly: true }))).toBe("usage");
    await db.close();
  });

  it("without transactions the engine refuses them", async () => {
    const { db } = fakeDatabase({ capabilities: { transactions: false } });
    expect(await kindOf(db.transaction(async () => 1))).toBe("unsupported");
    const other = fakeDatabase({ capabilities: { savepoints: false } });
    expect(await kindOf(other.db.transaction((tx) => tx.transaction(async () => 1)))).toBe("unsupported");
    await Promise.all([db.close(), other.db.close()]);
  });
});

describe("endings", () => {
  it("rollback-only rejects the commit with its reason", async () => {
    const { db, servers } = fakeDatabase();
    const reason = new Error("enough");
    const error = await errorOf(db.transaction(async (tx) => tx.setRollbackOnly(reason)));
    expect(error).toMatchObject({ kind: "rolled-back", retry: "never", transactionState: "ended", cause: reason });
    expect(servers.asked).toEqual(["connect", "begin", "rollback"]);
    await db.close();
  });

  it("a joined transaction that failed dooms the one it joined", async () => {
    const { db, servers } = fakeDatabase();
    const error = await errorOf(
      db.transaction(async (tx) => {
        await tx
          .transaction(() => Promise.reject(new Error("inner")), { propagation: "required" })
          .catch(() => undefined);
      }),
    );
    expect(error).toMatchObject({ kind: "rolled-back", cause: { message: "inner" } });
    expect(servers.asked.at(-1)).toBe("rollback");
    await db.close();
  });

  it("invariant 1: a statement whose failure was swallowed makes the commit reject, with that failure as its cause", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("run", new ClientError("unique-violation"));
    const error = await errorOf(db.transaction(async (tx) => void (await tx.query(one).catch(() => undefined))));
    expect(error).toMatchObject({ kind: "rolled-back", cause: { kind: "unique-violation" } });
    await db.close();
  });

  it("a transaction the server has ended by itself is not gone on with", async () => {
    const { db, servers } = fakeDatabase();
    const error = await errorOf(
      db.transaction(async (tx) => {
        servers.fail("run", new ClientError("deadlock"));
        await tx.query(one).catch(() => undefined);
        servers.sessions[0]!.transaction = "none";
        await tx.execute(sql`delete from everything`);
      }),
    );
    expect(error).toMatchObject({
      kind: "transaction-failed",
      transactionState: "ended",
      retry: "transaction",
      cause: { kind: "deadlock" },
    });
    expect(servers.asked).not.toContain("delete from everything");
    await db.close();
  });

  it("invariant 2: a failed commit throws the session away, keeps the first error and attaches the second", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("commit", new ClientError("serialization-failure"));
    servers.fail("rollback", new ClientError("internal"));
    const error = await errorOf(db.transaction((tx) => tx.query(one)));
    expect(error).toMatchObject({ kind: "serialization-failure", rollbackError: { kind: "internal" } });
    await db.query(one);
    expect(servers.sessions.map(({ closed }) => closed)).toEqual([true, false]);
    await db.close();
  });

  it("invariant 2: a failed rollback throws the session away and is attached to the callback's own error", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("rollback", new ClientError("lock-timeout"));
    const mine = new RangeError("mine");
    const error = await errorOf(db.transaction(() => Promise.reject(mine)));
    expect(error).toBe(mine);
    expect(error).toMatchObject({ rollbackError: { kind: "lock-timeout" } });
    expect(servers.sessions[0]!.closed).toBe(true);
    await db.close();
  });

  it("a connection lost during the commit leaves the outcome unknown", async () => {
    const { db, servers } = fakeDatabase();
    const order: string[] = [];
    servers.fail("commit", new ClientError("connection-lost"));
    const error = await errorOf(
      db.transaction(async (tx) => {
        tx.afterCommit(() => void order.push("commit"));
        tx.afterRollback(() => void order.push("rollback"));
      }),
    );
    expect(error).toMatchObject({
      kind: "outcome-unknown",
      retry: "outcome-unknown",
      cause: { kind: "connection-lost" },
    });
    // Nobody knows, so neither is told.
    expect(order).toEqual([]);
    expect(servers.open).toEqual([]);
    await db.close();
  });

  it("a begin that fails gives the session back", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("begin", new ClientError("permission-denied"));
    expect(await kindOf(db.transaction(async () => 1))).toBe("permission-denied");
    expect(db.endpoints[0]!.stats()).toMatchObject({ used: 0, idle: 1 });
    await db.close();
  });

  it("a savepoint that cannot be rolled back dooms what is around it", async () => {
    const { db, servers } = fakeDatabase();
    servers.answer = (text) => {
      if (text.startsWith("rollback to")) throw new ClientError("connection-lost");
      return undefined;
    };
    const error = await errorOf(
      db.transaction(async (tx) => {
        await tx.transaction(() => Promise.reject(new Error("inner"))).catch(() => undefined);
      }),
    );
    expect(error).toMatchObject({ kind: "rolled-back" });
    expect(servers.open).toEqual([]);
    await db.close();
  });

  it("the limits of a transaction bound all of it", async () => {
    const { db, servers } = fakeDatabase();
    expect(await kindOf(db.transaction((tx) => tx.query(sql`select 'slow'`), { timeout: 20 }))).toBe("timeout");
    expect(await kindOf(db.transaction(() => pause(30), { timeout: 10 }))).toBe("timeout");
    expect(servers.asked.filter((line) => line === "commit")).toEqual([]);
    await db.close();
  });
});

describe("hooks", () => {
  async function inOrder(fail: boolean): Promise<string[]> {
    const { db } = fakeDatabase();
    const order: string[] = [];
    const hooks = (tx: Transaction, name: string): void => {
      tx.afterCommit(async () => void order.push(`commit ${name}`));
      tx.afterRollback(() => void order.push(`rollback ${name}`));
    };
    await db
      .transaction(async (tx) => {
        hooks(tx, "outer 1");
        await tx.transaction(async (inner) => hooks(inner, "kept"));
        await tx
          .transaction(async (inner) => {
            hooks(inner, "undone");
            throw new Error("undone");
          })
          .catch(() => undefined);
        hooks(tx, "outer 2");
        order.push("end");
        if (fail) throw new Error("outer");
      })
      .catch(() => undefined);
    await db.close();
    return order;
  }

  it("run after the outermost commit in the order given; those of an undone savepoint when it is undone", async () => {
    expect(await inOrder(false)).toEqual(["rollback undone", "end", "commit outer 1", "commit kept", "commit outer 2"]);
  });

  it("run after the rollback of everything around them", async () => {
    expect(await inOrder(true)).toEqual([
      "rollback undone",
      "end",
      "rollback outer 1",
      "rollback kept",
      "rollback outer 2",
    ]);
  });
});

describe("retry", () => {
  const lost = (): ClientError => new ClientError("serialization-failure");

  it("repeats the whole callback, with growing waits, and gives the last value", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("commit", lost(), 3);
    const times: number[] = [];
    const value = await db.transaction(
      async () => {
        times.push(performance.now());
        return times.length;
      },
      { retry: { attempts: 4, delay: 20, maxDelay: 40, jitter: 0 } },
    );
    expect(value).toBe(4);
    const waits = times.slice(1).map((time, index) => time - times[index]!);
    expect(waits.map((wait, index) => wait >= [20, 40, 40][index]! - 2 && wait < [20, 40, 40][index]! + 40)).toEqual([
      true,
      true,
      true,
    ]);
    await db.close();
  });

  it.each(["unique-violation", "syntax-error", "timeout", "unknown"] as const)("not after %s", async (kind) => {
    const { db, servers } = fakeDatabase();
    servers.fail("run", new ClientError(kind), 5);
    let attempts = 0;
    const outcome = db.transaction(
      async (tx) => {
        attempts++;
        await tx.query(one);
      },
      { retry: { attempts: 5, delay: 0 } },
    );
    expect([await kindOf(outcome), attempts]).toEqual([kind, 1]);
    await db.close();
  });

  it("gives the last error when the attempts are used up", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("commit", lost(), 9);
    expect(await kindOf(db.transaction((tx) => tx.query(one), { retry: { attempts: 3, delay: 0 } }))).toBe(
      "serialization-failure",
    );
    expect(servers.asked.filter((line) => line === "begin").length).toBe(3);
    await db.close();
  });

  it("invariant 9: never inside a caller's transaction", async () => {
    const { db, servers } = fakeDatabase({ settings: { retry: { attempts: 5, delay: 0 } } });
    servers.answer = (text) => {
      if (text === "select 1") throw new ClientError("deadlock");
      return undefined;
    };
    let inner = 0;
    let outer = 0;
    await kindOf(
      db.transaction(async (tx) => {
        outer++;
        await tx.transaction(async (nested) => {
          inner++;
          await nested.query(one);
        });
      }),
    );
    expect([outer, inner]).toEqual([5, 5]);
    await db.close();
  });

  it("invariant 9: an unknown outcome is repeated only with verify, and only if the work is not there", async () => {
    for (const [verify, outcome, begins] of [
      [undefined, "outcome-unknown", 1],
      [() => true, 7, 1],
      [async () => false, 7, 2],
    ] as const) {
      const { db, servers } = fakeDatabase();
      servers.fail("commit", new ClientError("connection-lost"));
      const value = await db
        .transaction(async () => 7, { retry: { attempts: 3, delay: 0, verify } })
        .catch((error: { kind: string }) => error.kind);
      expect([value, servers.asked.filter((line) => line === "begin").length]).toEqual([outcome, begins]);
      await db.close();
    }
  });

  it("ends with the signal and the deadline, and gives the attempt's error", async () => {
    const { db, servers } = fakeDatabase();
    servers.fail("commit", lost(), 99);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const began = performance.now();
    expect(
      await kindOf(db.transaction(async () => 1, { retry: { attempts: 9, delay: "10s" }, signal: abort.signal })),
    ).toBe("serialization-failure");
    expect(await kindOf(db.transaction(async () => 1, { retry: { attempts: 9, delay: "10s" }, timeout: 50 }))).toBe(
      "serialization-failure",
    );
    expect(performance.now() - began).toBeLessThan(1000);
    await db.close();
  });

  it.each([{ attempts: 0 }, { attempts: 1.5 }, { attempts: 2, jitter: 2 }, { attempts: 2, delay: "soon" }])(
    "%j is no plan",
    async (retry) => {
      const { db } = fakeDatabase();
      expect(await kindOf(db.transaction(async () => 1, { retry }))).toBe("usage");
      await db.close();
    },
  );
});

describe("misuse", () => {
  it("a transaction that has ended cannot be used", async () => {
    const { db } = fakeDatabase();
    let kept: Transaction | undefined;
    await db.transaction(async (tx) => void (kept = tx));
    expect(await kindOf(kept!.query(one))).toBe("transaction-state");
    expect(await kindOf(kept!.transaction(async () => 1))).toBe("transaction-state");
    expect(() => kept!.setRollbackOnly()).toThrow(expect.objectContaining({ kind: "transaction-state" }));
    expect(() => kept!.afterCommit(() => undefined)).toThrow(expect.objectContaining({ kind: "transaction-state" }));
    await db.close();
  });

  it("the outer one cannot be used while a nested one is open", async () => {
    const { db } = fakeDatabase();
    await db.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        expect(await kindOf(tx.query(one))).toBe("transaction-state");
        await inner.query(one);
      });
      await tx.query(one);
    });
    await db.close();
  });

  it("the manual form ends once, by its owner", async () => {
    const { db, servers } = fakeDatabase();
    const tx = await db.begin();
    const inner = await tx.begin();
    expect(await kindOf(tx.commit())).toBe("transaction-state");
    await inner.rollback();
    await tx.commit();
    expect(await kindOf(tx.commit())).toBe("transaction-state");
    expect(await kindOf(tx.rollback())).toBe("transaction-state");
    {
      await using disposed = await db.begin();
      await disposed.query(one);
    }
    expect(servers.asked.at(-1)).toBe("rollback");
    expect(await kindOf(db.begin({ retry: { attempts: 2 } }))).toBe("usage");
    expect(await kindOf(db.begin({ ambient: true }))).toBe("usage");
    expect(await kindOf(db.begin({ propagation: "nested" }))).toBe("usage");
    await db.close();
  });

  it("a callback's transaction is not ended by hand", async () => {
    const { db } = fakeDatabase();
    await db.transaction(async (tx) => {
      const manual = tx as unknown as { commit(): Promise<void>; rollback(): Promise<void> };
      expect(await kindOf(manual.commit())).toBe("transaction-state");
      expect(await kindOf(manual.rollback())).toBe("transaction-state");
    });
    await db.close();
  });

  it("a pinned session has one transaction at a time, and is of no use after its callback", async () => {
    const { db } = fakeDatabase();
    const kept = await db.session(async (session) => {
      const tx = await session.begin();
      expect(await kindOf(session.begin())).toBe("transaction-state");
      await tx.commit();
      await session.transaction((inner) => inner.query(one));
      return session;
    });
    expect(await kindOf(kept.query(one))).toBe("closed");
    expect(await kindOf(kept.begin())).toBe("closed");
    await db.close();
  });
});
