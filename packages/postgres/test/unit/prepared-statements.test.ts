import { expect, it } from "@jest/globals";
import type { CompiledText } from "@db/core";
import { PreparedStatements } from "../../src/prepared-statements.ts";

const text = (value: string): CompiledText => ({
  text: value,
  parameterCount: 0,
  effects: { readOnly: true, changesSession: false, controlsTransaction: false, returnsRows: true },
});

it("names what has a plan, once", () => {
  const statements = new PreparedStatements(10, true);
  const one = text("select 1");
  expect(statements.get(one).name).not.toBe("");
  expect(statements.get(one)).toBe(statements.get(one));
  expect(statements.get(text("select 2")).name).not.toBe(statements.get(one).name);
  for (const other of ["create table x ()", "fetch all from c", "execute x", "show all", "savepoint s"])
    expect(statements.get(text(other)).name).toBe("");
});

it("names nothing for poolers", () => {
  const statements = new PreparedStatements(10, false);
  expect(statements.get(text("select 1")).name).toBe("");
});

it("gives up what was used the longest time ago, and tells the server once", () => {
  const statements = new PreparedStatements(2, true);
  const [a, b, c] = [text("select 'a'"), text("select 'b'"), text("select 'c'")];
  for (const each of [a, b]) statements.get(each).parsed = true;
  const goes = statements.get(b).name;
  statements.get(a);
  statements.get(c).parsed = true;
  expect(statements.takeEvicted()).toEqual([goes]);
  expect(statements.takeEvicted()).toEqual([]);
  statements.forgetAll();
  expect(statements.takeEvicted()).toHaveLength(2);
});

it("does not tell the server of what it never parsed", () => {
  const statements = new PreparedStatements(1, true);
  statements.get(text("select 'a'"));
  statements.get(text("select 'b'"));
  expect(statements.takeEvicted()).toEqual([]);
});
