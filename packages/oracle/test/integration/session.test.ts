import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { doubleDatabases, valueOf } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "sessions on the double", (server) => {
  const { make, sent, routine } = doubleDatabases(server.url);
  const db = make({ pool: { max: 1 }, parameters: { nls_sort: "GERMAN" }, applicationName: "shop" });

  it("each statement commits by itself, and in a transaction none does", async () => {
    await db.execute(sql`create table commits (id number(9) primary key)`);
    sent();
    await db.execute(sql`insert into commits values (1)`);
    await db.query(sql`select id from commits`);
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into commits values (2)`);
      await tx.execute(sql`begin null; end;`).catch(() => undefined);
    });
    expect(sent()).toEqual([
      "insert into commits values (1);",
      "select id from commits",
      "insert into commits values (2)",
      "begin null; end;",
    ]);
    await db.transaction((tx) => tx.execute(sql`delete from commits`).then(() => tx.setRollbackOnly())).catch(() => 0);
    expect(await valueOf(db, sql`select count(*) as n from commits`)).toBe(2);
  });

  it("a lock that a query takes outside of a transaction is given back", async () => {
    const other = make({ pool: { max: 1 } });
    await db.query(sql`select id from commits where id = 1 for update`);
    expect(await other.query(sql`select id from commits where id = 1 for update nowait`)).toEqual([{ id: 1 }]);
  });

  it("a transaction begins with what was asked for, and otherwise with nothing", async () => {
    sent();
    await db.transaction(() => Promise.resolve());
    await db.transaction((tx) => tx.query(sql`select 1 as n from dual`), { isolation: "snapshot" });
    await db.transaction((tx) => tx.query(sql`select 1 as n from dual`), { readOnly: true });
    await db.transaction((tx) => tx.query(sql`select 1 as n from dual`), { readOnly: false });
    expect(sent(/^set/)).toEqual([
      "set transaction isolation level serializable",
      "set transaction read only",
      "set transaction read write",
    ]);
  });

  it("a definition inside of a transaction is refused, and never sent", async () => {
    sent();
    const error = await rejection(db.transaction((tx) => tx.execute(sql`create table never_made (id number)`)));
    expect(error).toMatchObject({ kind: "transaction-state" });
    expect(sent(/never_made/)).toEqual([]);
  });

  it("settings are made at the beginning, and anew after one that was changed", async () => {
    const setting = sql`select sys_context('USERENV', 'NLS_SORT') as v from dual`;
    expect(await valueOf(db, setting)).toBe("GERMAN");
    await db.session((session) => session.execute(sql`alter session set nls_sort = 'FRENCH'`));
    sent();
    expect(await valueOf(db, setting)).toBe("GERMAN");
    const again = sent();
    expect(again[0]).toMatch(/^alter session set .*nls_sort = 'GERMAN'/);
    expect(again[1]).toMatch(/^begin dbms_session/);
    expect(await valueOf(db, sql`select sys_context('USERENV', 'MODULE') as v from dual`)).toBe("shop");
  });

  it("a connection changed in what nothing undoes is not lent again", async () => {
    const id = () => db.session((session) => session.native((client) => Promise.resolve(client)));
    const first = await id();
    expect(await id()).not.toBe(first);
  });

  it("a stream fetches as many rows at a time as asked for, and closes its cursor when left", async () => {
    const seen: number[] = [];
    for await (const batch of db.stream(sql`select n from db_numbers where n <= 100000`, { batchSize: 70 }).batches()) {
      seen.push(batch.length);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([70, 70, 70]);
    expect(await valueOf(db, sql`select 1 as n from dual`)).toBe(1);
  });

  it("a block's implicit result is its rows", async () => {
    routine({
      packageName: null,
      name: "LISTS",
      parameters: [],
      results: [{ columns: ["A", "b"], rows: [["1", "2"]] }],
      run: () => Promise.resolve({}),
    });
    const { rows } = await db.execute(sql`begin "PUBLIC"."LISTS"; end;`);
    expect(rows).toEqual([{ a: 1, b: 2 }]);
  });

  it("no session is lent while the server's answer to a stop is on its way", async () => {
    for (let round = 0; round < 10; round++) {
      await rejection(db.query(sql`begin dbms_session.sleep(${5}); end;`, { timeout: 30 }));
      expect(await valueOf(db, sql`select ${`round ${round}`} as t from dual`)).toBe(`round ${round}`);
    }
    await db.execute(sql`drop table commits`);
  });
});
