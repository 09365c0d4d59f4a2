import { beforeAll, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import {
  commitPrepared,
  mariadb,
  mysql,
  prepareTransaction,
  preparedTransactions,
  rollbackPrepared,
} from "../../src/index.ts";
import { databases, rejection, type Make } from "./support/database.ts";

function tests(define: Make, url: string): void {
  const made = databases(define, () => url);
  const table = sql.id(`${made.name}_xa`);
  const name = (text: string): string => `${made.name} ${text}`;
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));
  beforeAll(() =>
    made
      .make()
      .execute(sql`create table ${table} (id int primary key)`)
      .then(() => undefined),
  );

  it("prepared in one session, ended from another", async () => {
    const [one, two] = [made.make(), made.make()];
    const insert = (id: number) =>
      prepareTransaction(one, name(`insert ${id}`), (session) =>
        session.execute(sql`insert into ${table} values (${id})`),
      );
    expect(await insert(1)).toMatchObject({ affectedRows: 1 });
    await insert(2);
    const left = (await preparedTransactions(two))
      .map((found) => found.name)
      .filter((found) => found.startsWith(made.name));
    expect(left.toSorted()).toEqual([name("insert 1"), name("insert 2")]);
    expect(await two.query(sql`select id from ${table}`)).toEqual([]);
    expect(await rejection(insert(1))).toMatchObject({ kind: "duplicate-object", nativeCode: 1440 });
    await commitPrepared(two, name("insert 1"));
    await rollbackPrepared(two, name("insert 2"));
    expect(await two.query(sql`select id from ${table}`)).toEqual([{ id: 1 }]);
    for (const end of [commitPrepared, rollbackPrepared])
      expect(await rejection(end(two, name("insert 1")))).toMatchObject({ kind: "undefined-object", nativeCode: 1397 });
  });

  it("rolled back when the callback throws, or the server refuses", async () => {
    const db = made.make({ pool: { max: 1 } });
    const mine = prepareTransaction(db, name("mine"), async (session) => {
      await session.execute(sql`insert into ${table} values (10)`);
      throw new Error("mine");
    });
    expect(await rejection(mine)).toMatchObject({ message: "mine" });
    const refused = prepareTransaction(db, name("refused"), (session) =>
      session.execute(sql`insert into ${table} values (1), (1)`),
    );
    expect(await rejection(refused)).toMatchObject({ kind: "unique-violation" });
    const nested = prepareTransaction(db, name("nested"), (session) => session.transaction(() => Promise.resolve()));
    expect(await rejection(nested)).toMatchObject({ kind: "transaction-state" });
    expect(await db.query(sql`select id from ${table} where id = 10`)).toEqual([]);
    expect((await preparedTransactions(db)).filter((found) => found.name.startsWith(made.name))).toEqual([]);
  });

  it("needs a name", async () => {
    for (const wrong of ["", "x".repeat(65)])
      expect(await rejection(prepareTransaction(made.make(), wrong, async () => 1))).toMatchObject({ kind: "usage" });
  });
}

describeServer("mysql", "two-phase commit", (server) => tests(mysql, server.url));
describeServer("mariadb", "two-phase commit", (server) => tests(mariadb, server.url));
