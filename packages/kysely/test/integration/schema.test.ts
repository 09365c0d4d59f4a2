import { describe, expect, it } from "@jest/globals";
import { sql, type Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { kyselyOf } from "../../src/index.ts";
import { onEveryEngine, rejection } from "../support/subjects.ts";

type Any = any;

onEveryEngine(
  "the schema",
  ({ subject, kysely, db, second }) => {
    const { family } = subject;
    const untyped = (): Kysely<Any> => kysely() as Kysely<Any>;

    it("is built, altered and dropped", async () => {
      const { schema } = untyped();
      await schema
        .createTable("built")
        .ifNotExists()
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("name", "varchar(20)", (column) => column.notNull().defaultTo("x"))
        .execute();
      await schema.alterTable("built").addColumn("extra", "integer").execute();
      await schema.alterTable("built").renameColumn("extra", "more").execute();
      await schema.createIndex("built_name").on("built").columns(["name", "more"]).execute();
      await schema
        .createView("built_view")
        .as(untyped().selectFrom("built").select(["id", "name"]))
        .execute();
      await untyped().insertInto("built").values({ id: 1 }).execute();
      expect(await untyped().selectFrom("built_view").selectAll().execute()).toEqual([{ id: 1, name: "x" }]);
      await schema.dropView("built_view").execute();
      if (family === "mysql") await schema.dropIndex("built_name").on("built").execute();
      else await schema.dropIndex("built_name").execute();
      await schema.alterTable("built").dropColumn("more").execute();
      await schema.dropTable("built").execute();
      expect(await rejection(untyped().selectFrom("built").selectAll().execute())).toMatchObject({
        kind: "undefined-table",
      });
    });

    it("is told by introspection", async () => {
      const key = family === "postgres" ? ("serial" as const) : ("integer" as const);
      await untyped()
        .schema.createTable("told")
        .addColumn("id", key, (column) =>
          family === "postgres" ? column.primaryKey() : column.primaryKey().autoIncrement(),
        )
        .addColumn("name", "varchar(20)", (column) => column.notNull().defaultTo("x"))
        .addColumn("note", "text")
        .execute();
      await untyped().schema.createView("told_view").as(untyped().selectFrom("told").select("id")).execute();
      const tables = await kysely().introspection.getTables();
      const told = tables.find(({ name }) => name === "told");
      expect(told).toMatchObject({ isView: false, isForeign: false });
      const facts = told!.columns.map(({ name, isNullable, isAutoIncrementing, hasDefaultValue }) => ({
        name,
        isNullable,
        isAutoIncrementing,
        hasDefaultValue: name === "name" && hasDefaultValue,
      }));
      expect(facts).toEqual([
        { name: "id", isNullable: family === "sqlite", isAutoIncrementing: true, hasDefaultValue: false },
        { name: "name", isNullable: false, isAutoIncrementing: false, hasDefaultValue: true },
        { name: "note", isNullable: true, isAutoIncrementing: false, hasDefaultValue: false },
      ]);
      expect(tables.find(({ name }) => name === "told_view")).toMatchObject({ isView: true });
      const schemas = await kysely().introspection.getSchemas();
      if (family === "sqlite") expect(schemas).toEqual([]);
      else expect(schemas.map(({ name }) => name)).toContain(family === "postgres" ? "public" : "information_schema");
      await untyped().schema.dropView("told_view").execute();
      await untyped().schema.dropTable("told").execute();
    });

    describe("is migrated", () => {
      const ran: string[] = [];
      const table = (name: string): Migration => ({
        async up(trx) {
          ran.push(`up ${name}`);
          await trx.schema
            .createTable(name)
            .addColumn("id", "integer", (column) => column.primaryKey())
            .execute();
          await sql`insert into ${sql.table(name)} values (1)`.execute(trx);
        },
        async down(trx) {
          ran.push(`down ${name}`);
          await trx.schema.dropTable(name).execute();
        },
      });
      const migrations = { "1_one": table("m_one"), "2_two": table("m_two") };
      const migrator = (on: Kysely<Any>, all: Record<string, Migration> = migrations, props = {}): Migrator =>
        new Migrator({ db: on, provider: { getMigrations: () => Promise.resolve(all) }, ...props });
      const failed = (results: readonly { error?: unknown }[]): unknown[] =>
        results.map(({ error }) => error).filter((error) => error !== undefined);

      it("up and down", async () => {
        ran.length = 0;
        const up = await migrator(untyped()).migrateToLatest();
        expect(up).toMatchObject({
          results: [
            { migrationName: "1_one", status: "Success" },
            { migrationName: "2_two", status: "Success" },
          ],
        });
        expect(up.error).toBeUndefined();
        expect((await migrator(untyped()).migrateToLatest()).results).toEqual([]);
        const down = await migrator(untyped()).migrateDown();
        expect(down).toMatchObject({ results: [{ migrationName: "2_two", direction: "Down", status: "Success" }] });
        expect((await kysely().introspection.getTables()).map(({ name }) => name)).toEqual(["m_one"]);
        await migrator(untyped()).migrateDown();
        expect(ran).toEqual(["up m_one", "up m_two", "down m_two", "down m_one"]);
      }, 30_000);

      it("once, however many migrate at a time", async () => {
        ran.length = 0;
        const other = second();
        const on = [untyped(), untyped(), kyselyOf<Any>(other ?? db())];
        const outcomes = await Promise.all(on.map((one) => migrator(one).migrateToLatest()));
        expect(failed(outcomes)).toEqual([]);
        expect(ran).toEqual(["up m_one", "up m_two"]);
        expect(outcomes.map(({ results }) => results?.length ?? 0).toSorted()).toEqual([0, 0, 2]);
        await migrator(untyped()).migrateDown();
        await migrator(untyped()).migrateDown();
      }, 30_000);

      it("as a whole where DDL takes part in transactions", async () => {
        const broken: Migration = {
          async up(trx) {
            await trx.schema.createTable("m_broken").addColumn("id", "integer").execute();
            await sql`select * from nothing_there`.execute(trx);
          },
        };
        const { error, results } = await migrator(untyped(), { ...migrations, "3_broken": broken }).migrateToLatest();
        expect(error).toMatchObject({ kind: "undefined-table" });
        expect(results?.map(({ status }) => status)).toEqual(["Success", "Success", "Error"]);
        const left = (await kysely().introspection.getTables()).map(({ name }) => name);
        if (db().capabilities.transactionalDdl) expect(left).toEqual([]);
        else {
          expect(left).toContain("m_broken");
          await untyped().schema.dropTable("m_broken").execute();
          await migrator(untyped()).migrateTo("1_one");
          await migrator(untyped()).migrateDown();
        }
      }, 30_000);
    });
  },
  { tables: false },
);
