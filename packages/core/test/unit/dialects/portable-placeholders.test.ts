import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  mssqlDialect,
  mysqlDialect,
  oracleDialect,
  postgresDialect,
  scanPlaceholders,
  sqliteDialect,
  type Dialect,
} from "../../../src/dialects/index.ts";

/** The text with each placeholder as `<name>`, a positional one as `<>`. */
function mark(dialect: Dialect, text: string): string {
  const { parts, names } = scanPlaceholders(text, dialect.lexical);
  expect(parts).toHaveLength(names.length + 1);
  return parts.map((part, at) => (at < names.length ? `${part}<${names[at] ?? ""}>` : part)).join("");
}

describe("scanPlaceholders", () => {
  it.each([
    [
      postgresDialect,
      "select ?, '?', \"?\", $$?$$, -- ?\n /* ? */ ?::int",
      "select <>, '?', \"?\", $$?$$, -- ?\n /* ? */ <>::int",
    ],
    [postgresDialect, "a=? or b=?||? or ?&&c", "a=<> or b=<>||<> or <>&&c"],
    [postgresDialect, "a ?? ? and b ??| ? and c ??& ? and d @?? ?", "a ? <> and b ?| <> and c ?& <> and d @? <>"],
    [postgresDialect, "a ???", "a ?<>"],
    [
      postgresDialect,
      "select :a, :b_1::int, :a, ':c', x[1:n], x[1 :n], x[1: :n]",
      "select <a>, <b_1>::int, <a>, ':c', x[1:n], x[1 :n], x[1: <n>]",
    ],
    [postgresDialect, "json_object('k' :v, 'l':w, 'm' : :x)", "json_object('k' :v, 'l':w, 'm' : <x>)"],
    [postgresDialect, "f(a := :b)", "f(a := <b>)"],
    [postgresDialect, "select distinct on (a) :b", "select distinct on (a) <b>"],
    [mysqlDialect, 'select `?`, "\\"?", ?, @x := ? # ?', 'select `?`, "\\"?", <>, @x := <> # ?'],
    [mysqlDialect, "/*! select ? */", "/*! select <> */"],
    [mssqlDialect, "lbl:select [?], @local, :a; goto lbl", "lbl:select [?], @local, <a>; goto lbl"],
    [oracleDialect, "select q'[?:a]', :a from dual", "select q'[?:a]', <a> from dual"],
    [sqliteDialect, "select [?], `?`, ? /* ?", "select [?], `?`, <> /* ?"],
  ])("%#: %s", (dialect, text, expected) => {
    expect(mark(dialect, text)).toBe(expected);
  });

  it.each([
    [postgresDialect, "select ?, :a", 11, "mixes"],
    [postgresDialect, "a ?| b", 3, "??|"],
    [postgresDialect, "a ?& b", 3, "??&"],
    [postgresDialect, "a @? b", 4, "@??"],
    [postgresDialect, "a = $1 and b = ?", 5, "native text"],
    [sqliteDialect, "a = ?1", 5, "native text"],
    [sqliteDialect, "a = @b and c = ?", 5, "native text"],
    [oracleDialect, "a = :1", 5, "native text"],
    [mysqlDialect, "a ?? b", 3, "no operator"],
  ])("%#: refuses %s", (dialect, text, position, hint) => {
    expect(() => scanPlaceholders(text, dialect.lexical)).toThrow(
      expect.objectContaining({ kind: "usage", position, message: expect.stringContaining(hint) }),
    );
  });

  it("leaves text without placeholders as it is", () => {
    const words = fc.constantFrom("select", "'?:a'", '"?"', "/*?*/", "a", "1", "::int", ",", "(", ")", "[1:b]");
    fc.assert(
      fc.property(fc.array(words), (parts) =>
        expect(scanPlaceholders(parts.join(" "), postgresDialect.lexical)).toEqual({
          parts: [parts.join(" ")],
          names: [],
        }),
      ),
    );
  });
});
