import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { importDocument } from "../../../src/values/import-value.ts";
import { parseProjection } from "../../../src/projection/parse-projection.ts";
import { project } from "../../../src/projection/project.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { applyUpdate } from "../../../src/update/apply-update.ts";
import { valueAt } from "../../../src/update/change-at.ts";
import { parseUpdate } from "../../../src/update/parse-update.ts";
import type { Document } from "../../../src/values/types.ts";
import { match, scope } from "./matching.ts";

const settings = defaultSettings();
const names = fc.constantFrom("a", "b", "c");
const scalar = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom("x", "y", null, true, 0.5));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(names, tie("any")),
  ),
})).any;
const documents = fc.dictionary(names, value) as fc.Arbitrary<Document>;
const paths = fc.array(fc.oneof(names, fc.constantFrom("0", "1")), { minLength: 1, maxLength: 3 });

describe("filters", () => {
  it("and their negations are complements", () => {
    fc.assert(
      fc.property(
        documents,
        paths,
        scalar,
        fc.constantFrom("$eq", "$gt", "$lte"),
        (document, path, operand, operator) => {
          const name = path.join(".");
          const positive = match({ [name]: { [operator]: operand } }, document);
          expect(match({ [name]: { $not: { [operator]: operand } } }, document)).toBe(!positive);
          expect(match({ $nor: [{ [name]: { [operator]: operand } }] }, document)).toBe(!positive);
        },
      ),
    );
  });

  it("with $in are alternatives of equality, however many values there are", () => {
    fc.assert(
      fc.property(documents, paths, fc.array(value, { maxLength: 30 }), (document, path, values) => {
        const name = path.join(".");
        const alternatives = values.some((operand) => match({ [name]: { $eq: operand } }, document));
        expect(match({ [name]: { $in: values } }, document)).toBe(alternatives);
      }),
    );
  });
});

describe("updates", () => {
  it("put a value where they say, once, and leave the document that they are given", () => {
    fc.assert(
      fc.property(documents, paths, scalar, (document, path, operand) => {
        const before = importDocument(document);
        const frozen = JSON.stringify(before);
        const plan = parseUpdate({ $set: { [path.join(".")]: operand } }, { scope, multi: false });
        const options = { settings, position: undefined, inserting: false };
        let after: Document;
        try {
          after = applyUpdate(plan, before, options);
        } catch {
          // The path leads through something that has no fields.
          return;
        }
        expect(JSON.stringify(before)).toBe(frozen);
        expect(valueAt(after, path)).toEqual(importDocument({ operand })["operand"]);
        expect(applyUpdate(plan, after, options)).toBe(after);
      }),
    );
  });
});

describe("projections", () => {
  it("divide a document between those that keep a field and those that drop it", () => {
    fc.assert(
      fc.property(documents, names, (document, name) => {
        const imported = importDocument(document);
        const kept = project(parseProjection({ [name]: 1 }, { scope, find: true }), imported, settings);
        const rest = project(parseProjection({ [name]: 0 }, { scope, find: true }), imported, settings);
        expect({ ...rest, ...kept }).toEqual(imported);
        expect(Object.keys(rest).length + Object.keys(kept).length).toBe(Object.keys(imported).length);
      }),
    );
  });
});
