import { describe, expect, it } from "@jest/globals";
import { DatabaseError } from "@db/core";
import fc from "fast-check";
import { changeEvent } from "../../../src/changes/change-event.ts";
import { describeUpdate } from "../../../src/changes/describe-update.ts";
import { updateForm, type UpdateForm } from "../../../src/changes/update-form.ts";
import { applyUpdate } from "../../../src/update/apply-update.ts";
import { parseUpdate } from "../../../src/update/parse-update.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { exportDocument, importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";

const scalar = fc.constantFrom<unknown>(0, 1, 2, "a", "bb", null, true, "x".repeat(40));
const name = fc.constantFrom("a", "b", "c", "long name");
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const document = fc
  .dictionary(name, value, { maxKeys: 4, noNullPrototype: true })
  .map((fields) => importDocument({ _id: 1, ...fields }));

/** The document that a description makes of another. */
function applied(
  before: Document,
  description: Exclude<ReturnType<typeof describeUpdate>, "replace" | undefined>,
): unknown {
  const result = structuredClone(exportDocument(before)) as Record<string, unknown>;
  const parentOf = (path: string): [Record<string, unknown>, string] => {
    const parts = path.split(".");
    const last = parts.pop() as string;
    return [parts.reduce((at, part) => at[part] as Record<string, unknown>, result), last];
  };
  for (const { field, newSize } of description.truncatedArrays) {
    const [parent, last] = parentOf(field);
    (parent[last] as unknown[]).length = newSize;
  }
  for (const path of description.removedFields) {
    const [parent, last] = parentOf(path);
    delete parent[last];
  }
  for (const [path, given] of Object.entries(exportDocument(description.updatedFields))) {
    const [parent, last] = parentOf(path);
    if (Array.isArray(parent)) while (parent.length < Number(last)) parent.push(null);
    parent[last] = given;
  }
  return result;
}

const runs = { numRuns: 3000 };
const settings = defaultSettings();

/** Checks that a description accounts for all of a change; tells whether it was one of an update. */
function check(before: Document, after: Document, form: UpdateForm | undefined): void {
  const described = describeUpdate(before, after, form);
  if (described === undefined) expect(exportDocument(after)).toEqual(exportDocument(before));
  else if (described !== "replace") expect(applied(before, described)).toEqual(exportDocument(after));
}

describe("the description of an update", () => {
  it("makes the new document of the old one, when the two are compared", () => {
    fc.assert(
      fc.property(document, document, fc.constantFrom<UpdateForm | undefined>("pipeline", undefined), check),
      runs,
    );
  });

  it("makes the new document of the old one, when operators changed it", () => {
    const path = fc.array(fc.constantFrom("a", "b", "c", "0", "1", "4", "$[]"), { minLength: 1, maxLength: 3 });
    const change = fc.tuple(
      fc.constantFrom("$set", "$unset", "$push", "$pull", "$addToSet", "$pop", "$inc", "$rename"),
      path.filter(([first]) => first !== "$[]").map((parts) => parts.join(".")),
      value,
    );
    let updates = 0;
    const operand = (operator: string, given: unknown): unknown => {
      if (operator === "$inc" || operator === "$pop") return 1;
      if (operator === "$rename") return "c.moved";
      if (operator !== "$push" || !Array.isArray(given)) return given;
      return { $each: given, ...(given.length % 2 === 0 ? {} : { $position: given.length, $slice: 3 }) };
    };
    fc.assert(
      fc.property(document, fc.array(change, { minLength: 1, maxLength: 3 }), (before, changes) => {
        const update: Record<string, Record<string, unknown>> = {};
        for (const [operator, at, given] of changes) (update[operator] ??= {})[at] = operand(operator, given);
        try {
          const plan = parseUpdate(update, { scope: { variables: new Set() }, multi: false });
          const after = applyUpdate(plan, before, { settings, position: undefined, inserting: false });
          check(before, after, JSON.parse(JSON.stringify(updateForm(plan))) as UpdateForm);
          if (after !== before) updates++;
        } catch (error) {
          if (!DatabaseError.is(error)) throw error;
        }
      }),
      runs,
    );
    expect(updates).toBeGreaterThan(runs.numRuns / 10);
  });

  it("tells parts whole where their difference would be as large, and small documents as replacements", () => {
    const before = importDocument({ _id: 1, filler: "x".repeat(60), sub: { a: 1 }, list: [1, 2, 3, 4] });
    const changed = (fields: object): unknown =>
      describeUpdate(before, importDocument({ ...before, ...fields }), "pipeline");
    expect(changed({ sub: { a: 2 } })).toMatchObject({ updatedFields: { sub: { a: { value: 2 } } } });
    expect(changed({ list: [1, 2, 3, 5] })).toMatchObject({ updatedFields: { "list.3": { value: 5 } } });
    expect(changed({ list: [1, 5, 6, 7] })).toMatchObject({
      updatedFields: { list: [1, 5, 6, 7].map((n) => ({ value: n })) },
    });
    expect(describeUpdate(importDocument({ _id: 1, n: 1 }), importDocument({ _id: 1, n: 2 }), "pipeline")).toBe(
      "replace",
    );
    expect(describeUpdate(importDocument({ _id: 1, n: 1 }), importDocument({ _id: 1, n: 2 }), undefined)).toMatchObject(
      {
        updatedFields: { n: { value: 2 } },
      },
    );
  });

  it("tells sets before additions, both before what lies deeper, and removals by name", () => {
    const before = importDocument({ _id: 1, z: 1, sub: { a: 1 }, y: 1, b: 1, moved: 1, last: 1 });
    const after = importDocument({ _id: 1, z: 2, sub: { a: 2 }, last: 1, moved: 1, fresh: 1 });
    const described = describeUpdate(before, after, undefined) as { updatedFields: object; removedFields: string[] };
    expect(Object.keys(described.updatedFields)).toEqual(["z", "moved", "fresh", "sub.a"]);
    expect(described.removedFields).toEqual(["b", "y"]);
  });

  it("counts a number's type as part of it", () => {
    const [before, after] = [importDocument({ _id: 1, n: 1 }), importDocument({ _id: 1, n: 1n })];
    expect(describeUpdate(before, after, [[["n"]]])).toMatchObject({ updatedFields: { n: expect.anything() } });
    expect(describeUpdate(before, before, [[["n"]]])).toBeUndefined();
  });

  it("is of no event where nothing changed", async () => {
    const same = importDocument({ _id: 1 });
    const change = { kind: "update", position: "", collection: "c", time: new Date(), incarnation: 1 } as const;
    const context = {
      databaseName: "d",
      settings: { fullDocument: "default", fullDocumentBeforeChange: "off" },
      lookUp: async () => undefined,
    } as const;
    expect(await changeEvent({ ...change, before: same, after: importDocument({ _id: 1 }) }, context)).toBeUndefined();
  });
});
