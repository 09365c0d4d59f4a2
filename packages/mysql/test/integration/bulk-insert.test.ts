import { beforeAll, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describePrivateServer, describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { databases, rejection, withDatabases, type Make } from "./support/database.ts";

function tests(define: Make, url: string): void {
  const made = databases(define, () => url);
  const table = `${made.name}_bulk`;
  made.finally(() => made.make().execute(sql`drop table if exists ${sql.id(table)}`));

  beforeAll(async () => {
    await made.make()
      .execute(sql`create table ${sql.id(table)} (id int primary key, name varchar(5) not null, amount decimal(10,2),
      day date, latin varchar(20) character set latin1, raw varbinary(20), kind enum('a', 'b'),
      check (amount is null or amount >= 0))`);
  });

  it.each([["load"], ["insert"]] as const)("what an insert refuses, refuses all of it: by %s", async (way) => {
    const db = made.make({ loadData: way === "load" });
    const good = {
      id: 1,
      name: "a",
      amount: "1.00",
      day: "2024-01-01",
      latin: "é",
      raw: new Uint8Array([1]),
      kind: "a",
    };
    const bad: readonly (readonly [object, string])[] = [
      [{ id: 1 }, "unique-violation"],
      [{ name: null }, "not-null-violation"],
      [{ name: "too long" }, "value-too-long"],
      [{ amount: "-1" }, "check-violation"],
      [{ amount: "123456789012" }, "value-out-of-range"],
      [{ amount: "one" }, "invalid-value"],
      [{ day: "2024-02-31" }, "invalid-value"],
      [{ latin: "日本" }, "invalid-value"],
      [{ raw: new Uint8Array(30) }, "value-too-long"],
      [{ id: 3_000_000_000 }, "value-out-of-range"],
    ];
    for (const [change, kind] of bad) {
      const rows = [good, { ...good, id: 2, ...change }];
      expect(await rejection(db.bulkInsert(table, rows))).toMatchObject({ kind, connection: "keep" });
      expect(await db.query(sql`select id from ${sql.id(table)}`)).toEqual([]);
    }
    // What is merely rounded is rounded by both.
    expect(await db.bulkInsert(table, [{ ...good, amount: "1.005" }])).toBe(1);
    const [row] = await db.query(sql`select amount, latin, @@sql_notes as notes from ${sql.id(table)}`);
    expect(row).toMatchObject({ latin: "é", notes: 1 });
    await db.execute(sql`delete from ${sql.id(table)}`);
  });

  it("a failure inside a transaction undoes the rows of the bulk insert alone", async () => {
    const db = made.make();
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into ${sql.id(table)} (id, name) values (1, 'a')`);
      await rejection(
        tx.bulkInsert(table, [
          { id: 2, name: "b" },
          { id: 1, name: "c" },
        ]),
      );
      await tx.bulkInsert(table, [{ id: 3, name: "d" }]);
    });
    expect(await db.query(sql`select id from ${sql.id(table)} order by id`)).toEqual([{ id: 1 }, { id: 3 }]);
    await db.execute(sql`delete from ${sql.id(table)}`);
  });

  it("a limit ends it while its source is waited for", async () => {
    const db = made.make({ pool: { max: 1 } });
    const stuck = async function* (): AsyncGenerator<object> {
      yield { id: 1, name: "a" };
      await new Promise(() => undefined);
    };
    const start = performance.now();
    expect(await rejection(db.bulkInsert(table, stuck() as never, { timeout: 200, batchSize: 1 }))).toMatchObject({
      kind: "timeout",
    });
    expect(performance.now() - start).toBeLessThan(2500);
    expect(await db.query(sql`select id from ${sql.id(table)}`)).toEqual([]);
  });

  it("many rows, more than a packet and faster than they are taken", async () => {
    const db = made.make();
    const rows = function* (): Generator<object> {
      for (let id = 0; id < 200_000; id++) yield { id, name: `n${id % 1000}`, raw: new Uint8Array([id, 9, 10, 92]) };
    };
    expect(await db.bulkInsert(table, rows() as never)).toBe(200_000);
    const [sum] = await db.query(sql`select count(*) as n, sum(id) as s, sum(length(raw)) as l from ${sql.id(table)}`);
    expect(sum).toEqual({ n: 200_000, s: "19999900000", l: "800000" });
    await db.execute(sql`delete from ${sql.id(table)}`);
  }, 60_000);
}

describeServer("mysql", "bulk inserts", (server) => tests(mysql, server.url));
describeServer("mariadb", "bulk inserts", (server) => tests(mariadb, server.url));

await describePrivateServer("mysql", "a server that takes no files", { settings: { "local-infile": 0 } }, (server) =>
  withDatabases(
    mysql,
    () => server().url,
    (made) => {
      it("gets inserts of many rows", async () => {
        const db = made.make();
        await db.execute(sql`create table plain (id int primary key, body longtext)`);
        const rows = Array.from({ length: 5000 }, (_none, id) => ({ id, body: "x".repeat(1000) }));
        expect(await db.bulkInsert("plain", rows)).toBe(5000);
        expect(await db.query(sql`select count(*) as n, sum(length(body)) as l from plain`)).toEqual([
          { n: 5000, l: "5000000" },
        ]);
      });

      it("that stops taking them between two inserts", async () => {
        const [admin, db] = [made.make(), made.make({ pool: { max: 1 } })];
        await admin.execute(sql`set global local_infile = 1`);
        await db.query(sql`select 1`);
        await admin.execute(sql`set global local_infile = 0`);
        await admin.execute(sql`delete from plain`);
        expect(await db.bulkInsert("plain", [{ id: 1, body: "a" }])).toBe(1);
      });
    },
  ),
);
