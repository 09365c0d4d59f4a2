import type { Call, Expression } from "../ast/nodes.ts";
import type { Writer } from "./writer.ts";

/** Writes one meaning from its arguments' texts. */
export type Form = (args: readonly string[], node: Call, writer: Writer) => string;
export type Forms = Readonly<Record<string, Form>>;

/** An operator between two operands. */
export const infix =
  (operator: string): Form =>
  (args) =>
    `(${args.join(` ${operator} `)})`;
/** A function of the same arguments. */
export const named =
  (name: string): Form =>
  (args) =>
    `${name}(${args.join(", ")})`;
/** The argument as it is. */
export const same: Form = ([value]) => value!;

/** Ignoring nulls where the engine's own function gives null for one: each is replaced by one that is not null. */
export const ignoringNulls =
  (name: string): Form =>
  (args) => {
    const rotated = args.map((_value, at) => `coalesce(${[...args.slice(at), ...args.slice(0, at)].join(", ")})`);
    return `${name}(${rotated.join(", ")})`;
  };
/** Null where one is null, around a function that ignores them. */
export const nullWithNull =
  (name: string): Form =>
  (args) =>
    `case when ${args.map((value) => `${value} is not null`).join(" and ")} then ${name}(${args.join(", ")}) end`;

/** A condition of two values. */
const comparison = (operator: string): Form => infix(operator);
const logical =
  (word: string): Form =>
  (_args, node, writer) =>
    `(${node.args.map((part) => writer.condition(part)).join(` ${word} `)})`;

/** What all targets write alike. */
export const commonForms: Forms = {
  equal: comparison("="),
  unequal: comparison("<>"),
  less: comparison("<"),
  lessEqual: comparison("<="),
  greater: comparison(">"),
  greaterEqual: comparison(">="),
  and: logical("and"),
  or: logical("or"),
  not: (_args, node, writer) => `(not ${writer.condition(node.args[0]!)})`,
  isTrue: ([value]) => `(${value} <> 0)`,
  distinct: ([left, right], _node, writer) => `(${writer.dialect.isDistinctFrom(left!, right!)})`,
  same: ([left, right], _node, writer) => `(not (${writer.dialect.isDistinctFrom(left!, right!)}))`,
  add: infix("+"),
  subtract: infix("-"),
  multiply: infix("*"),
  negate: ([value]) => `(- ${value})`,
  divide: infix("/"),
  divideInteger: infix("/"),
  divideDecimal: infix("/"),
  modulo: infix("%"),
  concatNull: infix("||"),
  upper: named("upper"),
  lower: named("lower"),
  trim: ([value, characters]) =>
    characters === undefined ? `trim(${value})` : `trim(both ${characters} from ${value})`,
  trimStart: ([value, characters]) =>
    characters === undefined ? `ltrim(${value})` : `trim(leading ${characters} from ${value})`,
  trimEnd: ([value, characters]) =>
    characters === undefined ? `rtrim(${value})` : `trim(trailing ${characters} from ${value})`,
  replace: named("replace"),
  left: named("left"),
  right: named("right"),
  substring: named("substr"),
  padStart: ([value, length, fill]) => `lpad(${value}, ${length}, ${fill ?? "' '"})`,
  padEnd: ([value, length, fill]) => `rpad(${value}, ${length}, ${fill ?? "' '"})`,
  length: named("char_length"),
  absolute: named("abs"),
  sign: named("sign"),
  floor: named("floor"),
  ceiling: named("ceil"),
  truncate: named("trunc"),
  round: named("round"),
  squareRoot: named("sqrt"),
  squareRootOrNull: ([value]) => `case when ${value} >= 0 then sqrt(${value}) end`,
  power: named("power"),
  exponential: named("exp"),
  logarithm: named("ln"),
  logarithmOrNull: ([value]) => `case when ${value} > 0 then ln(${value}) end`,
  coalesce: named("coalesce"),
  nullIf: named("nullif"),
  toUnbounded: same,
  toWhole: same,
  extract: ([moment], node, writer) => writer.dialect.functions.extract(moment!, node.unit as "year"),
};

/** A moment as a timestamp where the meaning makes one of a date. */
export function asTimestamp(text: string, part: Expression, node: Call, convert: (text: string) => string): string {
  return part.type.kind === "date" && node.type.kind === "timestamp" ? convert(text) : text;
}

/** Units that engines have, and how many of them a week or quarter is. */
export function plainUnit(unit: string | undefined): { readonly unit: string; readonly times: number } {
  if (unit === "week") return { unit: "day", times: 7 };
  if (unit === "quarter") return { unit: "month", times: 3 };
  return { unit: unit ?? "day", times: 1 };
}
