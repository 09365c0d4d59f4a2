import type { DialectName } from "@db/core";
import fc from "fast-check";

/** An expression that is written in each dialect's own words. */
interface Random {
  readonly write: (dialect: DialectName) => string;
  /** How large a number may be, so that none overflows. */
  readonly bound: number;
}
type Arbitrary = fc.Arbitrary<Random>;

/** What a random query is made of. */
export interface RandomQuery {
  readonly write: (dialect: DialectName) => string;
}

const mysql = (dialect: DialectName): boolean => dialect === "mysql" || dialect === "mariadb";
const plain = (text: string, bound = 0): Random => ({ write: () => text, bound });
const limit = 2 ** 31 - 1;

const words = fc.constantFrom("a", "b", "C", "pad", "Apple", "x y", "", " ", "an", "é");
const text = (value: string): string => `'${value}'`;

/** PostgreSQL's sums of `smallint` are as narrow. */
const small: Random = {
  write: (dialect: DialectName) => (dialect === "postgres" ? "(small + 0)" : "small"),
  bound: 32_768,
};

/** Expressions of a depth: integers, texts that a column is in, conditions. */
const {
  integer,
  words: textual,
  condition,
} = fc.letrec<{ integer: Random; words: Random; condition: Random }>((tie) => {
  const of = (kind: "integer" | "words" | "condition"): Arbitrary => tie(kind);
  const pair = (make: (left: Random, right: Random) => Random | undefined): Arbitrary =>
    fc.tuple(of("integer"), of("integer")).map(([left, right]) => make(left, right) ?? left);
  const column = fc.constantFrom(plain("id", 12), small, plain("parent", 11));
  const infix = (operator: string, grow: (left: number, right: number) => number): Arbitrary =>
    pair((left, right) => {
      const bound = grow(left.bound, right.bound);
      return bound > limit
        ? undefined
        : { write: (dialect: DialectName) => `(${left.write(dialect)} ${operator} ${right.write(dialect)})`, bound };
    });
  const choice = (kind: "integer" | "words"): Arbitrary =>
    fc.tuple(of("condition"), of(kind), of(kind)).map(([test, then, otherwise]) => ({
      write: (dialect: DialectName) =>
        `case when ${test.write(dialect)} then ${then.write(dialect)} else ${otherwise.write(dialect)} end`,
      bound: Math.max(then.bound, otherwise.bound),
    }));
  const call = (name: (dialect: DialectName) => string): Arbitrary =>
    pair((left, right) => ({
      write: (dialect: DialectName) => `${name(dialect)}(${left.write(dialect)}, ${right.write(dialect)})`,
      bound: Math.max(left.bound, right.bound),
    }));
  const known = fc.constantFrom(plain("name"), plain("grp"));
  const compared = (left: Arbitrary, right: Arbitrary): Arbitrary =>
    fc.tuple(left, fc.constantFrom("=", "<>", "<", "<=", ">", ">="), right).map(([one, operator, other]) => ({
      write: (dialect: DialectName) => `(${one.write(dialect)} ${operator} ${other.write(dialect)})`,
      bound: 0,
    }));
  const literalText = words.map((value) => plain(text(value)));
  return {
    integer: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      column,
      fc.integer({ min: 0, max: 99 }).map((value) => plain(String(value), value)),
      infix("+", (left, right) => left + right),
      infix("-", (left, right) => left + right),
      infix("*", (left, right) => left * right),
      pair((left, right) => ({
        write: (dialect: DialectName) =>
          `(${left.write(dialect)} ${mysql(dialect) ? "div" : "/"} nullif(${right.write(dialect)}, 0))`,
        bound: left.bound,
      })),
      pair((left, right) => ({
        write: (dialect: DialectName) => `(${left.write(dialect)} % nullif(${right.write(dialect)}, 0))`,
        bound: right.bound,
      })),
      of("integer").map(({ write, bound }) => ({ write: (dialect: DialectName) => `(- ${write(dialect)})`, bound })),
      of("integer").map(({ write, bound }) => ({ write: (dialect: DialectName) => `abs(${write(dialect)})`, bound })),
      of("words").map(({ write }) => ({
        write: (dialect: DialectName) => `${mysql(dialect) ? "char_length" : "length"}(${write(dialect)})`,
        bound: 1000,
      })),
      fc.tuple(of("words"), words).map(([one, needle]) => ({
        write: (dialect: DialectName) =>
          dialect === "postgres"
            ? `strpos(${one.write(dialect)}, ${text(needle)})`
            : `instr(${one.write(dialect)}, ${text(needle)})`,
        bound: 1000,
      })),
      call(() => "coalesce"),
      call(() => "nullif"),
      call((dialect) => (dialect === "sqlite" ? "max" : "greatest")),
      call((dialect) => (dialect === "sqlite" ? "min" : "least")),
      choice("integer"),
    ),
    words: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      known,
      fc.tuple(of("words"), fc.oneof(known, literalText)).map(([left, right]) => ({
        write: (dialect: DialectName) =>
          mysql(dialect)
            ? `concat(${left.write(dialect)}, ${right.write(dialect)})`
            : `(${left.write(dialect)} || ${right.write(dialect)})`,
        bound: 0,
      })),
      fc
        .tuple(of("words"), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }))
        .map(([one, from, many]) => ({
          write: (dialect: DialectName) => `substr(${one.write(dialect)}, ${from}, ${many})`,
          bound: 0,
        })),
      fc.tuple(of("words"), words, words).map(([one, from, to]) => ({
        write: (dialect: DialectName) => `replace(${one.write(dialect)}, ${text(from)}, ${text(to)})`,
        bound: 0,
      })),
      of("words").map(({ write }) => ({ write: (dialect: DialectName) => `trim(${write(dialect)})`, bound: 0 })),
      fc.tuple(of("words"), literalText).map(([one, other]) => ({
        write: (dialect: DialectName) => `coalesce(${one.write(dialect)}, ${other.write(dialect)})`,
        bound: 0,
      })),
      choice("words"),
    ),
    condition: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      compared(of("integer"), of("integer")),
      compared(of("words"), fc.oneof(of("words"), literalText)),
      fc.constant(plain("active")),
      fc.tuple(of("condition"), fc.constantFrom("and", "or"), of("condition")).map(([left, operator, right]) => ({
        write: (dialect: DialectName) => `(${left.write(dialect)} ${operator} ${right.write(dialect)})`,
        bound: 0,
      })),
      of("condition").map(({ write }) => ({ write: (dialect: DialectName) => `(not ${write(dialect)})`, bound: 0 })),
      fc.tuple(of("integer"), fc.boolean()).map(([one, negated]) => ({
        write: (dialect: DialectName) => `(${one.write(dialect)} is ${negated ? "not " : ""}null)`,
        bound: 0,
      })),
      fc
        .tuple(of("integer"), fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 1, maxLength: 3 }), fc.boolean())
        .map(([one, list, negated]) => ({
          write: (dialect: DialectName) =>
            `(${one.write(dialect)} ${negated ? "not " : ""}in (${list.join(", ")}, parent))`,
          bound: 0,
        })),
      fc.tuple(of("integer"), of("integer"), of("integer")).map(([one, low, high]) => ({
        write: (dialect: DialectName) =>
          `(${one.write(dialect)} between ${low.write(dialect)} and ${high.write(dialect)})`,
        bound: 0,
      })),
      fc.tuple(of("words"), words).map(([one, start]) => ({
        write: (dialect: DialectName) =>
          `(${one.write(dialect)} ${dialect === "sqlite" ? `glob ${text(`${start}*`)}` : `like ${text(`${start}%`)}`})`,
        bound: 0,
      })),
      fc.tuple(of("integer"), of("integer")).map(([left, right]) => ({
        write: (dialect: DialectName) =>
          mysql(dialect)
            ? `(${left.write(dialect)} <=> ${right.write(dialect)})`
            : `(${left.write(dialect)} is not distinct from ${right.write(dialect)})`,
        bound: 0,
      })),
    ),
  };
});

/** Rows of several expressions, under a condition, in an order that ends with the key. */
const plainQuery: fc.Arbitrary<RandomQuery> = fc
  .record({
    columns: fc.array(fc.oneof(integer, textual, condition), { minLength: 6, maxLength: 10 }),
    where: fc.option(condition, { nil: undefined }),
    order: fc.array(fc.tuple(fc.oneof(integer, textual), fc.boolean()), { maxLength: 2 }),
    page: fc.option(fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 4 })), { nil: undefined }),
  })
  .map(({ columns, where, order, page }) => ({
    write: (dialect: DialectName): string => {
      const list = columns.map(({ write }, at) => `${write(dialect)} as c${at}`).join(", ");
      const filter = where === undefined ? "" : ` where ${where.write(dialect)}`;
      // A constant is no order everywhere.
      const keys = order.filter(([key]) => /[a-z]{2}/.test(key.write(dialect).replaceAll(/'[^']*'/g, "")));
      const by = [
        ...keys.map(([key, down]) => `coalesce(${key.write(dialect)}, ${key.write(dialect)})${down ? " desc" : ""}`),
        "id",
      ].join(", ");
      return `select id, ${list} from item${filter} order by ${by}${page === undefined ? "" : ` limit ${page[0]} offset ${page[1]}`}`;
    },
  }));

/** Groups by columns, with sums and extremes of expressions. */
const groupedQuery: fc.Arbitrary<RandomQuery> = fc
  .record({
    keys: fc.constantFrom("grp", "parent", "active", "grp, active"),
    sums: fc.array(integer, { minLength: 2, maxLength: 4 }),
    where: condition,
  })
  .map(({ keys, sums, where }) => ({
    write: (dialect: DialectName): string => {
      const list = sums
        .flatMap(({ write }, at) => [
          `min(${write(dialect)}) as low${at}`,
          `max(${write(dialect)}) as high${at}`,
          `count(${write(dialect)}) as n${at}`,
        ])
        .join(", ");
      return `select ${keys}, count(*) as n, ${list} from item where ${where.write(dialect)} group by ${keys} order by ${keys}`;
    },
  }));

/** A query over the fixture. */
export const randomQuery: fc.Arbitrary<RandomQuery> = fc.oneof(
  { weight: 4, arbitrary: plainQuery },
  { weight: 1, arbitrary: groupedQuery },
);
