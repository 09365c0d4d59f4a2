import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { advisoryLockKey, withAdvisoryLock } from "../../src/index.ts";
import { doubleDatabases } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

it("a key's name is the same for ever", () => {
  expect(advisoryLockKey("jobs")).toBe("5d9a17cb70b9733aadc073a44c21889d33325874c51f9c0c");
  expect(advisoryLockKey(7n)).toBe(advisoryLockKey("7"));
});

describeServer("h2", "advisory locks on the double", (server) => {
  const { make } = doubleDatabases(server.url);
  const db = make();

  it("one at a time holds it, and gets it again", async () => {
    const order: string[] = [];
    const work = (name: string) =>
      withAdvisoryLock(db, "one", async (session) => {
        order.push(`${name} in`);
        await withAdvisoryLock(session, "one", async () => session.query(sql`select 1 as n from dual`));
        order.push(`${name} out`);
      });
    await Promise.all([work("a"), work("b"), work("c")]);
    for (let at = 0; at < 6; at += 2) expect(order[at + 1]).toBe(order[at]?.replace("in", "out"));
  });

  it("a wait ends in time, by a signal, or at once", async () => {
    await withAdvisoryLock(db, "held", async () => {
      const ask = (options: object) => rejection(withAdvisoryLock(db, "held", () => Promise.resolve(), options));
      expect(await ask({ wait: false })).toMatchObject({ kind: "lock-timeout" });
      expect(await ask({ wait: 900 })).toMatchObject({ kind: "lock-timeout" });
      expect(await ask({ signal: AbortSignal.timeout(80) })).toMatchObject({ kind: "aborted" });
      expect(await ask({ signal: AbortSignal.abort() })).toMatchObject({ kind: "aborted" });
    });
    expect(await withAdvisoryLock(db, "held", () => Promise.resolve("free again"), { wait: false })).toBe("free again");
  });

  it("what the callback throws gives it back", async () => {
    const fail = withAdvisoryLock(db, "thrown", () => Promise.reject(new Error("mine")));
    expect(await rejection(fail)).toMatchObject({ message: "mine" });
    expect(await withAdvisoryLock(db, "thrown", () => Promise.resolve(1), { wait: false })).toBe(1);
  });

  it("a transaction has none", async () => {
    const error = await rejection(db.transaction((tx) => withAdvisoryLock(tx as never, "tx", () => Promise.resolve())));
    expect(error).toMatchObject({ kind: "unsupported" });
  });
});
