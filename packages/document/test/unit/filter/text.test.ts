import { describe, expect, it } from "@jest/globals";
import type { TextIndex } from "../../../src/filter/filter.ts";
import { matches } from "../../../src/filter/match.ts";
import { parseFilter } from "../../../src/filter/parse-filter.ts";
import { bindText, findText, textScore } from "../../../src/filter/text-search.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { codeOf, refusal, scope } from "./matching.ts";

const index: TextIndex = {
  fields: [
    { path: ["title"], weight: 10 },
    { path: ["body"], weight: 1 },
  ],
  language: "english",
  languageOverride: "language",
};

const found = (search: string | object, document: object, with_: TextIndex = index): boolean => {
  const text = typeof search === "string" ? { $search: search } : search;
  const filter = bindText(parseFilter({ $text: text }, scope), with_);
  return matches(filter, document as Record<string, unknown>, defaultSettings());
};

describe("$text", () => {
  it("finds one of the words in any form", () => {
    expect(found("connections", { body: "they connected it" })).toBe(true);
    expect(found("sun moon", { title: "Full Moon" })).toBe(true);
    expect(found("sun", { other: "sun" })).toBe(false);
    expect(found("cafe", { body: "Café" })).toBe(true);
    expect(found("sun", { body: ["moon", "sun"] })).toBe(true);
  });

  it("demands phrases and refuses what is excluded", () => {
    expect(found('"full moon"', { body: "a full moon rises" })).toBe(true);
    expect(found('"full moon"', { body: "the moon is full" })).toBe(false);
    expect(found("moon -full", { body: "full moon" })).toBe(false);
    expect(found("-full", { body: "moon" })).toBe(false);
  });

  it("leaves out the words that are everywhere", () => {
    expect(found("the", { body: "the moon" })).toBe(false);
    expect(found({ $search: "the", $language: "none" }, { body: "the moon" }, { ...index, language: "none" })).toBe(
      true,
    );
    expect(
      found({ $search: "corriendo", $language: "es" }, { body: "me gusta correr" }, { ...index, language: "spanish" }),
    ).toBe(true);
  });

  it("may tell capitals and accents apart", () => {
    expect(found({ $search: "moon", $caseSensitive: true }, { body: "Moon" })).toBe(false);
    expect(found({ $search: "cafe", $diacriticSensitive: true }, { body: "café" })).toBe(false);
  });

  it("searches every string where the index is of the whole document", () => {
    const all = { ...index, fields: [{ path: [], weight: 1 }] };
    expect(found("sun", { deep: [{ er: "sun" }] }, all)).toBe(true);
  });

  it("scores by weight, number and density", () => {
    const filter = findText(bindText(parseFilter({ $text: { $search: "apple" } }, scope), index));
    expect(filter && textScore(filter, { body: "apple" })).toBeCloseTo(1.1);
    expect(filter && textScore(filter, { body: "apple pie" })).toBeCloseTo(0.75);
    expect(filter && textScore(filter, { title: "apple pie" })).toBeCloseTo(7.5);
  });

  it("needs a text index", () => {
    expect(codeOf(() => matches(parseFilter({ $text: { $search: "x" } }, scope), {}, defaultSettings()))).toBe(27);
  });

  it("refuses options of wrong types and wrong places", () => {
    expect(refusal({ $text: 1 })).toBe(2);
    expect(refusal({ $text: {} })).toBe(4);
    expect(refusal({ $text: { $search: 1 } })).toBe(14);
    expect(refusal({ $text: { $search: "x", $caseSensitive: 1 } })).toBe(14);
    expect(refusal({ $text: { $search: "x", $language: "klingon" } })).toBe(2);
    expect(refusal({ $text: { $search: "x", foo: 1 } })).toBe(2);
    expect(refusal({ $nor: [{ $text: { $search: "x" } }] })).toBe(2);
    expect(refusal({ a: { $elemMatch: { $text: { $search: "x" } } } })).toBe(2);
    expect(refusal({ $and: [{ $text: { $search: "x" } }, { $text: { $search: "y" } }] })).toBe(2);
  });
});
