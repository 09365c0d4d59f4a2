import { describe, expect, it } from "@jest/globals";
import { DatabaseError, sql } from "@db/core";
import {
  defaultSettings,
  importDocument,
  matches,
  parseFilter,
  valueKey,
  type Document,
  type Filter,
} from "@db/document/engine";
import fc from "fast-check";
import { anyDocument, anyValue } from "../../../document/test/support/any-value.ts";
import { encodeDocument } from "../../src/codec/encode.ts";
import type { KeyFunction } from "../../src/compile/key-expression.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { Assumptions, cautiousContext, noExceptions } from "../../src/compile/assumptions.ts";
import { filterPredicate } from "../../src/compile/filter.ts";
import type { Predicate } from "../../src/compile/predicate.ts";
import { embedded } from "./support/databases.ts";
import { flat } from "./support/flat.ts";

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
  const table = sql`filters.candidates`;
  const settings = defaultSettings();
  // Half of the paths as if they had an index, so that the condition for it is tested, alone and beside the exact one.
  const indexed = new Map<string, KeyFunction>([
    ["a", "_least"],
    ["a.b", "_greatest"],
    ["b", "_greatest"],
  ]);
  const counts = { exact: 0, superset: 0, anything: 0, byIndexAlone: 0 };

  /** A filter as a condition that may take for granted what is so of the documents that are there. */
  async function assumed(parsed: Filter): Promise<Predicate> {
    for (let exceptions = noExceptions; ;) {
      const assumptions = new Assumptions(exceptions);
      // The table has no key.
      const context = {
        ...cautiousContext("filters", indexed),
        scalar: assumptions.context("filters", indexed).scalar,
      };
      const predicate = filterPredicate(parsed, context);
      const facts = assumptions.facts("filters", table);
      if (facts.length === 0) return predicate;
      const found = assumptions.broken(await database.relational().queryOne(sql`select ${sql.join([...facts])}`));
      if (found === undefined) {
        counts.byIndexAlone++;
        return predicate;
      }
      exceptions = found;
    }
  }

  async function check(
    parsed: Filter,
    asked: object,
    predicate: Predicate,
    documents: readonly Document[],
  ): Promise<void> {
    if (predicate.sql === undefined) {
      counts.anything++;
      return;
    }
    const rows = await database.relational().query<{ id: number }>(sql`select id from ${table} where ${predicate.sql}`);
    const found = new Set(rows.map(({ id }) => id));
    const wanted = documents.flatMap((document, n) => (matches(parsed, document, settings) ? [n] : []));
    const missed = wanted.filter((n) => !found.has(n));
    const extra = predicate.exact ? [...found].filter((n) => !wanted.includes(n)) : [];
    if (missed.length + extra.length > 0) {
      const shown = [...missed, ...extra].map((n) => encodeDocument(documents[n] as Document));
      throw new Error(`${valueKey(asked)} missed ${missed.length}, has ${extra.length} more: ${shown.join(" ")}`);
    }
    counts[predicate.exact ? "exact" : "superset"]++;
  }

  it("match what the evaluator matches, and where they are no exact conditions nothing less", async () => {
    const db = database.relational();
    await db.execute(sql`create schema if not exists filters`);
    await db.execute(sql`create table ${table} (id int, doc jsonb)`);
    for (const definition of keyFunctions("filters")) await db.execute(definition);
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocument, { minLength: 8, maxLength: 8 }),
        fc.array(filter, { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        async (any, filters, withoutArrays) => {
          const documents = withoutArrays ? any.map((document) => flat(document) as Document) : any;
          await db.execute(sql`truncate ${table}`);
          const rows = documents.map((document, n) => `{"id":${n},"doc":${encodeDocument(document)}}`);
          await db.execute(
            sql`insert into ${table} select * from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(id int, doc jsonb)`,
          );
          for (const asked of filters) {
            const parsed = parsedOrRefused(asked);
            if (parsed === undefined) continue;
            await check(parsed, asked, filterPredicate(parsed, cautiousContext("filters", indexed)), documents);
            await check(parsed, asked, await assumed(parsed), documents);
          }
        },
      ),
      { numRuns: Number(process.env["DB_TEST_RUNS"] ?? 25), endOnFailure: true },
    );
    if (process.env["DB_TEST_RUNS"] !== undefined) process.stderr.write(`${JSON.stringify(counts)}\n`);
    expect(counts.exact).toBeGreaterThan(200);
    expect(counts.superset).toBeGreaterThan(0);
    expect(counts.byIndexAlone).toBeGreaterThan(50);
  }, 1_800_000);
});
