import { sql, type Generated, type Kysely } from "kysely";
import type { Subject } from "./subjects.ts";

/** The tables that most tests use. */
export interface Schema {
  person: { id: Generated<number>; first_name: string; last_name: string | null; age: number };
  pet: { id: Generated<number>; name: string; owner_id: number; species: string };
  setting: { name: string; value: string; changes: Generated<number> };
}

/** Makes the tables by Kysely's schema builder. */
export async function createTables(db: Kysely<Schema>, family: Subject["family"]): Promise<void> {
  const key = family === "postgres" ? ("serial" as const) : ("integer" as const);
  await db.schema
    .createTable("person")
    .addColumn("id", key, (column) =>
      family === "postgres" ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn("first_name", "varchar(50)", (column) => column.notNull())
    .addColumn("last_name", "varchar(50)")
    .addColumn("age", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("pet")
    .addColumn("id", key, (column) =>
      family === "postgres" ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn("name", "varchar(50)", (column) => column.notNull().unique())
    .addColumn("owner_id", "integer", (column) => column.notNull())
    .addColumn("species", "varchar(10)", (column) => column.notNull())
    .addForeignKeyConstraint("pet_owner", ["owner_id"], "person", ["id"], (constraint) =>
      constraint.onDelete("cascade"),
    )
    .addCheckConstraint("pet_species", sql`species in ('cat', 'dog', 'hamster')`)
    .execute();
  await db.schema
    .createTable("setting")
    .addColumn("name", "varchar(50)", (column) => column.primaryKey())
    .addColumn("value", "varchar(50)", (column) => column.notNull())
    .addColumn("changes", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}

/** Three persons with three pets between them, by known keys. */
export async function fillTables(db: Kysely<Schema>): Promise<void> {
  await db.deleteFrom("pet").execute();
  await db.deleteFrom("person").execute();
  await db.deleteFrom("setting").execute();
  await db
    .insertInto("person")
    .values([
      { id: 1, first_name: "Ada", last_name: "Lovelace", age: 36 },
      { id: 2, first_name: "Bob", last_name: null, age: 20 },
      { id: 3, first_name: "Cleo", last_name: "Patra", age: 39 },
    ])
    .execute();
  await db
    .insertInto("pet")
    .values([
      { id: 1, name: "Catto", owner_id: 1, species: "cat" },
      { id: 2, name: "Doggo", owner_id: 2, species: "dog" },
      { id: 3, name: "Kitty", owner_id: 1, species: "cat" },
    ])
    .execute();
}
