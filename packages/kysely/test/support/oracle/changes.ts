import { sql } from "kysely";
import type { Statements } from "./statement.ts";

/** Changes of data. */
export const changes: Statements = {
  insert: (db) => db.insertInto("person").values({ first_name: "Ada", age: 36 }),
  "insert null": (db) => db.insertInto("person").values({ first_name: "Ada", last_name: null }),
  "insert an expression": (db) =>
    db
      .insertInto("person")
      .values((eb) => ({ first_name: "Ada", age: eb.selectFrom("person").select(eb.fn.max("age").as("m")) })),
  "insert a default": (db) => db.insertInto("person").values({ first_name: "Ada", age: sql`default` }),
  "insert several rows": (db) =>
    db.insertInto("person").values([
      { first_name: "Ada", age: 36 },
      { first_name: "Bob", age: 20 },
      { first_name: "Cleo", age: null },
    ]),
  "insert several rows with expressions": (db) =>
    db.insertInto("person").values([
      { first_name: sql`upper(${"ada"})`, age: 36 },
      { first_name: "Bob", age: null },
    ]),
  "insert a query": (db) =>
    db
      .insertInto("pet")
      .columns(["name", "owner_id"])
      .expression((eb) => eb.selectFrom("person").select(["first_name", "id"]).where("age", ">", 3)),
  "insert a query with `with`": (db) =>
    db
      .with("old", (qb) => qb.selectFrom("person").select("id").where("age", ">", 30))
      .insertInto("pet")
      .columns(["owner_id"])
      .expression((eb) => eb.selectFrom("old").select("old.id")),
  "insert into a schema": (db) => db.withSchema("app").insertInto("person").values({ id: 1, first_name: "A" }),
  "upsert, do nothing": (db) =>
    db
      .insertInto("setting")
      .values({ name: "a", value: "1" })
      .onConflict((oc) => oc.column("name").doNothing()),
  "upsert, overwrite": (db) =>
    db
      .insertInto("setting")
      .values({ name: "a", value: "1" })
      .onConflict((oc) => oc.column("name").doUpdateSet((eb) => ({ value: eb.ref("excluded.value") }))),
  "upsert of several rows": (db) =>
    db
      .insertInto("setting")
      .values([
        { name: "a", value: "1" },
        { name: "b", value: null },
      ])
      .onConflict((oc) =>
        oc.columns(["name"]).doUpdateSet((eb) => ({ value: eb.ref("excluded.value"), changes: eb("changes", "+", 1) })),
      ),
  "upsert with a condition": (db) =>
    db
      .insertInto("setting")
      .values({ name: "a", value: "1" })
      .onConflict((oc) => oc.column("name").doUpdateSet({ value: "2" }).where("setting.value", "<>", "3")),
  "insert returning": (db) => db.insertInto("person").values({ first_name: "Ada" }).returning(["id", "age as years"]),
  "insert returning all": (db) => db.insertInto("person").values({ first_name: "Ada" }).returningAll(),
  "insert returning an expression": (db) =>
    db
      .insertInto("person")
      .values({ first_name: "Ada" })
      .returning(sql<string>`upper("first_name")`.as("name")),
  "update returning": (db) => db.updateTable("person").set({ age: 5 }).where("id", "=", 1).returning("age"),
  "update with an alias, returning": (db) =>
    db.updateTable("person as p").set({ age: 5 }).where("p.id", "=", 1).returning("p.age"),
  "delete returning": (db) => db.deleteFrom("person").where("id", "=", 1).returning(["id", "first_name"]),
  update: (db) => db.updateTable("person").set({ age: 5, last_name: null }).where("id", "=", 1),
  "update an expression": (db) => db.updateTable("person").set((eb) => ({ age: eb("age", "+", 1) })),
  "update by a query": (db) =>
    db
      .updateTable("person")
      .set((eb) => ({
        age: eb.selectFrom("pet").select(eb.fn.countAll<number>().as("n")).whereRef("pet.owner_id", "=", "person.id"),
      }))
      .where("id", "=", 1),
  "update with an alias": (db) => db.updateTable("person as p").set({ age: 5 }).where("p.id", "=", 1),
  delete: (db) => db.deleteFrom("person").where("id", "=", 1),
  "delete all": (db) => db.deleteFrom("person"),
  "delete with an alias": (db) => db.deleteFrom("person as p").where("p.id", "in", [1, 2]),
  "delete by a query": (db) =>
    db
      .deleteFrom("person")
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom("pet").select("pet.id").whereRef("pet.owner_id", "=", "person.id"))),
      ),
  merge: (db) =>
    db
      .mergeInto("setting as s")
      .using("person as p", "s.name", "p.first_name")
      .whenMatched()
      .thenUpdateSet((eb) => ({ value: eb.ref("p.last_name") }))
      .whenNotMatched()
      .thenInsertValues((eb) => ({ name: eb.ref("p.first_name"), value: "new" })),
  "merge with conditions": (db) =>
    db
      .mergeInto("setting as s")
      .using("person as p", (on) => on.onRef("s.name", "=", "p.first_name").on("p.age", ">", 3))
      .whenMatchedAnd("s.value", "<>", "x")
      .thenUpdateSet({ value: "x" })
      .whenNotMatchedAnd("p.age", "<", 90)
      .thenInsertValues((eb) => ({ name: eb.ref("p.first_name"), value: "new" })),
  "merge of a query": (db) =>
    db
      .mergeInto("setting")
      .using(
        (eb) => eb.selectFrom("person").select("first_name").distinct().as("p"),
        (on) => on.onRef("setting.name", "=", "p.first_name"),
      )
      .whenMatched()
      .thenUpdateSet({ value: "y" }),
};
