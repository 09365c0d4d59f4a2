import { describe, expect, it } from "@jest/globals";
import { DatabaseError } from "@db/core";
import { sql } from "kysely";
import { oracleKysely } from "../../support/oracle-kysely.ts";
import { textOf, type Db, type OracleSchema, type Statement } from "../../support/oracle-statements.ts";

const db = oracleKysely<OracleSchema>([19]);
const row = { name: "a", value: "1" };

/** What Oracle lacks, by a part of what the error says. */
const refused: Readonly<Record<string, (db: Db) => Statement>> = {
  "distinct on": () => db.selectFrom("person").select("id").distinctOn("age"),
  top: () => db.selectFrom("person").select("id").top(3),
  "locks other than": () => db.selectFrom("person").select("id").forShare(),
  "of a table": () => db.selectFrom("person").select("id").forUpdate("person"),
  "with a limit": () => db.selectFrom("person").select("id").limit(1).forUpdate(),
  "except all": () => db.selectFrom("person").select("id").exceptAll(db.selectFrom("pet").select("id")),
  "names of its columns": () =>
    db
      .withRecursive("n", (qb) => qb.selectFrom("person").select("id").unionAll(qb.selectFrom("n").select("n.id")))
      .selectFrom("n")
      .selectAll("n"),
  materialized: () =>
    db
      .with(
        (cte) => cte("a").materialized(),
        (qb) => qb.selectFrom("person").select("id"),
      )
      .selectFrom("a")
      .selectAll("a"),
  "a change of data in": () =>
    db
      .with("a", (qb) => qb.deleteFrom("person"))
      .selectFrom("person")
      .select("id"),
  "operator ilike": () => db.selectFrom("person").select("id").where("first_name", "ilike", "a"),
  "operator %": () => db.selectFrom("person").select((eb) => eb("age", "%", 2).as("n")),
  "operator is before a boolean": () => db.selectFrom("person").select("id").where("active", "is", true),
  "a list of 1001": () =>
    db
      .selectFrom("person")
      .select("id")
      .where(
        "id",
        "in",
        Array.from({ length: 1001 }, (_, index) => index),
      ),
  "filter of an aggregate": () =>
    db.selectFrom("person").select((eb) => eb.fn.count("id").filterWhere("age", ">", 1).as("n")),
  "returning of several rows": () => db.insertInto("setting").values([row, row]).returning("name"),
  "of a query: returning of several rows, or of a query": () =>
    db
      .insertInto("setting")
      .columns(["name"])
      .expression((eb) => eb.selectFrom("person").select("first_name"))
      .returning("name"),
  "returning of an upsert": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.column("name").doNothing())
      .returning("name"),
  "returning of a merge": () =>
    db
      .mergeInto("setting")
      .using("person", "setting.name", "person.first_name")
      .whenMatched()
      .thenUpdateSet({ value: "1" })
      .returning("setting.name"),
  "all columns of a table by its name": () => db.deleteFrom("setting").returningAll("setting"),
  replace: () => db.replaceInto("setting").values(row),
  "insert ignore": () => db.insertInto("setting").values(row).ignore(),
  "on duplicate key": () => db.insertInto("setting").values(row).onDuplicateKeyUpdate({ value: "1" }),
  "default values": () => db.insertInto("person").defaultValues(),
  "a default in several rows": () => db.insertInto("setting").values([row, { name: "b", value: "2", changes: 1 }]),
  "without the key's columns": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.doNothing()),
  "which is not inserted": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.column("changes").doNothing()),
  "overwrites its key": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.column("name").doUpdateSet({ name: "b" })),
  "condition of the index": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.column("name").where("value", "=", "1").doNothing()),
  "with before a change": () =>
    db
      .with("a", (qb) => qb.selectFrom("person").select("id"))
      .deleteFrom("person")
      .where("id", "=", 1),
  "update from": () => db.updateTable("person").from("pet").set({ age: 1 }),
  "several tables": () => db.updateTable(["person", "pet"]).set("person.age", 1),
  "limit in an update": () => db.updateTable("person").set({ age: 1 }).limit(1),
  "delete using": () => db.deleteFrom("person").using("pet").where("person.id", "=", 1),
  "limit in a delete": () => db.deleteFrom("person").limit(1),
  "deletes or does nothing": () =>
    db.mergeInto("setting as s").using("person as p", "s.name", "p.first_name").whenMatched().thenDelete(),
  "two branches": () =>
    db
      .mergeInto("setting as s")
      .using("person as p", "s.name", "p.first_name")
      .whenMatchedAnd("p.age", ">", 1)
      .thenUpdateSet({ value: "1" })
      .whenMatched()
      .thenUpdateSet({ value: "2" }),
  "by source": () =>
    db
      .mergeInto("setting as s")
      .using("person as p", "s.name", "p.first_name")
      .whenNotMatchedBySource()
      .thenUpdateSet({ value: "1" }),
  "before version 23": () => db.schema.createTable("t").ifNotExists().addColumn("a", "integer"),
  "drop if exists: before version 23": () => db.schema.dropTable("t").ifExists(),
  "type serial": () => db.schema.createTable("t").addColumn("a", "serial"),
  unsigned: () => db.schema.createTable("t").addColumn("a", "integer", (column) => column.unsigned()),
  "stored generated": () =>
    db.schema.createTable("t").addColumn("a", "integer", (column) => column.generatedAlwaysAs(sql`1`).stored()),
  "on update cascade": () =>
    db.schema.createTable("t").addColumn("a", "integer", (column) => column.references("p.id").onUpdate("cascade")),
  "on delete set default": () =>
    db.schema.createTable("t").addColumn("a", "integer", (column) => column.references("p.id").onDelete("set default")),
  "method of an index": () => db.schema.createIndex("i").on("t").using("btree").column("a"),
  "partial indexes": () => db.schema.createIndex("i").on("t").column("a").where("a", ">", 1),
  "table of an index to drop": () => db.schema.dropIndex("i").on("t"),
  "temporary views": () => db.schema.createView("v").temporary().as(db.selectFrom("person").select("id")),
  "refresh materialized view": () => db.schema.refreshMaterializedView("v"),
  "create schema": () => db.schema.createSchema("s"),
  "drop schema": () => db.schema.dropSchema("s"),
  "enumerated types": () => db.schema.createType("mood").asEnum(["sad"]),
  "another schema": () => db.schema.alterTable("t").setSchema("s"),
  "renaming a column beside": () => db.schema.alterTable("t").renameColumn("a", "b").addColumn("c", "integer"),
};

describe("what Oracle lacks is refused", () => {
  it.each(Object.entries(refused))("%s", (said, make) => {
    let caught: unknown;
    try {
      textOf(make(db), db);
    } catch (error) {
      caught = error;
    }
    expect(DatabaseError.is(caught)).toBe(true);
    expect(caught).toMatchObject({ kind: "unsupported", engine: "oracle" });
    expect((caught as Error).message).toContain(said.split(": ").at(-1)!);
  });

  it("a name that no quotes can hold", () => {
    expect(() =>
      db
        .selectFrom('a"b' as "person")
        .select("id")
        .compile(),
    ).toThrow("double quote");
  });
});

describe("what depends on the version", () => {
  it("is written by row numbers before 12.1", () => {
    const old = oracleKysely<OracleSchema>([11, 2]);
    expect(
      old.selectFrom("person").select("id").where("age", ">", 7).orderBy("id").limit(10).offset(20).compile(),
    ).toMatchObject({
      sql: 'select * from (select * from (select "page_rows".*, rownum "db_row_number" from (select "id" from "person" where "age" > :1 order by "id") "page_rows") where "db_row_number" > :2) where rownum <= :3',
      parameters: [7, 20, 10],
    });
    expect(old.selectFrom("person").select("id").limit(1).compile().sql).toBe(
      'select * from (select "id" from "person") where rownum <= :1',
    );
  });

  it("is allowed from the version on that has it", () => {
    const latest = oracleKysely<OracleSchema>([23]);
    expect(latest.schema.createTable("t").ifNotExists().addColumn("a", "integer").compile().sql).toBe(
      'create table if not exists "t" ("a" number(10))',
    );
    expect(latest.schema.dropTable("t").ifExists().compile().sql).toBe('drop table if exists "t"');
    expect(
      latest.selectFrom("person").select("id").exceptAll(latest.selectFrom("pet").select("id")).compile().sql,
    ).toContain(" minus all ");
  });
});
