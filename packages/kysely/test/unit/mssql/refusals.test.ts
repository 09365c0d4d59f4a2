import { describe, expect, it } from "@jest/globals";
import { DatabaseError } from "@db/core";
import { sql } from "kysely";
import { mssqlKysely } from "../../support/mssql-kysely.ts";
import { textOf, type Db, type OracleSchema, type Statement } from "../../support/oracle-statements.ts";

const db = mssqlKysely<OracleSchema>([15]);
const row = { name: "a", value: "1" };

/** What T-SQL lacks, by a part of what the error says. */
const refused: Readonly<Record<string, (db: Db) => Statement>> = {
  "distinct on": () => db.selectFrom("person").select("id").distinctOn("age"),
  "two limits": () => db.selectFrom("person").select("id").top(3).limit(3),
  "with ties beside an offset": () =>
    db.selectFrom("person").select("id").orderBy("age").offset(1).fetch(2, "with ties"),
  "without an order": () => db.selectFrom("person").select("id").union(db.selectFrom("pet").select("id")).limit(2),
  "nulls first or last in a distinct": () =>
    db
      .selectFrom("person")
      .select("age")
      .distinct()
      .orderBy("age", (ob) => ob.asc().nullsLast()),
  "nulls first or last by an alias": () =>
    db
      .selectFrom("person")
      .select((eb) => eb.fn.coalesce("age", "id").as("age"))
      .orderBy("age", (ob) => ob.asc().nullsLast()),
  "locks other than": () => db.selectFrom("person").select("id").forNoKeyUpdate(),
  "a lock without a table": () =>
    db
      .selectFrom((eb) => eb.selectFrom("person").select("id").as("p"))
      .select("p.id")
      .forUpdate(),
  "except all": () => db.selectFrom("person").select("id").exceptAll(db.selectFrom("pet").select("id")),
  "a lateral join with a condition": () =>
    db
      .selectFrom("person")
      .innerJoinLateral(
        (eb) => eb.selectFrom("pet").select("owner_id").as("l"),
        (join) => join.onRef("l.owner_id", "=", "person.id"),
      )
      .select("l.owner_id"),
  "operator ilike": () => db.selectFrom("person").select("id").where("first_name", "ilike", "a"),
  "operator is before a boolean": () => db.selectFrom("person").select("id").where("active", "is", true),
  "filter of an aggregate": () =>
    db.selectFrom("person").select((eb) => eb.fn.count("id").filterWhere("age", ">", 1).as("n")),
  replace: () => db.replaceInto("setting").values(row),
  "insert ignore": () => db.insertInto("setting").values(row).ignore(),
  "on duplicate key": () => db.insertInto("setting").values(row).onDuplicateKeyUpdate({ value: "1" }),
  "on conflict without": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.doNothing()),
  "which is not inserted": () =>
    db
      .insertInto("setting")
      .values(row)
      .onConflict((oc) => oc.column("changes").doNothing()),
  "anything but rows": () =>
    db
      .insertInto("setting")
      .columns(["name"])
      .expression((eb) => eb.selectFrom("pet").select("name"))
      .onConflict((oc) => oc.column("name").doNothing()),
  "returning anything but columns": () =>
    db
      .insertInto("setting")
      .values(row)
      .returning(sql<string>`upper(name)`.as("n")),
  "order by in a change": () =>
    db
      .updateTable("person")
      .set({ age: 1 })
      .orderBy("id" as never),
  "does nothing": () =>
    db.mergeInto("setting").using("person", "setting.name", "person.first_name").whenMatched().thenDoNothing(),
  "type serial": () => db.schema.createTable("t").addColumn("a", "serial"),
  "several kinds of changes": () => db.schema.alterTable("person").addColumn("a", "integer").dropColumn("b"),
  "a default in a change": () => db.schema.alterTable("person").modifyColumn("age", "bigint", (c) => c.defaultTo(1)),
  "method of an index": () => db.schema.createIndex("i").on("person").using("btree").column("age"),
  "if not exists` of an index": () => db.schema.createIndex("i").ifNotExists().on("person").column("age"),
  "if not exists` of a schema": () => db.schema.createSchema("s").ifNotExists(),
  "enumerated types": () => db.schema.createType("mood").asEnum(["ok"]),
  "moving a table": () => db.schema.alterTable("person").setSchema("s"),
};

describe("what T-SQL lacks is refused by name", () => {
  it.each(Object.entries(refused))("%s", (name, make) => {
    let error: unknown;
    try {
      textOf(make(db), db);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ kind: "unsupported", engine: "mssql", message: expect.stringContaining(name) });
    expect(DatabaseError.is(error)).toBe(true);
  });
});
