import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sql, type Catalogue, type RelationalDatabase } from "@db/core";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus, type CorpusStatement } from "../support/corpus.ts";
import { missing, subjects, type Subject } from "../support/engines.ts";
import { fixtureSchema, makeFixture } from "../support/fixture.ts";
import { normaliseRows } from "../support/normalise.ts";

interface Place {
  readonly db: RelationalDatabase;
  readonly close: () => Promise<void>;
  readonly catalogue: Catalogue;
}

const places = new Map<string, Place>();
const corpus = readCorpus("translated");
const elsewhere = readCorpus("elsewhere");
/** Statements that ran on a pair of engines. */
const ran = new Map<string, number>();

beforeAll(async () => {
  for (const subject of subjects) {
    const { db, close } = await subject.open();
    await makeFixture(db, subject.dialect);
    places.set(subject.title, { db, close, catalogue: await db.schema() });
  }
}, 120_000);
afterAll(async () => {
  for (const { close } of places.values()) await close();
}, 60_000);

for (const engine of missing) it.todo(`not run: no ${engine} server`);

const changes = /^\s*(?:insert|update|delete|merge)/i;
const ordered = (text: string): boolean => /order by[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*$/i.test(text);

/** Rows and, after a change, the whole table; nothing is kept. */
async function outcome(
  place: Place,
  text: string,
  parameters: readonly unknown[],
  statement: CorpusStatement,
  digits?: number,
): Promise<unknown> {
  const run = sql.native(text, [...parameters]);
  if (!changes.test(statement.text)) return normaliseRows(await place.db.query(run), ordered(statement.text), digits);
  const stop = new Error("undone");
  let found: unknown;
  await place.db
    .transaction(async (tx) => {
      const result = await tx.execute(run);
      const rows = await tx.query(sql`select * from account order by id`);
      const counted = /on conflict|on duplicate/i.test(statement.text) ? undefined : result.affectedRows;
      found = { given: normaliseRows(result.rows, false), counted, rows: normaliseRows(rows, true) };
      throw stop;
    })
    .catch((error: unknown) => {
      if (error !== stop && (error as { cause?: unknown }).cause !== stop) throw error;
    });
  return found;
}

async function everywhere(statement: CorpusStatement, source: Subject): Promise<void> {
  const from = places.get(source.title)!;
  const original = await outcome(from, statement.text, statement.parameters, statement);
  for (const target of subjects) {
    if (target.title === source.title) continue;
    const attempt = tryTranslate(statement.text, {
      from: source.dialect,
      to: target.dialect,
      schema: from.catalogue,
      assume: assumed,
      toVersion: toVersion(target),
    });
    const expected = target.dialect === source.dialect ? undefined : statement.refused[target.dialect];
    if (!attempt.ok) {
      expect([target.title, attempt.refusals[0].construct, attempt.refusals[0].hint]).toEqual([
        target.title,
        expected,
        attempt.refusals[0].hint,
      ]);
      continue;
    }
    expect([target.title, attempt.translation.text, expected]).toEqual([
      target.title,
      attempt.translation.text,
      undefined,
    ]);
    const { text, parameters, assumptions } = attempt.translation;
    const digits = assumptions.some(({ name }) => name === "doubles") ? 12 : undefined;
    const compared =
      digits === undefined ? original : await outcome(from, statement.text, statement.parameters, statement, digits);
    const values = parameters.map((key) => statement.parameters[Number(key) - 1]);
    const given = await outcome(places.get(target.title)!, text, values, statement, digits).catch((error: unknown) => {
      throw new Error(
        `${target.title} refuses\n  ${text}\n  ${(error as Error).message} ${String((error as { cause?: unknown }).cause ?? "")}`,
      );
    });
    expect({ target: target.title, text, given }).toEqual({ target: target.title, text, given: compared });
    const pair = `${source.dialect} to ${target.dialect}`;
    ran.set(pair, (ran.get(pair) ?? 0) + 1);
  }
}

function toVersion(subject: Subject): readonly number[] {
  return { sqlite: [3, 54], postgres: [18], mysql: [9, 7], mariadb: [11, 8], mssql: [16], oracle: [19] }[
    subject.dialect
  ];
}

describe.each(subjects.map((subject) => ({ name: subject.title, subject })))("from $name", ({ subject }) => {
  const statements = corpus.filter(({ from }) => from.includes(subject.dialect));
  it.each(statements.map((statement) => ({ ...statement, title: statement.text.replace(/\s+/g, " ") })))(
    "$file:$line $title",
    async (statement) => {
      await expect(everywhere(statement, subject)).resolves.toBeUndefined();
    },
  );
});

/** SQL Server and Oracle do not run here: their statements are compared with what they mean in PostgreSQL's words. */
describe("from engines that do not run here", () => {
  const statements = elsewhere.map((statement) => ({ ...statement, title: statement.text.replace(/\s+/g, " ") }));
  it.each(statements)("$file:$line $title", async (statement) => {
    const meant = { ...statement, text: statement.means! };
    const pglite = places.get("PGlite")!;
    for (const target of subjects) {
      const attempt = tryTranslate(statement.text, {
        from: statement.from[0]!,
        to: target.dialect,
        schema: fixtureSchema,
        assume: assumed,
        toVersion: toVersion(target),
      });
      if (!attempt.ok) {
        expect([target.title, attempt.refusals[0].construct]).toEqual([
          target.title,
          statement.refused[target.dialect],
        ]);
        continue;
      }
      const { text } = attempt.translation;
      const given = await outcome(places.get(target.title)!, text, [], meant).catch((error: unknown) => {
        throw new Error(
          `${target.title} refuses\n  ${text}\n  ${String((error as { cause?: unknown }).cause ?? error)}`,
        );
      });
      expect({ target: target.title, text, given }).toEqual({
        target: target.title,
        text,
        given: await outcome(pglite, meant.text, [], meant),
      });
    }
  });
});
