import { describe, expect, it } from "@jest/globals";
import { DatabaseError, sql } from "@db/core";
import { defaultSettings, importDocument, matches, parseFilter, valueKey, type Filter } from "@db/document/engine";
import fc from "fast-check";
import { anyDocument, anyValue } from "../../../document/test/support/any-value.ts";
import { encodeDocument } from "../../src/codec/encode.ts";
import type { KeyFunction } from "../../src/compile/key-expression.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { filterPredicate } from "../../src/compile/filter.ts";
import { embedded } from "./support/databases.ts";

const path = fc.constantFrom("a", "b", "a.b", "a.a", "b.a", "a.b.a", "missing");
const condition: fc.Arbitrary<unknown> = fc.oneof(
  anyValue.map((value) => ({ $eq: value })),
  anyValue.map((value) => ({ $gt: value })),
  anyValue.map((value) => ({ $lte: value })),
  anyValue.map((value) => ({ $ne: value })),
  fc.array(anyValue, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.array(anyValue, { maxLength: 3 }).map((values) => ({ $nin: values })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  anyValue.map((value) => ({ $not: { $gte: value } })),
);
const leaf = fc.tuple(path, condition).map(([at, wanted]) => ({ [at]: wanted }));
const filter: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  leaf,
  fc
    .tuple(fc.constantFrom("$and", "$or", "$nor"), fc.array(leaf, { minLength: 1, maxLength: 3 }))
    .map(([operator, parts]) => ({ [operator]: parts })),
);

/** A filter, or nothing where MongoDB has none: an order of regular expressions, say. */
function parsedOrRefused(asked: Record<string, unknown>): Filter | undefined {
  try {
    return parseFilter(importDocument(asked), { variables: new Set() });
  } catch (error) {
    if (DatabaseError.is(error)) return undefined;
    throw error;
  }
}

describe("filters as SQL", () => {
  const database = embedded();

  it("match what the evaluator matches, and where they are no exact conditions nothing less", async () => {
    const db = database.relational();
    await db.execute(sql`create table if not exists candidates (id int, doc jsonb)`);
    let [exact, supersets, wrong] = [0, 0, 0];
    const settings = defaultSettings();
    await db.execute(sql`create schema if not exists filters`);
    for (const definition of keyFunctions("filters")) await db.execute(definition);
    // Half of the paths as if they had an index, so that the condition for it is tested beside the exact one.
    const context = {
      schema: "filters",
      indexed: new Map<string, KeyFunction>([
        ["a", "_least"],
        ["a.b", "_greatest"],
        ["b", "_greatest"],
      ]),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocument, { minLength: 8, maxLength: 8 }),
        fc.array(filter, { minLength: 40, maxLength: 40 }),
        async (documents, filters) => {
          await db.execute(sql`truncate candidates`);
          const rows = documents.map((document, n) => `{"id":${n},"doc":${encodeDocument(document)}}`);
          await db.execute(
            sql`insert into candidates select * from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(id int, doc jsonb)`,
          );
          for (const asked of filters) {
            const parsed = parsedOrRefused(asked);
            if (parsed === undefined) continue;
            const predicate = filterPredicate(parsed, context);
            if (predicate.sql === undefined) continue;
            const found = new Set(
              (await db.query<{ id: number }>(sql`select id from candidates where ${predicate.sql}`)).map(
                ({ id }) => id,
              ),
            );
            const wanted = documents.flatMap((document, n) => (matches(parsed, document, settings) ? [n] : []));
            const missed = wanted.filter((n) => !found.has(n));
            const extra = predicate.exact ? [...found].filter((n) => !wanted.includes(n)) : [];
            if (missed.length + extra.length > 0) {
              wrong++;
              const shown = [...missed, ...extra].map((n) => encodeDocument(documents[n] as Record<string, unknown>));
              throw new Error(
                `${valueKey(asked)} missed ${missed.length}, has ${extra.length} more: ${shown.join(" ")}`,
              );
            }
            if (predicate.exact) exact++;
            else supersets++;
          }
        },
      ),
      { numRuns: Number(process.env["DB_TEST_RUNS"] ?? 25), endOnFailure: true },
    );
    expect(wrong).toBe(0);
    expect(exact).toBeGreaterThan(100);
    expect(supersets).toBeGreaterThan(0);
  }, 600_000);
});
