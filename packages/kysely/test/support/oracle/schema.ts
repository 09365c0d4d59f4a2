import { sql } from "kysely";
import { OracleIntrospector } from "../../../src/oracle/oracle-introspector.ts";
import type { Statements } from "./statement.ts";

/** The schema, and what the dialect itself asks of it. */
export const schema: Statements = {
  "create table": (db) =>
    db.schema
      .createTable("person")
      .addColumn("id", "integer", (column) => column.generatedByDefaultAsIdentity().primaryKey())
      .addColumn("first_name", "varchar(50)", (column) => column.notNull())
      .addColumn("age", "smallint", (column) => column.notNull().defaultTo(0))
      .addColumn("active", "boolean", (column) => column.defaultTo(true).notNull())
      .addColumn("email", "varchar(200)", (column) => column.unique()),
  "create table with every type": (db) =>
    (
      [
        "bigint",
        "int2",
        "int4",
        "int8",
        "real",
        "double precision",
        "float4",
        "float8",
        "decimal",
        "decimal(10, 2)",
        "numeric(5, 0)",
        "text",
        "varchar",
        "char",
        "char(3)",
        "date",
        "timestamp",
        "timestamp(3)",
        "timestamptz",
        "datetime",
        "json",
        "jsonb",
        "uuid",
        "blob",
        "bytea",
        "binary",
        "binary(16)",
        "varbinary(20)",
        "boolean",
      ] as const
    ).reduce((table, type, index) => table.addColumn(`c${index}`, type), db.schema.createTable("types")),
  "create table with auto increment": (db) =>
    db.schema.createTable("t").addColumn("id", "bigint", (column) => column.autoIncrement().primaryKey()),
  "create table with identity always": (db) =>
    db.schema.createTable("t").addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey()),
  "create table with a generated column": (db) =>
    db.schema
      .createTable("t")
      .addColumn("a", "integer")
      .addColumn("b", "integer", (column) => column.generatedAlwaysAs(sql`"a" * 2`)),
  "create table with constraints": (db) =>
    db.schema
      .createTable("pet")
      .addColumn("id", "integer")
      .addColumn("owner_id", "integer", (column) => column.references("person.id").onDelete("cascade"))
      .addColumn("species", "varchar(10)", (column) => column.check(sql`"species" in ('cat', 'dog')`))
      .addPrimaryKeyConstraint("pet_key", ["id"])
      .addUniqueConstraint("pet_unique", ["owner_id", "species"])
      .addForeignKeyConstraint("pet_owner", ["owner_id"], "person", ["id"], (key) =>
        key.onDelete("set null").onUpdate("no action"),
      )
      .addCheckConstraint("pet_check", sql`"id" > 0`),
  "create table with a deferrable key": (db) =>
    db.schema
      .createTable("t")
      .addColumn("a", "integer")
      .addUniqueConstraint("u", ["a"], (unique) => unique.deferrable().initiallyDeferred()),
  "create temporary table": (db) =>
    db.schema.createTable("t").temporary().addColumn("a", "integer").onCommit("delete rows"),
  "create table as": (db) => db.schema.createTable("copy").as(db.selectFrom("person").selectAll()),
  "create table of a schema": (db) => db.schema.withSchema("app").createTable("t").addColumn("a", "integer"),
  "create table with a raw type": (db) => db.schema.createTable("t").addColumn("a", sql`number(12,3)`),
  "drop table": (db) => db.schema.dropTable("person"),
  "drop table cascade": (db) => db.schema.dropTable("person").cascade(),
  "add a column": (db) =>
    db.schema.alterTable("person").addColumn("note", "varchar(20)", (column) => column.notNull().defaultTo("x")),
  "add columns": (db) => db.schema.alterTable("person").addColumn("a", "integer").addColumn("b", "text"),
  "drop a column": (db) => db.schema.alterTable("person").dropColumn("note"),
  "drop columns": (db) => db.schema.alterTable("person").dropColumn("a").dropColumn("b"),
  "rename a column": (db) => db.schema.alterTable("person").renameColumn("note", "remark"),
  "change a column's type": (db) =>
    db.schema.alterTable("person").alterColumn("note", (column) => column.setDataType("varchar(40)")),
  "set a default": (db) => db.schema.alterTable("person").alterColumn("age", (column) => column.setDefault(5)),
  "drop a default": (db) => db.schema.alterTable("person").alterColumn("age", (column) => column.dropDefault()),
  "set not null": (db) => db.schema.alterTable("person").alterColumn("age", (column) => column.setNotNull()),
  "drop not null": (db) => db.schema.alterTable("person").alterColumn("age", (column) => column.dropNotNull()),
  "modify a column": (db) => db.schema.alterTable("person").modifyColumn("age", "bigint", (column) => column.notNull()),
  "rename a table": (db) => db.schema.alterTable("person").renameTo("human"),
  "add a unique constraint": (db) => db.schema.alterTable("person").addUniqueConstraint("u", ["first_name", "age"]),
  "add a primary key": (db) => db.schema.alterTable("person").addPrimaryKeyConstraint("k", ["id"]),
  "add a foreign key": (db) =>
    db.schema.alterTable("pet").addForeignKeyConstraint("f", ["owner_id"], "person", ["id"]).onDelete("cascade"),
  "add a check": (db) => db.schema.alterTable("person").addCheckConstraint("c", sql`"age" > 0`),
  "drop a constraint": (db) => db.schema.alterTable("person").dropConstraint("c"),
  "drop a constraint with what needs it": (db) => db.schema.alterTable("person").dropConstraint("k").cascade(),
  "rename a constraint": (db) => db.schema.alterTable("person").renameConstraint("a", "b"),
  "create index": (db) => db.schema.createIndex("i").on("person").columns(["first_name", "age desc"]),
  "create unique index": (db) => db.schema.createIndex("i").unique().on("person").column("first_name"),
  "create index of an expression": (db) =>
    db.schema
      .createIndex("i")
      .on("person")
      .expression(sql`lower("first_name")`),
  "drop index": (db) => db.schema.dropIndex("i"),
  "create view": (db) =>
    db.schema
      .createView("adults")
      .as(db.selectFrom("person").select(["id", "first_name"]).where("age", ">", sql.lit(17))),
  "create or replace view": (db) =>
    db.schema.createView("adults").orReplace().columns(["n"]).as(db.selectFrom("person").select("id")),
  "create materialized view": (db) =>
    db.schema.createView("adults").materialized().as(db.selectFrom("person").select("id")),
  "drop view": (db) => db.schema.dropView("adults"),
  "drop view cascade": (db) => db.schema.dropView("adults").cascade(),
  "drop materialized view": (db) => db.schema.dropView("adults").materialized(),
  "introspection: schemas": (db) => new OracleIntrospector(db).schemasQuery(),
  "introspection: tables": (db) => new OracleIntrospector(db).columnsQuery({ withInternalKyselyTables: false }),
  "introspection: all tables": (db) => new OracleIntrospector(db).columnsQuery({ withInternalKyselyTables: true }),
};
