import type { DialectName } from "@db/core";

/** What the grammar of one source has of its own: data for the one parser. */
export interface Syntax {
  /** Infix operators by their binding power; a higher one binds tighter. */
  readonly infix: Readonly<Record<string, number>>;
  /** Of `not`, which is also that of `not in` and its like where no other is told. */
  readonly not: number;
  /** Of `is`. */
  readonly is: number;
  /** Of `in`, `like`, `between`. */
  readonly like: number;
  /** Of the bounds of `between` and the pattern of `like`: what binds tighter than comparisons. */
  readonly operand: number;
  /** Of a sign before an operand. */
  readonly sign: number;
  /** Words that never are unquoted names. */
  readonly reserved: ReadonlySet<string>;
  /** Words that are names but end a member of a list, so they are no aliases without `as`. */
  readonly notAliases: ReadonlySet<string>;
  readonly stringAliases: boolean;
  /** Whether `intersect` binds tighter than `union`. */
  readonly intersectFirst: boolean;
}

const words = (text: string): string[] => text.split(" ");
const reserved = words(
  "SELECT FROM WHERE GROUP HAVING ORDER UNION INTERSECT EXCEPT MINUS ON JOIN INNER LEFT RIGHT FULL CROSS NATURAL USING " +
    "AND OR NOT IN IS NULL LIKE BETWEEN EXISTS CASE WHEN THEN ELSE AS DISTINCT SET VALUES INTO INSERT UPDATE DELETE " +
    "CREATE TABLE PRIMARY FOREIGN REFERENCES UNIQUE CHECK CONSTRAINT DEFAULT LIMIT FETCH FOR WITH ALL ANY SOME BY",
);
const notAliases = new Set(
  words(
    "OFFSET RETURNING OUTPUT LOCK WINDOW END ASC DESC NULLS FILTER OVER WITHIN COLLATE SEPARATOR PARTITION ROWS RANGE " +
      "STRAIGHT_JOIN USE FORCE IGNORE TABLESAMPLE QUALIFY OPTION CONNECT START MODEL PIVOT UNPIVOT GLOB REGEXP RLIKE " +
      "MATCH ILIKE SIMILAR ISNULL NOTNULL ESCAPE DIV MOD XOR LATERAL APPLY OUTER",
  ),
);

const comparisons = ["=", "<>", "!=", "<", ">", "<=", ">=", "!<", "!>", "<=>", "=="];
const level = (power: number, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, power]));

const base: Syntax = {
  infix: {
    OR: 10,
    AND: 20,
    ...level(50, comparisons),
    ...level(80, ["+", "-"]),
    ...level(90, ["*", "/", "%"]),
    "||": 80,
  },
  not: 30,
  is: 40,
  like: 55,
  operand: 70,
  sign: 100,
  reserved: new Set(reserved),
  notAliases,
  stringAliases: false,
  intersectFirst: true,
};

const mysql: Syntax = {
  ...base,
  // `||` is `or`, and everything that compares is on one level.
  infix: {
    ...base.infix,
    "||": 10,
    "&&": 20,
    XOR: 15,
    "|": 71,
    "&": 72,
    "<<": 73,
    ">>": 73,
    DIV: 90,
    MOD: 90,
    "->": 130,
    "->>": 130,
  },
  is: 50,
  like: 50,
  stringAliases: true,
};

/** From each manual's table of operator precedence. */
export const syntaxes: Readonly<Record<DialectName, Syntax>> = {
  postgres: {
    ...base,
    infix: {
      ...base.infix,
      ...level(75, [
        "||",
        "->",
        "->>",
        "~",
        "@>",
        "&",
        "|",
        "#",
        "<<",
        ">>",
        "!~",
        "~*",
        "?",
        "#>",
        "#>>",
        "&&",
        "<@",
        "@@",
        "!~*",
      ]),
      "^": 95,
      "::": 130,
    },
  },
  sqlite: {
    ...base,
    infix: {
      ...base.infix,
      ...level(45, ["=", "==", "<>", "!="]),
      ...level(75, ["&", "|", "<<", ">>"]),
      "||": 95,
      "->": 95,
      "->>": 95,
    },
    is: 45,
    like: 45,
    stringAliases: true,
    intersectFirst: false,
  },
  mysql,
  mariadb: mysql,
  mssql: { ...base, infix: { ...base.infix, ...level(80, ["&", "|", "^"]) }, stringAliases: true },
  oracle: {
    ...base,
    infix: { ...base.infix, "^=": 50 },
    intersectFirst: false,
  },
};
