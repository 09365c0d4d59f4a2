import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { doubleDatabases } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "returning on the double", (server) => {
  const { make, sent } = doubleDatabases(server.url);
  const db = make({ pool: { max: 1 } });
  const at = new Date("2024-02-29T12:34:56.789Z");
  const long = "ä".repeat(40_000);
  const bytes = new Uint8Array([0, 1, 255]);

  it("gives every type as a query would", async () => {
    await db.execute(sql`create table kept (id number(18) primary key, price number(10, 2), name varchar2(40 char), at timestamp(6),
      ratio binary_double, body clob, image blob)`);
    const change = sql`insert into kept (id, price, name, at, ratio, body, image)
      values (${9_007_199_254_740_993n}, ${"12.50"}, ${"n"}, ${at}, ${0.1}, ${long}, ${bytes}) returning *`;
    const { rows, affectedRows, columns } = await db.execute(change);
    expect(affectedRows).toBe(1);
    expect(rows).toEqual(await db.query(sql`select * from kept`));
    expect(rows[0]).toMatchObject({ id: 9_007_199_254_740_993n, name: "n", at, ratio: 0.1, body: long });
    expect(columns.map(({ name }) => name)).toEqual(["id", "price", "name", "at", "ratio", "body", "image"]);
  });

  it("gives nulls, names of one's own, and expressions", async () => {
    const { rows } = await db.execute(
      sql`update kept set name = ${null}, image = null, body = null returning name, image, body, ratio * ${2} as "Twice", id as x`,
    );
    expect(rows).toEqual([{ name: null, image: null, body: null, Twice: 0.2, x: 9_007_199_254_740_993n }]);
  });

  it("gives a row for each, or none", async () => {
    for (const id of [1, 2, 3]) await db.execute(sql`insert into kept (id, name) values (${id}, ${`n${id}`})`);
    const { rows } = await db.execute(sql`delete from kept where id < ${4} returning id, name`);
    expect([...rows].sort((a, b) => Number(a["id"]) - Number(b["id"]))).toEqual(
      [1, 2, 3].map((id) => ({ id, name: `n${id}` })),
    );
    expect(await db.execute(sql`delete from kept where id < ${4} returning id`)).toMatchObject({
      rows: [],
      affectedRows: 0,
    });
  });

  it("asks for the columns once, and again after a definition", async () => {
    const change = (id: number) => db.execute(sql`update kept set name = 'x' where id = ${id} returning *`);
    await change(1);
    sent();
    await change(2);
    expect(sent().length).toBe(1);
    await db.execute(sql`alter table kept add (more varchar2(5 char))`);
    await db.execute(sql`insert into kept (id, more) values (5, 'm')`);
    expect((await change(5)).rows[0]).toMatchObject({ id: 5, more: "m" });
  });

  it("is refused where it cannot be", async () => {
    expect(await rejection(db.execute(sql`delete from kept returning kept.*`))).toMatchObject({
      kind: "unsupported",
    });
    await db.execute(sql`drop table kept`);
  });
});
