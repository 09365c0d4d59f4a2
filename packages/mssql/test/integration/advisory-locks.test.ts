import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, DatabaseError, sql, type RelationalDatabase } from "@db/core";
import { advisoryLockKey, mssql, withAdvisoryLock } from "../../src/index.ts";
import { describeDouble } from "../support/double.ts";

async function kindOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  return DatabaseError.is(outcome) ? outcome.kind : String(outcome);
}

await describeDouble("advisory locks", {}, ({ server }) => {
  const made: RelationalDatabase[] = [];
  const open = (max = 4): RelationalDatabase => {
    const db = createDatabase(mssql({ ...server.address, username: "sa", password: "x", tls: false, pool: { max } }));
    made.push(db);
    return db;
  };
  afterAll(() => Promise.all(made.map((db) => db.close())));

  it("one at a time holds it, whoever asks", async () => {
    const [one, other] = [open(), open()];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all([one, other, one, other].map((db) => withAdvisoryLock(db, "key", work)));
    expect(most).toBe(1);
  });

  it("is not to be had in time while another has it, but another lock is", async () => {
    const [one, other] = [open(), open()];
    await withAdvisoryLock(one, "key", async () => {
      for (const wait of [false, 50] as const)
        expect(await kindOf(withAdvisoryLock(other, "key", () => Promise.resolve(), { wait }))).toBe("lock-timeout");
      expect(await withAdvisoryLock(other, "Key", () => Promise.resolve("another"), { wait: false })).toBe("another");
    });
  });

  it("is shared by those who ask for that", async () => {
    const [one, other] = [open(), open()];
    const shared = { shared: true, wait: false };
    await withAdvisoryLock(
      one,
      7n,
      async () => {
        expect(await withAdvisoryLock(other, 7n, () => Promise.resolve("both"), shared)).toBe("both");
        expect(await kindOf(withAdvisoryLock(other, 7n, () => Promise.resolve(), { wait: false }))).toBe(
          "lock-timeout",
        );
      },
      shared,
    );
  });

  it("of a session is taken again by it, and gone with it", async () => {
    const [one, other] = [open(), open()];
    await one.session(async (session) => {
      await withAdvisoryLock(session, "k", (holder) => withAdvisoryLock(holder, "k", () => Promise.resolve()));
      expect(await withAdvisoryLock(other, "k", () => Promise.resolve("free"), { wait: false })).toBe("free");
    });
  });

  it("of a transaction is held until it ends", async () => {
    const [one, other] = [open(), open()];
    await one.transaction(async (tx) => {
      await withAdvisoryLock(tx, "t", (same) => same.execute(sql`select 1`));
      expect(await kindOf(withAdvisoryLock(other, "t", () => Promise.resolve(), { wait: false }))).toBe("lock-timeout");
    });
    expect(await withAdvisoryLock(other, "t", () => Promise.resolve("free"), { wait: false })).toBe("free");
  });

  it("that somebody else gave back is told as lost", async () => {
    const call = withAdvisoryLock(open(), "lost", (session) =>
      session.execute(sql`exec sp_releaseapplock @Resource = ${advisoryLockKey("lost")}, @LockOwner = 'Session'`),
    );
    expect(await kindOf(call)).toBe("usage");
  });

  it("is waited for no longer than its signal allows", async () => {
    const [one, other] = [open(), open()];
    await withAdvisoryLock(one, "s", async () => {
      const call = withAdvisoryLock(other, "s", () => Promise.resolve(), { signal: AbortSignal.timeout(50) });
      expect(await kindOf(call)).toBe("aborted");
    });
    expect(await kindOf(withAdvisoryLock(one, "s", () => Promise.reject(new Error("mine"))))).toBe("Error: mine");
  });
});

describe("a key", () => {
  it("has a name that does not change, of letters the server cannot confuse", () => {
    expect(advisoryLockKey("key")).toBe("db:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a");
    expect(advisoryLockKey(7n)).toMatch(/^db:[\da-f]{48}$/);
    expect(advisoryLockKey("Key")).not.toBe(advisoryLockKey("key"));
  });

  it("is a text or a number of 64 bits", async () => {
    const db = createDatabase(mssql());
    for (const key of [2n ** 63n, 5] as const)
      expect(await kindOf(withAdvisoryLock(db, key as bigint, () => Promise.resolve()))).toBe("usage");
    await db.close();
  });
});
