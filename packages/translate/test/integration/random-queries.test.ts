import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sql, type Catalogue, type RelationalDatabase } from "@db/core";
import fc from "fast-check";
import { tryTranslate } from "../../src/index.ts";
import { assumed } from "../support/corpus.ts";
import { subjects } from "../support/engines.ts";
import { makeFixture } from "../support/fixture.ts";
import { normaliseRows } from "../support/normalise.ts";
import { randomQuery } from "../support/random-query.ts";

/** How many queries each engine is the source of; each has some eight expressions. */
const runs = Number(process.env["DB_TRANSLATE_RUNS"] ?? 300);
const seed = Number(process.env["DB_TRANSLATE_SEED"] ?? 20_261_127);

const engines = subjects.filter(({ title }) => title !== "PGlite");
const places = new Map<
  string,
  { readonly db: RelationalDatabase; readonly close: () => Promise<void>; readonly catalogue: Catalogue }
>();

beforeAll(async () => {
  for (const subject of engines) {
    const { db, close } = await subject.open();
    await makeFixture(db, subject.dialect);
    places.set(subject.title, { db, close, catalogue: await db.schema() });
  }
}, 120_000);
afterAll(async () => {
  for (const { close } of places.values()) await close();
}, 60_000);

describe("random queries give the same rows on every engine", () => {
  it.each(engines)(
    "from $title",
    async (source) => {
      let refused = 0;
      const from = places.get(source.title)!;
      await fc.assert(
        fc.asyncProperty(randomQuery, async (query) => {
          const text = query.write(source.dialect);
          const original = normaliseRows(await from.db.query(sql.native(text)), true);
          for (const target of engines) {
            if (target === source) continue;
            const attempt = tryTranslate(text, {
              from: source.dialect,
              to: target.dialect,
              schema: from.catalogue,
              assume: assumed,
            });
            if (!attempt.ok) {
              refused++;
              continue;
            }
            const translated = attempt.translation.text;
            const rows = await places
              .get(target.title)!
              .db.query(sql.native(translated))
              .catch((error: unknown) => {
                throw new Error(
                  `${target.title} refuses\n${translated}\n${String((error as { cause?: unknown }).cause ?? error)}`,
                );
              });
            expect({ target: target.title, text, translated, rows: normaliseRows(rows, true) }).toEqual({
              target: target.title,
              text,
              translated,
              rows: original,
            });
          }
        }),
        { numRuns: runs, seed, endOnFailure: true },
      );
      expect(refused).toBeLessThan(runs * engines.length * 0.2);
    },
    600_000,
  );
});
