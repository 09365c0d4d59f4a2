import { describe, expect, it } from "@jest/globals";
import { checkDocuments, checkEvent, checkUsers, checkWide } from "../../src/check.ts";
import { documentOf, userOf, wideColumns, wideOf } from "../../src/rows.ts";

describe("users", () => {
  const rows = [3, 4, 5].map(userOf);

  it("accepts what is there", () => {
    expect(() => checkUsers(rows, 3, 5)).not.toThrow();
  });

  it.each(["id", "name", "email", "age"])("sees another %s in the last row", (column) => {
    expect(() => checkUsers([...rows.slice(0, 2), { ...userOf(5), [column]: "?" }], 3, 5)).toThrow("wrong result");
  });

  it("sees a missing row, another order and a column too many", () => {
    expect(() => checkUsers(rows.slice(1), 3, 5)).toThrow("the number of rows is 2, expected 3");
    expect(() => checkUsers(rows.toReversed(), 3, 5)).toThrow("wrong result");
    expect(() => checkUsers([...rows.slice(0, 2), { ...userOf(5), more: 1 } as never], 3, 5)).toThrow("wrong result");
  });
});

describe("wide rows", () => {
  it("accepts what is there", () => {
    expect(() => checkWide([wideOf(7)], 7, 7)).not.toThrow();
  });

  it.each(wideColumns.map(({ name }) => name))("sees another value in %s", (name) => {
    expect(() => checkWide([{ ...wideOf(7), [name]: "?" }], 7, 7)).toThrow("wrong result");
  });
});

describe("documents", () => {
  const { body, created } = documentOf(9);

  it("accepts what is there", () => {
    expect(() => checkDocuments([documentOf(9)], 9, 9)).not.toThrow();
  });

  it.each([
    ["another title", { title: "?" }],
    ["a date as text", { created: created.toISOString() }],
    ["a date a millisecond off", { updated: new Date(documentOf(9).updated.getTime() + 1) }],
    ["JSON as text", { body: JSON.stringify(body) }],
    ["another number", { body: { ...body, n: 0 } }],
    ["a tag too many", { body: { ...body, tags: [...body.tags, "d"] } }],
    ["another tag", { body: { ...body, tags: ["?", ...body.tags.slice(1)] } }],
    ["another flag", { body: { ...body, nested: { ...body.nested, flag: !body.nested.flag } } }],
    ["another text", { body: { ...body, nested: { ...body.nested, text: "?" } } }],
  ])("sees %s", (_, change) => {
    expect(() => checkDocuments([{ ...documentOf(9), ...change } as never], 9, 9)).toThrow(/wrong result/);
  });
});

describe("events", () => {
  const event = { id: 1234, kind: "kind 4", amount: 234, note: "note of event 70" };

  it("accepts what is there", () => {
    expect(() => checkEvent(event, 1234)).not.toThrow();
  });

  it.each(["id", "kind", "amount", "note"])("sees another %s", (column) => {
    expect(() => checkEvent({ ...event, [column]: "?" }, 1234)).toThrow("wrong result");
  });
});
