import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { commitPrepared, prepareTransaction, rollbackPrepared } from "../../src/index.ts";
import { doubleDatabases } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "two-phase commit on the double", (server) => {
  const { make } = doubleDatabases(server.url);
  const db = make();
  const ids = async () => (await db.query(sql`select id from phases order by id`)).map(({ id }) => id);

  it("what was prepared is committed or rolled back by any session", async () => {
    await db.execute(sql`create table phases (id number(9) primary key)`);
    for (const [name, id] of [
      ["first", 1],
      ["second", 2],
    ] as const)
      await prepareTransaction(db, name, (session) => session.execute(sql`insert into phases values (${id})`));
    expect(await ids()).toEqual([]);
    await commitPrepared(make(), "first");
    await rollbackPrepared(db, "second");
    expect(await ids()).toEqual([1]);
  });

  it("a callback that throws leaves nothing", async () => {
    const failing = prepareTransaction(db, "third", async (session) => {
      await session.execute(sql`insert into phases values (3)`);
      throw new Error("mine");
    });
    expect(await rejection(failing)).toMatchObject({ message: "mine" });
    expect(await ids()).toEqual([1]);
  });

  it("definitions and transactions inside of it are refused", async () => {
    const inside = (text: string) =>
      prepareTransaction(db, `inside ${text}`, (session) => session.execute(sql`${sql.raw(text)}`));
    expect(await rejection(inside("create table more (id number)"))).toMatchObject({ kind: "transaction-state" });
    const nested = prepareTransaction(db, "nested", (session) => session.transaction(() => Promise.resolve()));
    expect(await rejection(nested)).toMatchObject({ kind: "transaction-state" });
  });

  it("names are told apart", async () => {
    expect(await rejection(commitPrepared(db, "never was"))).toMatchObject({ kind: "undefined-object" });
    expect(await rejection(rollbackPrepared(db, "never was"))).toMatchObject({ kind: "undefined-object" });
    for (const name of ["", "x".repeat(65)])
      expect(await rejection(commitPrepared(db, name))).toMatchObject({ kind: "usage" });
    const insert = (id: number) =>
      prepareTransaction(db, "taken", (s) => s.execute(sql`insert into phases values (${id})`));
    await insert(10);
    expect(await rejection(insert(11))).toMatchObject({ kind: "duplicate-object" });
    await rollbackPrepared(db, "taken");
    await db.execute(sql`drop table phases`);
  });
});
