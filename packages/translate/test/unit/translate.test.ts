import { describe, expect, it } from "@jest/globals";
import { UsageError, type DialectName } from "@db/core";
import { translate, tryTranslate, type TranslateOptions } from "../../src/index.ts";
import { assumed } from "../support/corpus.ts";
import { fixtureSchema } from "../support/fixture.ts";

const given = (from: DialectName, to: DialectName): TranslateOptions => ({
  from,
  to,
  schema: fixtureSchema,
  assume: assumed,
});

describe("parameters", () => {
  it.each<{
    from: DialectName;
    to: DialectName;
    text: string;
    written: string;
    parameters: readonly (number | string)[];
  }>([
    {
      from: "sqlite",
      to: "postgres",
      text: "select id from item where qty = ? and id = ?",
      written: "$1|$2",
      parameters: [1, 2],
    },
    {
      from: "postgres",
      to: "sqlite",
      text: "select id from item where qty = $2 and id = $1 and parent = $2",
      written: "?|?|?",
      parameters: [2, 1, 2],
    },
    {
      from: "sqlite",
      to: "mssql",
      text: "select id from item where qty = :low and id = :low and parent = :high",
      written: "@p1|@p1|@p2",
      parameters: ["low", "high"],
    },
    {
      from: "mssql",
      to: "oracle",
      text: "select id from item where qty = @a and id = @b and parent = @a",
      written: ":1|:2|:3",
      parameters: ["a", "b", "a"],
    },
    {
      from: "oracle",
      to: "mysql",
      text: "select id from item where qty = :x and id = :1",
      written: "?|?",
      parameters: ["x", 1],
    },
    {
      from: "sqlite",
      to: "mysql",
      text: "select id from item where qty = ?2 and id = ?1",
      written: "?|?",
      parameters: [2, 1],
    },
    // Where a limit goes elsewhere, its value goes with it.
    {
      from: "mysql",
      to: "mssql",
      text: "select id from item where id > ? order by id limit ?",
      written: "@p1|@p2",
      parameters: [2, 1],
    },
    {
      from: "mysql",
      to: "postgres",
      text: "select id from item where name = '?' and id > ? limit ?, ?",
      written: "$1|$2|$3",
      parameters: [1, 3, 2],
    },
  ])("of $from for $to: $text", ({ from, to, text, written, parameters }) => {
    const translation = translate(text, given(from, to));
    const placeholders = translation.text.replaceAll(/N?'[^']*'/g, "").match(/\$\d+|@p\d+|:\d+|\?/g) ?? [];
    expect([placeholders.join("|"), translation.parameters]).toEqual([written, parameters]);
  });

  it("that a form repeats are bound as often", () => {
    const { text, parameters } = translate(
      "select right(name, 2) || $1 as x from item where name like 'a%' and qty = $2",
      given("postgres", "sqlite"),
    );
    expect([text.match(/\?/g)?.length, parameters]).toEqual([2, [1, 2]]);
    const repeated = translate("select greatest(qty, $1) as x from item", given("postgres", "mysql"));
    expect([repeated.text.match(/\?/g)?.length, repeated.parameters]).toEqual([2, [1, 1]]);
  });
});

it("gives the text back between a dialect and itself, once it has been read", () => {
  expect(translate("select  ID from Item where x = $2", { from: "postgres", to: "postgres" })).toEqual({
    text: "select  ID from Item where x = $2",
    parameters: [1, 2],
    assumptions: [],
  });
  expect(tryTranslate("select from", { from: "postgres", to: "postgres" }).ok).toBe(false);
});

it("lists only the assumptions that a statement rests on", () => {
  const names = (text: string): readonly string[] =>
    translate(text, given("postgres", "mysql")).assumptions.map(({ name }) => name);
  expect(names("select id from item where qty > 3")).toEqual([]);
  expect(names("select id from item where name = 'a'")).toEqual(["text"]);
  expect(names("select qty + 1 as x from item where id = $1")).toEqual(["parameters", "errors"]);
});

it("tells all refusals in the text's order, with lines and columns", () => {
  const attempt = tryTranslate("select avg(qty),\n  ctid\nfrom item\nwhere name ~ 'x'", given("postgres", "mysql"));
  expect(attempt.ok ? [] : attempt.refusals.map(({ construct, line, column }) => [construct, line, column])).toEqual([
    ["a regular expression", 4, 12],
  ]);
  const two = tryTranslate("select avg(qty),\n  ctid\nfrom item", given("postgres", "mysql"));
  expect(two.ok ? [] : two.refusals.map(({ construct, line, column }) => [construct, line, column])).toEqual([
    ["an average of integers", 1, 8],
    ["a system column", 2, 3],
  ]);
});

it("repeats no literal of the statement in an error's message", () => {
  for (const text of [
    "select 'hunter2' ~ 'secret'",
    "select name 'hunter2' 'secret' from item",
    "select avg(qty) + 'hunter2' from item",
    "insert into account (id) values ('hunter2')",
  ]) {
    const attempt = tryTranslate(text, given("postgres", "mysql"));
    if (attempt.ok) throw new Error("it was translated");
    expect(JSON.stringify(attempt.refusals)).not.toMatch(/hunter2|secret/);
  }
});

it("holds nesting without taking ever longer", () => {
  const depth = 200;
  const text = `select id from item where ${"(".repeat(depth)}qty > 1${" and id > 0 or qty < 5)".repeat(depth)}`;
  expect(translate(text, given("sqlite", "postgres")).text).toContain('"qty" > 1');
});

it("writes a version's own words", () => {
  const upsert =
    "insert into account (id, owner) values (1, 'x') on conflict (id) do update set owner = excluded.owner";
  expect(translate(upsert, { ...given("postgres", "mysql"), toVersion: [8, 0, 18] }).text).toContain("values(`owner`)");
  const except = "select id from item except select item_id from tag";
  expect(tryTranslate(except, { ...given("postgres", "mysql"), toVersion: [8, 0, 30] }).ok).toBe(false);
  expect(tryTranslate(except, { ...given("postgres", "mysql"), toVersion: [8, 0, 31] }).ok).toBe(true);
});

describe("wrong arguments are told as such", () => {
  const options = { from: "sqlite", to: "mysql" };
  it.each<{ named: string; text?: unknown; options: unknown; message: RegExp }>([
    { named: "a text that is none", text: 1, options, message: /text of one statement/ },
    { named: "no options", options: undefined, message: /give at least \{ from, to \}/ },
    {
      named: "an unknown source",
      options: { ...options, from: "mongo" },
      message: /option from .*give one of postgres/,
    },
    {
      named: "an inherited name as target",
      options: { ...options, to: "toString" },
      message: /option to is no dialect/,
    },
    { named: "a version in words", options: { ...options, toVersion: "8.0" }, message: /toVersion .*\[8, 0, 36\]/ },
    { named: "assumptions in words", options: { ...options, assume: "all" }, message: /option assume is no object/ },
    {
      named: "an unknown assumption",
      options: { ...options, assume: { txt: "exact" } },
      message: /give some of text,/,
    },
    { named: "another value", options: { ...options, assume: { text: true } }, message: /assume\.text .*"exact"/ },
    { named: "a schema in words", options: { ...options, schema: "t" }, message: /option schema is no object/ },
    { named: "a list of tables", options: { ...options, schema: [] }, message: /option schema is no object/ },
    { named: "a table in words", options: { ...options, schema: { t: "id" } }, message: /table t is no object/ },
    {
      named: "a record within tables",
      options: { ...options, schema: { tables: { t: { id: "integer" } } } },
      message: /tables\.t is no name of a type: give db\.schema\(\)/,
    },
    { named: "a type that is not portable", options: { ...options, schema: { t: { id: "int8" } } }, message: /int8/ },
  ])("$named", ({ text = "select 1", options: wrong, message }) => {
    let thrown: unknown;
    try {
      tryTranslate(text as string, wrong as TranslateOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ kind: "usage", message: expect.stringMatching(message) });
  });
});
