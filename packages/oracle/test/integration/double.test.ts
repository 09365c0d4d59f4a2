import { afterAll, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { oracle } from "../../src/index.ts";
import { installDouble } from "../support/oracledb-double/install.ts";

installDouble();

describeServer("h2", "first", (server) => {
  const { hostname, port } = new URL(server.url);
  const db = createDatabase(
    oracle({ host: hostname, port: Number(port), database: "first", username: "u", password: "p" }),
  );
  afterAll(() => db.close());
  it("runs", async () => {
    await db.execute(sql`create table ${sql.id("t1")} (id number(10) not null primary key, name varchar2(20 char))`);
    await db.execute(sql`insert into ${sql.id("t1")} (id, name) values (${1}, ${"x"})`);
    expect(await db.query(sql`select id, name, ${1.5} as v from ${sql.id("t1")}`)).toEqual([
      { id: 1, name: "x", v: "1.5" },
    ]);
    const r = await db.execute(sql`insert into ${sql.id("t1")} (id, name) values (${2}, ${"y"}) returning id, name`);
    expect(r.rows).toEqual([{ id: 2, name: "y" }]);
    await db.execute(sql`drop table ${sql.id("t1")}`);
  });
});
