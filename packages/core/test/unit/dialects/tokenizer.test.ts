import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  mssqlDialect,
  mysqlDialect,
  mariadbDialect,
  oracleDialect,
  postgresDialect,
  sqliteDialect,
  tokenize,
  type Dialect,
} from "../../../src/dialects/index.ts";

const dialects: readonly Dialect[] = [
  postgresDialect,
  mysqlDialect,
  mariadbDialect,
  mssqlDialect,
  oracleDialect,
  sqliteDialect,
];

/** `kind:text` of each token. */
const tokens = (dialect: Dialect, text: string): string[] =>
  tokenize(text, dialect.lexical).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);

const cases: readonly (readonly [Dialect, string, readonly string[]])[] = [
  [postgresDialect, "select 'a''b', 'c\\'", ["word:select", "string:'a''b'", "punctuation:,", "string:'c\\'"]],
  [postgresDialect, "E'a\\'b' 'c'", ["string:E'a\\'b'", "string:'c'"]],
  // The second part is read with escapes as well.
  [postgresDialect, "E'a'\n'b\\'c' x", ["string:E'a'\n'b\\'c'", "word:x"]],
  [postgresDialect, "E'a' -- '\n 'b\\'' x", ["string:E'a' -- '\n 'b\\''", "word:x"]],
  [postgresDialect, "'a'\n'b\\' x", ["string:'a'", "string:'b\\'", "word:x"]],
  [postgresDialect, "$$ ' $1 $$ $a$ $$ $b$ $a$", ["string:$$ ' $1 $$", "string:$a$ $$ $b$ $a$"]],
  [postgresDialect, "a$1 $1 b$$c$$", ["word:a$1", "placeholder:$1", "word:b$$c$$"]],
  [
    postgresDialect,
    "U&'d\\0061' U&\"x\" u & 'y'",
    ["string:U&'d\\0061'", 'identifier:U&"x"', "word:u", "operator:&", "string:'y'"],
  ],
  [postgresDialect, "b'01' x'ff' n'q' ab'c'", ["string:b'01'", "string:x'ff'", "string:n'q'", "word:ab", "string:'c'"]],
  [postgresDialect, "/* a /* b */ ' */ 1 -- '\r2", ["number:1", "number:2"]],
  [
    postgresDialect,
    "a::int a[1:2] a ?| b @? c",
    [
      "word:a",
      "operator:::",
      "word:int",
      "word:a",
      "punctuation:[",
      "number:1",
      "punctuation::",
      "number:2",
      "punctuation:]",
      "word:a",
      "operator:?|",
      "word:b",
      "operator:@?",
      "word:c",
    ],
  ],
  [postgresDialect, "a+--b\n-1*/**/2", ["word:a", "operator:+", "operator:-", "number:1", "operator:*", "number:2"]],
  [
    postgresDialect,
    "1.5e-3 .5 1..2 0x1F 1_000 1into",
    [
      "number:1.5e-3",
      "number:.5",
      "number:1",
      "punctuation:.",
      "number:.2",
      "number:0x1F",
      "number:1_000",
      "number:1",
      "word:into",
    ],
  ],
  [postgresDialect, "t.c größe", ["word:t", "punctuation:.", "word:c", "word:größe"]],
  [mysqlDialect, '\'a\\\'b\' "c""d\\"" `e``f`', ["string:'a\\'b'", 'string:"c""d\\""', "identifier:`e``f`"]],
  [mysqlDialect, "5--1 -- c\n# d\n6 --", ["number:5", "operator:--", "number:1", "number:6"]],
  [mysqlDialect, "/*!80000 drop */ /*+ hint */ x", ["executable:/*!80000", "word:drop", "executable:*/", "word:x"]],
  [mysqlDialect, "/*M! y */ x", ["word:x"]],
  [mariadbDialect, "/*M!100100 y */ x", ["executable:/*M!100100", "word:y", "executable:*/", "word:x"]],
  [
    mysqlDialect,
    "@a := @@global.b, ?",
    ["variable:@a", "operator::=", "variable:@@global", "punctuation:.", "word:b", "punctuation:,", "placeholder:?"],
  ],
  [mysqlDialect, "a # ' \r b\nc /* /* */ d", ["word:a", "word:c", "word:d"]],
  [
    mssqlDialect,
    "[a]]b] N'x' \"c\" #t @p1 @@rowcount",
    ["identifier:[a]]b]", "string:N'x'", 'identifier:"c"', "word:#t", "placeholder:@p1", "variable:@@rowcount"],
  ],
  [
    mssqlDialect,
    "again: select /* /* */ */ 1\u00a0into",
    ["word:again", "punctuation::", "word:select", "number:1", "word:into"],
  ],
  [
    oracleDialect,
    "q'[it's]' nq'{'a}' Q'!a'!' q'x'yx' = :a and :1 v$session#",
    [
      "string:q'[it's]'",
      "string:nq'{'a}'",
      "string:Q'!a'!'",
      "string:q'x'yx'",
      "operator:=",
      "placeholder::a",
      "word:and",
      "placeholder::1",
      "word:v$session#",
    ],
  ],
  [
    sqliteDialect,
    "'a' \"b\" `c` [d] ? ?2, :e @f $g x'00'",
    [
      "string:'a'",
      'identifier:"b"',
      "identifier:`c`",
      "identifier:[d]",
      "placeholder:?",
      "placeholder:?2",
      "punctuation:,",
      "placeholder::e",
      "placeholder:@f",
      "placeholder:$g",
      "string:x'00'",
    ],
  ],
  [sqliteDialect, "\ufeffselect 1 /* open", ["word:select", "number:1"]],
];

describe("tokenize", () => {
  it.each(cases.map(([dialect, text, expected]) => [dialect.name, text, dialect, expected] as const))(
    "%s: %s",
    (_name, text, dialect, expected) => {
      expect(tokens(dialect, text)).toEqual(expected);
    },
  );

  it.each([
    [postgresDialect, "select 'a", 8],
    [postgresDialect, "select E'a\\'", 8],
    [postgresDialect, "/* /* */", 1],
    [postgresDialect, "x $a$ b $$", 3],
    [postgresDialect, '"a', 1],
    [mysqlDialect, "'a\\'", 1],
    [mysqlDialect, "1 /*! x", 3],
    [mssqlDialect, "[a]]", 1],
    [oracleDialect, "q'[a'", 1],
  ])("says where what has no end begins (%#)", (dialect, text, position) => {
    expect(() => tokenize(text, dialect.lexical)).toThrow(expect.objectContaining({ kind: "syntax-error", position }));
  });

  it.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
    "%s: reads a quoted name or string as one token, whatever it holds",
    (_name, dialect) => {
      fc.assert(
        fc.property(
          fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).filter((text) => !text.includes("\0")),
          (content) => {
            const literal = dialect.quoteString(content).trim();
            // SQL Server's literal is cut where a backslash stands before a line break.
            if (!literal.includes("' + N'")) expect(tokens(dialect, literal)).toEqual([`string:${literal}`]);
            if (/["\ud800-\udfff]| $/.test(content)) return;
            const name = dialect.quoteIdentifier(content);
            expect(tokens(dialect, name)).toEqual([`identifier:${name}`]);
          },
        ),
      );
    },
  );

  it.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
    "%s: gives tokens in order without overlap, or refuses",
    (_name, dialect) => {
      const pieces = fc.constantFrom(
        "'",
        '"',
        "`",
        "[",
        "]",
        "$$",
        "$a$",
        "--",
        "/*",
        "*/",
        "/*!",
        "\\",
        "?",
        ":a",
        "@b",
        "1",
        "e",
        "q'",
        "\n",
        " ",
        ";",
        "::",
        "select",
      );
      fc.assert(
        fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
          const text = parts.join("");
          let found;
          try {
            found = tokenize(text, dialect.lexical);
          } catch (error) {
            expect(error).toMatchObject({ kind: "syntax-error" });
            return;
          }
          let end = 0;
          for (const token of found) {
            expect(token.start).toBeGreaterThanOrEqual(end);
            expect(token.end).toBeGreaterThan(token.start);
            end = token.end;
          }
          expect(end).toBeLessThanOrEqual(text.length);
        }),
      );
    },
  );
});
