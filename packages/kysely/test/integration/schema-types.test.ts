import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { sql, type RelationalDatabase } from "@db/core";
import { compile } from "@tooling/presets/examples";
import { sql as kyselySql } from "kysely";
import { generateSchemaTypes, kyselyOf } from "../../src/index.ts";
import { onEveryEngine, type Given } from "../support/subjects.ts";

const packageFolder = join(import.meta.dirname, "../..");
const folder = join(packageFolder, "test", `.schema-types-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Portable types with a value for each, and what the column must be typed as. */
const columns = {
  c_smallint: ["smallint", 7, "number"],
  c_integer: ["integer", 7, "number"],
  c_bigint: ["bigint", 2n ** 60n, "number | bigint"],
  c_decimal: [
    "decimal(10,2)",
    "1.50",
    "ColumnType<string | null, string | number | bigint | null, string | number | bigint | null>",
  ],
  c_double: ["double", 1.5, "number"],
  c_boolean: ["boolean", true, "boolean"],
  c_text: ["text", "x", "string"],
  c_varchar: ["varchar(20)", "x", "string"],
  c_binary: ["binary", new Uint8Array([1]), "Uint8Array"],
  c_date: ["date", "2024-05-06", "string"],
  c_timestamp: ["timestamp", new Date(0), "ColumnType<Date | null, Date | string | null, Date | string | null>"],
  c_json: ["json", sql.json({ a: 1 }), "ColumnType<unknown, JsonValue | string | null, JsonValue | string | null>"],
} as const;

async function makeTables(db: RelationalDatabase, family: Given["subject"]["family"]): Promise<void> {
  const native = (type: string): string => db.dialect.types.toNative(type);
  const list = Object.entries(columns).map(([name, [type]]) => `${name} ${native(type)}`);
  const key = {
    postgres: "serial primary key",
    mysql: "integer auto_increment primary key",
    sqlite: "integer primary key",
  }[family];
  await db.execute(
    sql.text(
      `create table every_type (id ${key}, needed integer not null, preset integer not null default 5, doubled integer generated always as (needed * 2) stored, ${list.join(", ")})`,
    ),
  );
  await db.execute(
    sql`create table ${sql.id("odd name")} (${sql.id("a-b")} integer, ${sql.id("select")} varchar(10) not null)`,
  );
  await db.execute(sql`create view every_view as select id, needed from every_type`);
}

/** A program that uses the types: what must not compile is marked so. */
const program = `
import { sql } from "@db/core";
import type { Insertable, Kysely } from "kysely";
import type { Database } from "./types.ts";

export async function use(db: Kysely<Database>): Promise<void> {
  await db.insertInto("every_type").values({ needed: 1, c_bigint: 5n, c_decimal: "1.5", c_json: sql.json({ a: 1 }), c_timestamp: new Date(0) }).execute();
  await db.insertInto("odd name").values({ select: "x", "a-b": null }).execute();
  const row = await db.selectFrom("every_type").selectAll().executeTakeFirstOrThrow();
  const id: number = row.id;
  const preset: number = row.preset;
  const big: number | bigint | null = row.c_bigint;
  const decimal: string | null = row.c_decimal;
  const bytes: Uint8Array | null = row.c_binary;
  const time: Date | null = row.c_timestamp;
  await db.updateTable("every_type").set({ preset: 6, c_decimal: 3 }).execute();
  await db.selectFrom("every_view").select("needed").execute();
  console.log(id, preset, big, decimal, bytes, time);
  // @ts-expect-error -- a column without a default is missing
  await db.insertInto("every_type").values({ c_text: "x" }).execute();
  // @ts-expect-error -- a generated column
  await db.insertInto("every_type").values({ needed: 1, doubled: 2 }).execute();
  const readOnly: keyof Insertable<Database["every_view"]> extends never ? true : false = true;
  // @ts-expect-error -- not a number
  const wrong: number = row.c_text;
  // @ts-expect-error -- no such column
  await db.selectFrom("every_type").select("nothing").execute();
  console.log(wrong, readOnly);
}
`;

onEveryEngine(
  "types of the schema",
  ({ subject, db }) => {
    it("compile, and say what the columns give and take", async () => {
      await makeTables(db(), subject.family);
      const text = await generateSchemaTypes(db());
      expect(text).toContain("export interface Database {\n  every_type: EveryType;\n  every_view: EveryView;\n");
      expect(text).toContain('  "odd name": OddName;');
      expect(text).toContain(
        "  id: Generated<number>;\n  needed: number;\n  preset: Generated<number>;\n  doubled: GeneratedAlways<number | null>;\n",
      );
      for (const [name, [, , type]] of Object.entries(columns))
        expect(text).toContain(`  ${name}: ${type.startsWith("ColumnType") ? type : `${type} | null`};\n`);
      const own = join(folder, subject.title.replaceAll(/\W/g, ""));
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, "types.ts"), text);
      writeFileSync(join(own, "program.ts"), program);
      compile(own, ["program.ts"], true);
    }, 60_000);

    it("say what comes at run time", async () => {
      const kysely = kyselyOf<Record<string, Record<string, unknown>>>(db());
      const values = Object.fromEntries(Object.entries(columns).map(([name, [, value]]) => [name, value]));
      await kysely
        .insertInto("every_type")
        .values({ needed: 1, ...values })
        .execute();
      const row = await kysely.selectFrom("every_type").selectAll().executeTakeFirstOrThrow();
      const kind = (value: unknown): string =>
        value instanceof Date
          ? "Date"
          : ArrayBuffer.isView(value)
            ? "Uint8Array"
            : typeof value === "object"
              ? "unknown"
              : typeof value;
      for (const [name, [, , type]] of Object.entries(columns)) {
        const select = /^ColumnType<([^,]*),/.exec(type)?.[1] ?? type;
        expect({ name, kind: select.split(" | ").includes(kind(row[name])) ? "as typed" : kind(row[name]) }).toEqual({
          name,
          kind: "as typed",
        });
      }
      await kyselySql`drop view every_view`.execute(kysely);
    });

    it("are those of the tables asked for, under the names asked for", async () => {
      const text = await generateSchemaTypes(db(), {
        tables: ["odd name"],
        name: "Odd",
        defaultSchema: "elsewhere",
        timestamps: "string",
      });
      expect(text).toContain("export interface Odd {");
      expect(text).not.toContain("every_type");
      expect(text).toMatch(/"\w+\.odd name": \w+OddName;/);
      expect(await generateSchemaTypes(db(), { tables: ["nothing"] })).toBe("export interface Database {\n}\n");
    });
  },
  { tables: false },
);
