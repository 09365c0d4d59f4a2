import { describe, expect, it } from "@jest/globals";
import { isUnsupported } from "../support/kinds.ts";
import { StatementSyntaxError, translate, tryTranslate, UntranslatableError } from "../../src/index.ts";
import { assumed, readRefused } from "../support/corpus.ts";
import { fixtureSchema } from "../support/fixture.ts";

const statements = readRefused();

it("is more than a hundred statements", () => {
  expect(statements.length).toBeGreaterThan(100);
  expect(new Set(statements.map(({ text, from, to }) => `${from} ${to} ${text}`)).size).toBe(statements.length);
});

describe("refuses, naming the construct and its place", () => {
  it.each(statements)(
    "$file:$line $from to $to: $construct",
    ({ text, from, to, construct, offset, kind, without }) => {
      const assume = { ...assumed, ...(without === undefined ? {} : { [without]: undefined }) };
      const options = { from, to, schema: fixtureSchema, assume } as const;
      const attempt = tryTranslate(text, options);
      if (attempt.ok) throw new Error(`it was translated: ${attempt.translation.text}`);
      const [first] = attempt.refusals;
      expect([first.kind, first.construct, text.slice(first.offset)]).toEqual([kind, construct, text.slice(offset)]);
      expect(first.offset).toBe(offset);
      if (without !== undefined) expect(first.hint).toContain(`${without}: "`);
      // The error says the same.
      let thrown: unknown;
      try {
        translate(text, options);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(kind === "unsupported" ? UntranslatableError : StatementSyntaxError);
      expect(thrown).toMatchObject({ kind, position: offset + 1, refusal: first });
      expect(isUnsupported(thrown)).toBe(kind === "unsupported");
    },
  );
});

it("translates every one of those that lack an assumption once it is given", () => {
  const refused = statements.filter(({ without }) => without !== undefined);
  expect(refused.length).toBeGreaterThan(30);
  for (const { text, from, to, without } of refused) {
    const attempt = tryTranslate(text, { from, to, schema: fixtureSchema, assume: assumed });
    expect([
      text,
      attempt.ok,
      attempt.ok && attempt.translation.assumptions.some(({ name }) => name === without),
    ]).toEqual([text, true, true]);
  }
});
