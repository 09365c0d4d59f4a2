import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sql, type Catalogue, type RelationalDatabase } from "@db/core";
import { recordNotRun } from "@tooling/servers";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus, type CorpusStatement } from "../support/corpus.ts";
import { subjects } from "../support/engines.ts";
import { makeFixture } from "../support/fixture.ts";
import { asKept, hasLookAlike, openLookAlike, type LookAlike } from "../support/look-alike.ts";

/** What H2 cannot run, or runs otherwise than the engine it imitates: named, so that a change is seen. */
const record = join(import.meta.dirname, "../support/h2-refuses.json");
type Known = Readonly<Record<string, { readonly equal: number; readonly otherwise: Readonly<Record<string, string>> }>>;

if (!hasLookAlike) recordNotRun({ subject: "translations to SQL Server and Oracle on H2", reason: "no H2 server" });

type Place = { readonly db: RelationalDatabase; readonly close: () => Promise<void>; readonly catalogue: Catalogue };
const changes = /^\s*(?:insert|update|delete|merge)/i;

/** The sources, with rows that the imitated engine keeps as they are. */
async function openSources(engine: "mssql" | "oracle"): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const subject of subjects.filter(({ title }) => title !== "PGlite")) {
    const { db, close } = await subject.open();
    await makeFixture(db, subject.dialect, (value) => asKept(engine, value));
    places.set(subject.dialect, { db, close, catalogue: await db.schema() });
  }
  return places;
}

/** A value without its type, which the imitation does not keep: 1, 1.0, true and 't' are one. */
function bare(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (value === true || value === "t" || value === "true") return "1";
  if (value === false || value === "f" || value === "false") return "0";
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, "");
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  const text = String(value);
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text))
    return text.length > 15 && /^-?\d+$/.test(text) ? text : String(Number(Number(text).toPrecision(12)));
  const moment = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.\d+)?)?$/.exec(text);
  return moment === null
    ? text
    : `${moment[1]}${moment[2] === undefined || moment[2] === "00:00:00" ? "" : ` ${moment[2]}`}`;
}

const bareRows = (rows: readonly object[], ordered: boolean): readonly string[] => {
  const lines = rows.map((row) =>
    Object.values(row)
      .map((value) => bare(value).replace(/ 00:00:00$/, ""))
      .join(" | "),
  );
  return ordered ? lines : lines.sort();
};

async function original(statement: CorpusStatement, db: RelationalDatabase): Promise<readonly string[]> {
  const run = sql.native(statement.text);
  if (!changes.test(statement.text)) return bareRows(await db.query(run), /order by/i.test(statement.text));
  const stop = new Error("undone");
  let rows: readonly string[] = [];
  await db
    .transaction(async (tx) => {
      await tx.execute(run);
      rows = bareRows(await tx.query(sql`select * from account order by id`), true);
      throw stop;
    })
    .catch((error: unknown) => {
      if (error !== stop && (error as { cause?: unknown }).cause !== stop) throw error;
    });
  return rows;
}

for (const engine of ["mssql", "oracle"] as const) {
  describe(`on H2 as ${engine}`, () => {
    if (!hasLookAlike) {
      it.todo("not run: no H2 server");
      return;
    }
    let h2: LookAlike | undefined;
    const found: Record<string, string> = {};
    let places = new Map<string, Place>();
    beforeAll(async () => {
      h2 = await openLookAlike(engine);
      places = await openSources(engine);
    }, 120_000);
    afterAll(async () => {
      await h2?.close();
      for (const { close } of places.values()) await close();
    }, 60_000);

    it("gives the source's rows, but for what is on record", async () => {
      let equal = 0;
      for (const statement of readCorpus("translated")) {
        if (statement.parameters.length > 0) continue;
        const from = statement.from[0]!;
        const attempt = tryTranslate(statement.text, {
          from,
          to: engine,
          schema: places.get(from)!.catalogue,
          assume: assumed,
          toVersion: engine === "mssql" ? [15] : [19],
        });
        if (!attempt.ok) continue;
        const key = `${statement.file}: ${statement.text.replace(/\s+/g, " ")}`;
        const { text } = attempt.translation;
        try {
          const rows = changes.test(statement.text) ? await h2!.change(text) : await h2!.run(text);
          const given = bareRows(rows, changes.test(statement.text) || /order by/i.test(statement.text));
          const wanted = await original(statement, places.get(from)!.db);
          if (JSON.stringify(given) === JSON.stringify(wanted)) equal++;
          else
            found[key] =
              `other rows: ${text} gives ${JSON.stringify(given.find((row, at) => row !== wanted[at]))}, not ${JSON.stringify(wanted.find((row, at) => row !== given[at]))}`;
        } catch (error) {
          found[key] = String((error as Error).message)
            .split(/[\n;]/)[0]!
            .slice(0, 100);
        }
      }
      if (process.env["DB_TRANSLATE_RECORD"] === "write") {
        const all = { ...(JSON.parse(readFileSync(record, "utf8")) as Known), [engine]: { equal, otherwise: found } };
        writeFileSync(record, `${JSON.stringify(all, undefined, 2)}\n`);
      }
      const { equal: told, otherwise } = (JSON.parse(readFileSync(record, "utf8")) as Known)[engine]!;
      expect(Object.keys(found).sort()).toEqual(Object.keys(otherwise).sort());
      expect(equal).toBe(told);
      expect(equal).toBeGreaterThan(500);
    }, 300_000);
  });
}
