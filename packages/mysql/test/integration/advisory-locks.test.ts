import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { advisoryLockKey, mariadb, mysql, withAdvisoryLock } from "../../src/index.ts";
import { databases, rejection, type Make } from "./support/database.ts";

function tests(define: Make, url: string): void {
  const made = databases(define, () => url);

  it("one at a time, whoever asks", async () => {
    const [one, two] = [made.make(), made.make()];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<number> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return --inside;
    };
    await Promise.all([one, two, one, two].map((db) => withAdvisoryLock(db, made.name, work)));
    expect(most).toBe(1);
  });

  it("not to be had in time, or to be had again by who has it", async () => {
    const db = made.make();
    await withAdvisoryLock(db, 7n, async (session) => {
      for (const wait of [false, "1s"] as const)
        expect(await rejection(withAdvisoryLock(db, 7n, async () => 1, { wait }))).toMatchObject({
          kind: "lock-timeout",
        });
      const signal = AbortSignal.timeout(100);
      expect(await rejection(withAdvisoryLock(db, 7n, async () => 1, { signal }))).toMatchObject({ kind: "aborted" });
      expect(await withAdvisoryLock(session, 7n, async () => "again")).toBe("again");
      expect(await withAdvisoryLock(db, "7 in another case", async () => "other")).toBe("other");
    });
    expect(await withAdvisoryLock(db, 7n, async () => "free", { wait: false })).toBe("free");
  });

  it("given back when the callback throws, and missed when it was given back before", async () => {
    const db = made.make();
    const mine = withAdvisoryLock(db, made.name, () => Promise.reject(new Error("mine")));
    expect(await rejection(mine)).toMatchObject({ message: "mine" });
    const early = withAdvisoryLock(db, made.name, (session) => session.query(sql`select release_all_locks()`));
    expect(await rejection(early)).toMatchObject({ kind: "usage" });
    expect(await withAdvisoryLock(db, made.name, async () => 1, { wait: false })).toBe(1);
  });

  it("refuses transactions and keys that are none", async () => {
    const db = made.make();
    const inside = db.transaction((tx) => withAdvisoryLock(tx as never, "x", async () => 1));
    expect(await rejection(inside)).toMatchObject({ kind: "unsupported" });
    expect(await rejection(withAdvisoryLock(db, 2n ** 63n, async () => 1))).toMatchObject({ kind: "usage" });
    expect(await rejection(withAdvisoryLock(db, "x", async () => 1, { wait: "soon" as never }))).toMatchObject({
      kind: "usage",
    });
  });

  it("a name that will not change", () => {
    expect(advisoryLockKey("x")).toBe("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db");
  });
}

describeServer("mysql", "advisory locks", (server) => tests(mysql, server.url));
describeServer("mariadb", "advisory locks", (server) => tests(mariadb, server.url));
