import { beforeAll, expect, it } from "@jest/globals";
import { createDatabase, sql, type Catalogue, type Table } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { databases, type Make } from "./support/database.ts";

function tests(define: Make, url: string, isMariadb: boolean): void {
  const made = databases(define, () => url);
  const schema = made.name;
  const own = sql.id(schema);
  made.finally(() => made.make().execute(sql`drop database if exists ${own}`));
  const at = (name: string): ReturnType<typeof sql.id> => sql.id(schema, name);

  beforeAll(async () => {
    const db = made.make();
    await db.execute(sql`create database ${own} character set utf8mb4`);
    await db.execute(sql`create table ${at("parents")} (a int, b int, primary key (a, b)) comment 'those above'`);
    await db.execute(sql`create table ${at("items")} (
      id bigint unsigned not null auto_increment primary key comment 'the key',
      name varchar(40) character set latin1 collate latin1_bin not null default 'it''s',
      price decimal(10,2) default 1.50,
      doubled decimal(12,2) generated always as (price * 2) stored,
      halved decimal(12,2) generated always as (price / 2) virtual,
      flag tinyint(1) default 0, made datetime(3) default current_timestamp(3), doc json, pa int, pb int,
      unique key by_name (name), key by_price (price desc, id), fulltext key words (name),
      constraint above foreign key (pa, pb) references ${at("parents")} (a, b) on delete cascade on update set null,
      constraint positive check (price > 0))`);
    if (!isMariadb) await db.execute(sql`create index by_upper on ${at("items")} ((upper(name)))`);
    await db.execute(
      sql`create table ${at("parts")} (id int primary key, at date) partition by hash (id) partitions 3`,
    );
    await db.execute(sql`create view ${at("cheap")} as select id, name from ${at("items")} where price < 1`);
    await db.execute(
      sql`create procedure ${at("move")} (in a int, inout b varchar(10), out c decimal(5,1)) comment 'moves' begin end`,
    );
    await db.execute(sql`create function ${at("twice")} (n int) returns bigint deterministic no sql return n * 2`);
    if (isMariadb)
      await db.execute(sql`create sequence ${at("numbers")} start with 5 increment by 2 maxvalue 99 cycle`);
  });

  const read = (): Promise<Catalogue> => made.make().schema({ schemas: [schema] });
  const tableOf = ({ tables }: Catalogue, name: string): Table => tables.find((table) => table.name === name) as Table;

  it("columns with their types, defaults, what computes them, and comments", async () => {
    const catalogue = await read();
    expect(catalogue.schemas).toEqual([schema]);
    expect(catalogue.tables.map(({ name, comment }) => [name, comment])).toEqual([
      ["items", undefined],
      ["parents", "those above"],
      ["parts", undefined],
    ]);
    const { columns } = tableOf(catalogue, "items");
    const facts = Object.fromEntries(columns.map(({ name, ...rest }) => [name, rest]));
    expect(columns.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(facts["id"]).toMatchObject({ type: "bigint", nullable: false, identity: "by-default", comment: "the key" });
    expect(facts["id"]?.default).toBeUndefined();
    expect(facts["name"]).toMatchObject({ type: "varchar(40)", default: "'it''s'", collation: "latin1_bin" });
    expect(facts["price"]).toMatchObject({ type: "decimal(10,2)", nullable: true, default: "1.50" });
    expect(facts["doubled"]?.generated).toEqual({ expression: expect.stringMatching(/price.*\* 2/), stored: true });
    expect(facts["halved"]?.generated).toEqual({ expression: expect.stringMatching(/price.*\/ 2/), stored: false });
    expect(facts["flag"]).toMatchObject({ type: "boolean", default: "0" });
    expect(facts["made"]?.default).toMatch(/^current_timestamp\(3\)$/i);
    expect(facts["doc"]).toMatchObject({
      type: "json",
      nativeType: isMariadb ? "longtext" : "json",
      default: undefined,
    });
  });

  it("keys, checks and indexes", async () => {
    const catalogue = await read();
    const items = tableOf(catalogue, "items");
    expect(items.primaryKey).toEqual({ name: "PRIMARY", columns: ["id"] });
    expect(tableOf(catalogue, "parents").primaryKey?.columns).toEqual(["a", "b"]);
    expect(items.uniqueKeys).toEqual([{ name: "by_name", columns: ["name"], nullsNotDistinct: false }]);
    expect(items.foreignKeys).toEqual([
      {
        name: "above",
        columns: ["pa", "pb"],
        referencedSchema: schema,
        referencedTable: "parents",
        referencedColumns: ["a", "b"],
        onDelete: "cascade",
        onUpdate: "set null",
        deferrable: false,
        initiallyDeferred: false,
      },
    ]);
    expect(items.checks).toEqual([{ name: "positive", expression: expect.stringContaining("price") }]);
    const index = (name: string) => items.indexes.find((found) => found.name === name);
    expect(index("PRIMARY")).toMatchObject({ unique: true, fromConstraint: true, method: "btree" });
    expect(index("by_name")).toMatchObject({ unique: true, fromConstraint: true });
    expect(index("by_price")).toMatchObject({
      unique: false,
      fromConstraint: false,
      parts: [
        { column: "price", descending: true },
        { column: "id", descending: false },
      ],
    });
    expect(index("words")).toMatchObject({ method: "fulltext" });
    if (!isMariadb)
      expect(index("by_upper")?.parts).toMatchObject([
        { column: undefined, expression: expect.stringMatching(/upper/i) },
      ]);
  });

  it("partitions, views, routines and sequences", async () => {
    const catalogue = await read();
    expect(tableOf(catalogue, "parts").partitionedBy).toMatch(/^HASH \(`?id`?\)$/);
    expect(catalogue.views).toMatchObject([
      { schema, name: "cheap", comment: undefined, materialized: false, definition: expect.stringMatching(/price/) },
    ]);
    expect(catalogue.views[0]?.columns.map(({ name }) => name)).toEqual(["id", "name"]);
    expect(catalogue.routines).toMatchObject([
      {
        name: "move",
        kind: "procedure",
        comment: "moves",
        returns: undefined,
        language: "sql",
        parameters: [
          { name: "a", mode: "in", type: "integer" },
          { name: "b", mode: "inout", type: "varchar(10)" },
          { name: "c", mode: "out", type: "decimal(5,1)" },
        ],
      },
      {
        name: "twice",
        kind: "function",
        returns: expect.stringMatching(/^bigint/),
        parameters: [{ name: "n", mode: "in" }],
      },
    ]);
    const expected = { name: "numbers", start: 5n, increment: 2n, minimum: 1n, maximum: 99n, cycle: true };
    expect(catalogue.sequences).toMatchObject(isMariadb ? [expected] : []);
  });

  it("only what was asked for, by the exact name", async () => {
    const db = made.make();
    const { tables, views, routines } = await db.schema({ schemas: [schema], tables: ["items", "cheap"] });
    expect([tables.map(({ name }) => name), views.map(({ name }) => name), routines]).toEqual([
      ["items"],
      ["cheap"],
      [],
    ]);
    expect((await db.schema({ schemas: [schema], tables: ["ITEMS"] })).tables).toEqual([]);
    expect((await db.schema({ schemas: [] })).tables).toEqual([]);
    const { schemas } = await db.schema();
    expect(schemas).toContain(schema);
    for (const engines of ["mysql", "information_schema", "performance_schema", "sys"])
      expect(schemas).not.toContain(engines);
  });
}

describeServer("mysql", "the catalogue", (server) => tests(mysql, server.url, false));
describeServer("mariadb", "the catalogue", (server) => {
  tests(mariadb, server.url, true);
  it("is read through the other flavour as well", async () => {
    const db = databasesOnce(server.url);
    expect((await db.schema({ tables: [] })).tables).toEqual([]);
    await db.close();
  });
});

function databasesOnce(url: string): ReturnType<typeof createDatabase> {
  return createDatabase(mysql({ url }));
}
