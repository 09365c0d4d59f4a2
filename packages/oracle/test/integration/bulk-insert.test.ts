import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { doubleDatabases, valueOf } from "../support/double-database.ts";
import { log } from "../support/oracledb-double/session-state.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "bulk inserts on the double", (server) => {
  const { make, sent } = doubleDatabases(server.url);
  const db = make();

  it("names in small letters are those in capitals, where no others are", async () => {
    await db.execute(sql`create table loads (id number(9) primary key, name varchar2(4000 char), ratio binary_double)`);
    expect(await db.bulkInsert("loads", [{ id: 1, name: "one", ratio: 0.5 }])).toBe(1);
    expect(sent(/^insert/)).toEqual(['insert into "LOADS" ("ID", "NAME", "RATIO") values (:1, :2, :3)']);
    expect(await rejection(db.bulkInsert("loads", [{ id: 2, nome: "x" }]))).toMatchObject({ kind: "undefined-column" });
    expect(await rejection(db.bulkInsert("nothing", [{ id: 2 }]))).toMatchObject({ kind: "undefined-table" });
  });

  it("rows go together as long as their values are of one class, and at most 2,000 at a time", async () => {
    log.statements.splice(0);
    const rows = Array.from({ length: 4500 }, (_, index) => ({ id: index + 10, name: null, ratio: 1 }));
    expect(await db.bulkInsert("loads", rows)).toBe(4500);
    const counts = () =>
      log.statements.splice(0).flatMap(({ text, count }) => (text.startsWith("insert") ? [count] : []));
    expect(counts()).toEqual([2000, 2000, 500]);
    await db.bulkInsert("loads", [
      { id: 10_001, ratio: 1 },
      { id: 10_002, ratio: null },
      { id: 10_003, ratio: Number.NaN },
      { id: 10_004, ratio: Number.POSITIVE_INFINITY },
      { id: 10_005, ratio: 2 },
    ]);
    expect(counts()).toEqual([2, 2, 1]);
  });

  it("many bytes go in parts", async () => {
    log.statements.splice(0);
    const name = "x".repeat(3000);
    await db.bulkInsert(
      "loads",
      Array.from({ length: 1990 }, (_, index) => ({ id: 20_000 + index, name })),
    );
    expect(log.statements.filter(({ text }) => text.startsWith("insert")).length).toBeGreaterThan(1);
    expect(await valueOf(db, sql`select count(*) as n from loads where id >= 20000 and length(name) = 3000`)).toBe(
      1990,
    );
  });

  it("a refused row undoes its own rows, and not the transaction", async () => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into loads (id) values (90001)`);
      const rows = [{ id: 90_002 }, { id: 90_001 }];
      expect(await rejection(tx.bulkInsert("loads", rows))).toMatchObject({ kind: "unique-violation" });
    });
    expect(await db.query(sql`select id from loads where id > 90000`)).toEqual([{ id: 90_001 }]);
    await db.execute(sql`drop table loads`);
  });
});
