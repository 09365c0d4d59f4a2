import { beforeAll, describe, expect, it } from "@jest/globals";
import { DatabaseError, sql } from "@db/core";
import { Decimal128, Double, Long } from "@db/document";
import {
  applyUpdate,
  defaultSettings,
  importDocument,
  parseUpdate,
  type Document,
  type UpdatePlan,
} from "@db/document/engine";
import fc from "fast-check";
import { decodeDocument } from "../../src/codec/decode.ts";
import { encodeDocument } from "../../src/codec/encode.ts";
import { compileUpdate } from "../../src/compile/update.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { updateFunctions } from "../../src/store/update-functions.ts";
import { anyDocumentToUpdate, anyUpdate } from "./support/any-update.ts";
import { embedded } from "./support/databases.ts";

/** What something gives, or the code that it fails with. */
function resultOf<T>(work: () => T): T | number {
  try {
    return work();
  } catch (error) {
    if (DatabaseError.is(error) && typeof error.nativeCode === "number") return error.nativeCode;
    throw error;
  }
}

describe("updates on the server", () => {
  const database = embedded();
  const settings = defaultSettings({ now: new Date(1_700_000_000_123) });

  beforeAll(async () => {
    const db = database.relational();
    await db.execute(sql`create schema updates`);
    for (const definition of [...keyFunctions("updates"), ...updateFunctions("updates")]) await db.execute(definition);
  });

  const parsed = (update: Document): UpdatePlan =>
    parseUpdate(update, { scope: { variables: new Set() }, multi: true });

  /** What `_update` gives. */
  async function updated(update: Document, document: Document): Promise<string> {
    const changes = compileUpdate(parsed(importDocument(update)), settings);
    if (changes === undefined) throw new Error("the server knows this update");
    const { made } = await database
      .relational()
      .queryOne<{ made: string }>(
        sql`select updates._update(${encodeDocument(importDocument(document))}::text::jsonb, ${changes}::text::jsonb)::text as made`,
      );
    return made;
  }

  it("leave to the evaluator what only it knows", async () => {
    const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
    const examples: [update: Document, document: Document][] = [
      [{ $max: { a: decimal("0.1") } }, { a: new Double(0.1) }],
      [{ $pullAll: { a: [["a\u0000"]] } }, { a: [1] }],
      [{ $min: { a: "a" } }, { a: "a\u0000" }],
      [{ $max: { a: new Double(0.1) } }, { a: decimal("0.1") }],
      [{ $addToSet: { a: new Double(0.1) } }, { a: [decimal("0.1")] }],
      [{ $pull: { a: "a" } }, { a: ["a\u0000"] }],
      [{ $push: { a: { $each: [new Double(0.1)], $sort: 1 } } }, { a: [decimal("0.1")] }],
      [{ $inc: { a: decimal("1") } }, { a: new Double(0.5) }],
      [{ $inc: { a: decimal("1E+3") } }, { a: 1 }],
      [{ $inc: { a: decimal("10000000000000000000") } }, { a: 1 }],
      [{ $mul: { a: decimal("-1") } }, { a: 0 }],
      [{ $mul: { a: decimal("1.000000000000000000000000000000001") } }, { a: decimal("1.1") }],
      [{ $set: { b: 1 } }, { a: "a".repeat(4_000_000) }],
    ];
    for (const [update, document] of examples) {
      const made = await updated(update, document);
      expect(made.slice(0, 3)).toBe("[0,");
    }
  });

  it("name the field and the types, and no value, where they refuse", async () => {
    const examples: [update: Document, document: Document, message: string][] = [
      [{ $inc: { a: 1 } }, { a: "secret" }, '[14, "cannot apply $inc to a value of type string"]'],
      [{ $inc: { a: 1 } }, { a: Long.MAX_VALUE }, '[2, "$inc would give a number beyond 64 bits"]'],
      [
        { $set: { "a.$b.c": 1 } },
        { a: { $b: true } },
        '[28, "cannot create the field \\"c\\": its parent is of type bool"]',
      ],
    ];
    for (const [update, document, message] of examples) {
      const made = await updated(update, document);
      expect(made).toBe(message);
    }
  });

  it("store what the evaluator's would, and fail with its codes", async () => {
    const db = database.relational();
    const counts = { changed: 0, unchanged: 0, refused: 0, left: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocumentToUpdate, { minLength: 10, maxLength: 10 }),
        fc.array(anyUpdate, { minLength: 10, maxLength: 10 }),
        async (documents, updates) => {
          for (const asked of updates) {
            const plan = resultOf(() => parsed(asked));
            if (typeof plan === "number") continue;
            const changes = compileUpdate(plan, settings);
            if (changes === undefined) {
              counts.left++;
              continue;
            }
            await compared(documents, plan, changes);
          }
        },
      ),
      { numRuns: Number(process.env["DB_TEST_RUNS"] ?? 200), endOnFailure: true },
    );
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    for (const count of [counts.changed, counts.unchanged, counts.refused]) expect(count).toBeGreaterThan(200);

    /** Every document on the server, and what the evaluator makes of it beside it. */
    async function compared(documents: readonly Document[], plan: UpdatePlan, changes: string): Promise<void> {
      const wanted = documents.map((before) => {
        const after = resultOf(() => applyUpdate(plan, before, { settings, position: undefined, inserting: false }));
        return typeof after === "number" || after === before ? after : encodeDocument(after);
      });
      const rows = documents.map((before, n) => {
        const after = wanted[n];
        return `{"n":${n},"doc":${encodeDocument(before)},"wanted":${typeof after === "string" ? after : "null"}}`;
      });
      const found = await db.query<{ n: number; made: string | null; wanted: string | null }>(
        sql`select n, updates._update(doc, ${changes}::text::jsonb)::text as made, wanted::text as wanted from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(n int, doc jsonb, wanted jsonb) order by n`,
      );
      for (const { n, made, wanted: stored } of found) {
        const after = wanted[n];
        const told = `${changes} of ${encodeDocument(documents[n] as Document)}`;
        if (made?.startsWith("[0,") === true) counts.left++;
        else if (typeof after === "number") {
          counts.refused++;
          if (made?.startsWith(`[${after},`) !== true) throw new Error(`${made} and not ${after}: ${told}`);
        } else if (typeof after === "string") {
          counts.changed++;
          if (made !== stored) throw new Error(`${made} and not ${stored}: ${told}`);
          if (encodeDocument(decodeDocument(made as string)) !== after)
            throw new Error(`${made} is not ${after}: ${told}`);
        } else {
          counts.unchanged++;
          if (made !== null) throw new Error(`changed to ${made}: ${told}`);
        }
      }
    }
  }, 3_600_000);
});
