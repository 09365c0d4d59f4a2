import { describe, expect, it } from "@jest/globals";
import { sql, type Catalogue, type RelationalDatabase } from "@db/core";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus, type CorpusStatement } from "../support/corpus.ts";
import { subjects, type Subject } from "../support/engines.ts";
import { makeFixture } from "../support/fixture.ts";

/** What the catalogue says of a made table, without what engines write otherwise: names that they gave, texts of defaults. */
function described({ tables }: Catalogue): unknown {
  return tables
    .filter(({ name }) => name.startsWith("made_"))
    .map(({ name, columns, primaryKey, uniqueKeys, foreignKeys, checks }) => ({
      name,
      columns: columns.map((column) => ({
        name: column.name,
        type: widened(column.type),
        nullable: column.nullable,
        given: column.default !== undefined || column.identity !== undefined,
      })),
      primaryKey: primaryKey?.columns,
      unique: uniqueKeys.map((key) => key.columns),
      foreign: foreignKeys.map((key) => [key.columns, key.referencedTable, key.referencedColumns, key.onDelete]),
      // SQLite has one more for each bounded text.
      checks: checks.filter(({ expression }) => !/^\(?length\(/.test(expression)).length,
    }));
}

/** SQLite's integers have 64 bits, and its timestamps no digits told. */
function widened(type: string | undefined): string | undefined {
  if (type === "integer" || type === "smallint") return "bigint";
  if (type === "real") return "double";
  return type?.replace(/^timestamp\(\d\)$/, "timestamp");
}

async function made(
  subject: Subject,
  text: string,
  kept: (db: RelationalDatabase) => Promise<unknown>,
): Promise<unknown> {
  const { db, close } = await subject.open();
  try {
    if (/account/.test(text)) await makeFixture(db, subject.dialect);
    await db.execute(sql.native(text));
    return [described(await db.schema()), await kept(db)];
  } finally {
    await close();
  }
}

/** Whether text in a made table compares by code point: two rows that differ in case, and one that ends with a space. */
async function exactText(db: RelationalDatabase): Promise<unknown> {
  const catalogue = await db.schema({ tables: ["made_three"] });
  if (catalogue.tables.length === 0) return undefined;
  await db.execute(sql`insert into made_three (id, code) values (1, 'a'), (2, 'A'), (3, 'a ')`);
  const rejected = await db.execute(sql`insert into made_three (id, code) values (4, '123456789')`).then(
    () => "kept",
    () => "refused",
  );
  return [await db.query(sql`select id from made_three where code = 'a' order by id`), rejected];
}

describe.each(subjects.filter(({ title }) => title !== "PGlite"))("tables from $title", (source) => {
  const statements = readCorpus("schema").filter(({ from }) => from.includes(source.dialect));
  it.each(statements.map((statement) => ({ ...statement, title: statement.text.slice(0, 80) })))(
    "$title",
    async (statement: CorpusStatement) => {
      // The MySQL family's own default compares otherwise, which the caller has vouched for.
      const own = source.dialect === "mysql" || source.dialect === "mariadb" || source.dialect === "sqlite";
      const original = await made(source, statement.text, own ? () => Promise.resolve(undefined) : exactText);
      for (const target of subjects) {
        if (target.dialect === source.dialect) continue;
        const attempt = tryTranslate(statement.text, { from: source.dialect, to: target.dialect, assume: assumed });
        if (!attempt.ok) {
          expect([target.title, attempt.refusals[0].construct]).toEqual([
            target.title,
            statement.refused[target.dialect],
          ]);
          continue;
        }
        const { text } = attempt.translation;
        const given = await made(target, text, own ? () => Promise.resolve(undefined) : exactText).catch(
          (error: unknown) => {
            throw new Error(
              `${target.title} refuses\n  ${text}\n  ${String((error as { cause?: unknown }).cause ?? error)}`,
            );
          },
        );
        expect({ target: target.title, text, given }).toEqual({ target: target.title, text, given: original });
      }
    },
    60_000,
  );
});
