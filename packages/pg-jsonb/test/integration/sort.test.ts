import { describe, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import {
  defaultSettings,
  importDocument,
  parseSort,
  sortOrder as evaluatedOrder,
  type Document,
} from "@db/document/engine";
import fc from "fast-check";
import { anyDocument } from "../../../document/test/support/any-value.ts";
import { encodeDocument } from "../../src/codec/encode.ts";
import { cautiousContext } from "../../src/compile/assumptions.ts";
import type { KeyFunction } from "../../src/compile/key-expression.ts";
import { sortOrder } from "../../src/compile/sort.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { embedded } from "./support/databases.ts";
import { flat } from "./support/flat.ts";

describe("a sort as SQL", () => {
  const database = embedded();

  it("gives the order that the evaluator gives", async () => {
    const db = database.relational();
    await db.execute(sql`create schema keys`);
    for (const definition of keyFunctions("keys")) await db.execute(definition);
    await db.execute(sql`create table keys.candidates (id int, doc jsonb)`);
    const path = fc.constantFrom("a", "b", "a.b", "a.a", "b.a.b", "c");
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDocument, { minLength: 12, maxLength: 12 }),
        path,
        fc.constantFrom(1, -1),
        fc.boolean(),
        async (any, at, way, withoutArrays) => {
          // Where there are none, an index is read from either end.
          const documents = any.map((document) => (withoutArrays ? (flat(document) as typeof document) : document));
          const rows = documents.map((document, n) => `{"id":${n},"doc":${encodeDocument(document)}}`);
          await db.execute(sql`truncate keys.candidates`);
          await db.execute(
            sql`insert into keys.candidates select * from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(id int, doc jsonb)`,
          );
          const sort = parseSort(importDocument({ [at]: way }));
          const indexed = new Map<string, KeyFunction>([
            ["a", "_least"],
            ["b", "_greatest"],
          ]);
          const order = sortOrder(sort, { ...cautiousContext("keys", indexed), scalar: () => withoutArrays });
          if (order === undefined) throw new Error("this sort is one of the server's");
          const found = await db.query<{ id: number }>(sql`select id from keys.candidates order by ${order}`);
          const compare = evaluatedOrder(sort, defaultSettings());
          const wanted = documents
            .map((document, id) => ({ document: document as Document, id }))
            .sort((left, right) => compare(left.document, right.document));
          expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
        },
      ),
      { numRuns: Number(process.env["DB_TEST_RUNS"] ?? 100) },
    );
  }, 600_000);
});
