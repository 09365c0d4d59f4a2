import { DatabaseError } from "@db/core";
import { sql } from "kysely";
import { mssqlKysely } from "./mssql-kysely.ts";
import { statements as shared, textOf, type OracleSchema } from "./oracle-statements.ts";
import type { Statements } from "./oracle/statement.ts";

/** What T-SQL has and Oracle lacks, and what is written in another way there. */
const own: Statements = {
  top: (db) => db.selectFrom("person").select("id").top(3),
  "limit of distinct rows": (db) => db.selectFrom("person").select("age").distinct().limit(3),
  "offset without order": (db) => db.selectFrom("person").select("id").offset(2),
  "limit and offset without order": (db) => db.selectFrom("person").select("id").limit(3).offset(2),
  "limit 0 and offset": (db) => db.selectFrom("person").select("id").orderBy("id").limit(0).offset(2),
  "a page of a union": (db) =>
    db
      .selectFrom("person")
      .select("first_name as n")
      .union(db.selectFrom("pet").select("name as n"))
      .orderBy("n")
      .limit(2)
      .offset(1),
  "nulls first, downwards": (db) =>
    db
      .selectFrom("person")
      .select("id")
      .orderBy("age", (ob) => ob.desc().nullsFirst()),
  "for share": (db) => db.selectFrom("person").select("id").forShare(),
  "for update of one table": (db) =>
    db
      .selectFrom("person as p")
      .innerJoin("pet as q", "q.owner_id", "p.id")
      .select("p.id")
      .forUpdate("q" as never)
      .skipLocked(),
  "left join lateral": (db) =>
    db
      .selectFrom("person")
      .leftJoinLateral(
        (eb) => eb.selectFrom("pet").select("name").whereRef("pet.owner_id", "=", "person.id").limit(1).as("l"),
        (join) => join.onTrue(),
      )
      .select("l.name"),
  "cross apply": (db) =>
    db
      .selectFrom("person")
      .crossApply((eb) => eb.selectFrom("pet").select("name").whereRef("pet.owner_id", "=", "person.id").as("l"))
      .select("l.name"),
  "text and date as they are": (db) => db.selectFrom("person").select([sql.lit("it's").as("t"), sql.lit(true).as("b")]),
  "cast to json": (db) => db.selectFrom("doc").select((eb) => eb.cast<string>("data", "json").as("j")),
  "insert returning": (db) => db.insertInto("person").values({ first_name: "Ada" }).returning(["id", "age as years"]),
  "insert several returning all": (db) =>
    db
      .insertInto("setting")
      .values([
        { name: "a", value: "1" },
        { name: "b", value: "2" },
      ])
      .returningAll(),
  "insert output": (db) => db.insertInto("person").values({ first_name: "Ada" }).output("inserted.id"),
  "insert default values": (db) => db.insertInto("person").defaultValues(),
  "update returning": (db) => db.updateTable("person").set({ age: 5 }).where("id", "=", 1).returning("age"),
  "update with an alias, returning": (db) =>
    db.updateTable("person as p").set({ age: 5 }).where("p.id", "=", 1).returning("p.age"),
  "update from": (db) =>
    db.updateTable("person").set({ age: 5 }).from("pet").whereRef("pet.owner_id", "=", "person.id"),
  "update with a limit": (db) =>
    db
      .updateTable("person")
      .set({ age: 5 })
      .limit(3 as never),
  "delete returning": (db) => db.deleteFrom("person").where("id", "=", 1).returningAll(),
  "delete with an alias, returning": (db) => db.deleteFrom("person as p").where("p.id", "=", 1).returning("p.id"),
  "delete using": (db) => db.deleteFrom("person").using("pet").whereRef("pet.owner_id", "=", "person.id"),
  "delete with a join": (db) =>
    db.deleteFrom("person").innerJoin("pet", "pet.owner_id", "person.id").where("pet.name", "=", "Rex"),
  "delete with a limit": (db) => db.deleteFrom("person").limit(3),
  "upsert returning": (db) =>
    db
      .insertInto("setting")
      .values({ name: "a", value: null })
      .onConflict((oc) => oc.column("name").doUpdateSet({ value: "b" }))
      .returning("value"),
  "merge with a delete": (db) =>
    db
      .mergeInto("setting as s")
      .using("person as p", "s.name", "p.first_name")
      .whenMatched()
      .thenDelete()
      .whenNotMatchedBySource()
      .thenDelete(),
  "create table if not exists": (db) =>
    db.schema
      .withSchema("app")
      .createTable("t")
      .ifNotExists()
      .addColumn("a", "integer", (c) => c.identity()),
  "create table with a stored column": (db) =>
    db.schema
      .createTable("t")
      .addColumn("a", "integer")
      .addColumn("b", "integer", (c) =>
        c
          .generatedAlwaysAs(sql`${sql.ref("a")} * 2`)
          .stored()
          .notNull(),
      ),
  "create table with restricted keys": (db) =>
    db.schema
      .createTable("t")
      .addColumn("a", "integer", (c) => c.references("person.id").onDelete("restrict").onUpdate("cascade"))
      .addForeignKeyConstraint("f", ["a"], "person", ["id"], (f) => f.onDelete("set null")),
  "rename a column of a schema": (db) => db.schema.withSchema("app").alterTable("person").renameColumn("a", "b"),
  "modify a column": (db) => db.schema.alterTable("person").modifyColumn("age", "bigint"),
  "change a type": (db) => db.schema.alterTable("person").alterColumn("age", (c) => c.setDataType("bigint")),
  "create index with an order": (db) => db.schema.createIndex("i").unique().on("person").columns(["age desc", "id"]),
  "create index of some rows": (db) =>
    db.schema.createIndex("i").on("person").column("age").where("age", "is not", null),
  "drop index of a table": (db) => db.schema.dropIndex("i").on("person").ifExists(),
  "drop a constraint if exists": (db) => db.schema.alterTable("person").dropConstraint("k").ifExists(),
};

/** Those of the shared ones whose own text is Oracle's. */
const foreign: ReadonlySet<string> = new Set([
  "where a raw function",
  "raw end modifier",
  "order by a collation",
  "a function",
  "listagg",
  "create table with a raw type",
]);

const common: Statements = Object.fromEntries(
  Object.entries(shared).filter(([name]) => !foreign.has(name) && !name.startsWith("introspection")),
);

/** Every statement, by what it shows. */
export const statements: Statements = { ...common, ...own };

/** What became of a statement: its text, or what was refused of it. */
export type Compiled = string | { readonly refused: string };

/** Compiles every statement for a version. */
export function compileAll(version: readonly number[]): Readonly<Record<string, Compiled>> {
  const db = mssqlKysely<OracleSchema>(version);
  return Object.fromEntries(
    Object.entries(statements).map(([name, make]) => {
      try {
        return [name, textOf(make(db), db)];
      } catch (error) {
        if (!DatabaseError.is(error) || error.kind !== "unsupported") throw error;
        return [name, { refused: error.message }];
      }
    }),
  );
}
