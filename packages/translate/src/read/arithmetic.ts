import type { Expression, Operator } from "../ast/nodes.ts";
import {
  bigintType,
  doubleType,
  familyOf,
  integerType,
  isNumeric,
  textType,
  type Type,
  wholeType,
} from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { addInterval, addDays } from "./moments.ts";
import { call, isNull, literalWhole } from "./make.ts";
import { adopt, operand } from "./operands.ts";
import { isConstant } from "./query-shape.ts";
import { rangeOf, rangeOfType, within } from "./ranges.ts";

const meanings: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  DIV: "div",
  "%": "modulo",
  MOD: "modulo",
};

/** `+ - * / %` and `div`, by the types of the operands. */
export function arithmetic(reading: Reading, node: Operator, given: readonly Expression[]): Expression {
  const [left, right] = given as [Expression, Expression];
  if (left.kind === "interval" || right.kind === "interval") return addInterval(reading, node, left, right);
  if (left.type.kind === "date" || left.type.kind === "timestamp") return addDays(reading, node, left, right);
  if (node.name === "+" && reading.source.name === "mssql" && (isText(left) || isText(right)))
    return call(
      "concatNull",
      [operand(reading, left, "text", "+"), operand(reading, right, "text", "+")],
      textType,
      node,
    );
  const args = adopt(reading, given).map((part) => operand(reading, part, "number", `the operator ${node.name}`));
  const meaning = meanings[node.name]!;
  if (meaning === "divide" || meaning === "div") return divide(reading, node, args);
  if (meaning === "modulo") return modulo(reading, node, args);
  return sum(reading, meaning, args, node);
}

function isText({ type }: Expression): boolean {
  return familyOf(type) === "text";
}

function sum(reading: Reading, meaning: string, args: readonly Expression[], node: Expression): Expression {
  const families = new Set(args.map(({ type }) => familyOf(type)));
  if (families.has("double")) return call(meaning, args, doubleType, node);
  if (families.has("decimal")) {
    const type = decimalOf(reading, meaning, args, node.at);
    return call(meaning, args, type, node);
  }
  const made = call(meaning, unbounded(reading, args), wholeOf(reading, args), node);
  requireRange(reading, made);
  return made;
}

/** The type that the source gives to an operation on integers. */
function wholeOf(reading: Reading, args: readonly Expression[]): Type {
  if (reading.source.integers === "64") return bigintType;
  if (reading.source.integers === "decimal") return wholeType;
  const kinds = new Set(args.map(({ type }) => type.kind));
  if (kinds.has("bigint")) return bigintType;
  return kinds.has("integer") || kinds.has("null") ? integerType : { kind: "smallint" };
}

/** Integers that have no bound on the source become decimals, so that they have none on the target. */
function unbounded(reading: Reading, args: readonly Expression[]): readonly Expression[] {
  const [first, ...rest] = args as [Expression, ...Expression[]];
  if (reading.source.integers !== "decimal" || familyOf(first.type) === "decimal") return args;
  return [call("toUnbounded", [first], wholeType, first), ...rest];
}

/** Refuses a result that may be beyond the source's integers, unless nothing fails: SQLite goes on with doubles. */
export function requireRange(reading: Reading, made: Expression): void {
  if (within(rangeOf({ ...made, type: { kind: "unknown" } } as Expression), rangeOfType(made.type))) return;
  if (made.type.kind === "decimal" && reading.target.integers !== "64") return;
  reading.need("errors", "integer arithmetic that may overflow", made.at);
}

/** Scales add up alike everywhere as long as the digits suffice. */
function decimalOf(reading: Reading, meaning: string, args: readonly Expression[], at: number): Type {
  if (reading.involves("sqlite")) {
    if (args.every(({ type }) => familyOf(type) === "integer" || type.scale === 0)) return wholeType;
    refuse("decimal arithmetic, which SQLite has not", at, "Cast to double precision.");
  }
  const scales = args.map(({ type }) => (familyOf(type) === "decimal" ? type.scale : 0));
  const known = scales.every((scale) => scale !== undefined);
  if (!known) refuse("decimal arithmetic whose scale is not known", at, "Give the schema, or cast to decimal(p, s).");
  const [left = 0, right = 0] = scales;
  const scale = meaning === "multiply" ? left + right : Math.max(left, right);
  const digits = args.map(
    ({ type }, place) =>
      type.precision ?? ({ smallint: 5, integer: 10 }[type.kind as "integer"] ?? 19) + (scales[place] ?? 0),
  );
  const precision =
    meaning === "multiply" ? digits[0]! + digits[1]! : Math.max(digits[0]! - left, digits[1]! - right) + scale + 1;
  const limit = reading.involves("mssql", "oracle") ? 38 : reading.involves("mysql", "mariadb") ? 65 : 1000;
  if (precision > limit || scale > 30) refuse("decimal arithmetic of too many digits", at);
  return { kind: "decimal", precision, scale };
}

function divide(reading: Reading, node: Operator, args: readonly Expression[]): Expression {
  const [left, right] = args as [Expression, Expression];
  const families = new Set(args.map(({ type }) => familyOf(type)));
  const integers = !families.has("double") && !families.has("decimal");
  if (node.name === "DIV" && !integers) refuse("DIV of numbers that are not integers", node.at);
  const whole = integers && (reading.source.division === "integer" || node.name === "DIV");
  if (families.has("double")) return call("divide", [left, byZero(reading, right, node.at)], doubleType, node);
  if (!whole) {
    if (reading.sameFamily) return call("divideDecimal", args, { kind: "decimal" }, node);
    const what = integers ? "division of integers that gives a decimal" : "division of decimals";
    return refuse(what, node.at, "Cast one operand to double precision.");
  }
  const type = node.name === "DIV" ? bigintType : wholeOf(reading, args);
  const made = call("divideInteger", [left, byZero(reading, right, node.at)], type, node);
  requireRange(reading, made);
  return made;
}

function modulo(reading: Reading, node: Expression, args: readonly Expression[]): Expression {
  if (args.some(({ type }) => familyOf(type) !== "integer" && !isNull({ type } as Expression) && type.scale !== 0))
    refuse("a remainder of numbers that are not integers", node.at);
  const [left, right] = args as [Expression, Expression];
  // Oracle's `mod(x, 0)` is x.
  if (reading.source.name === "oracle" && !neverZero(right)) refuse("a remainder by what may be zero", node.at);
  return call("modulo", unbounded(reading, [left, byZero(reading, right, node.at)]), wholeOf(reading, args), node);
}

/** The remainder by a function's name. */
export function remainder(reading: Reading, node: Expression, args: readonly Expression[]): Expression {
  return modulo(
    reading,
    node,
    adopt(reading, args).map((part) => operand(reading, part, "number", "mod")),
  );
}

/** A divisor that does on the target what it does on the source when it is zero. */
function byZero(reading: Reading, divisor: Expression, at: number): Expression {
  if (neverZero(divisor)) return divisor;
  const { source, target } = reading;
  if (source.zero === "null" && target.zero === "null") return divisor;
  if (source.zero === "null") {
    const zero: Expression = {
      kind: "literal",
      form: "number",
      value: "0",
      type: integerType,
      at: divisor.at,
      end: divisor.end,
    };
    return call("nullIf", [divisor, zero], divisor.type, divisor);
  }
  if (target.zero === "null" || target.name === "oracle") reading.need("errors", "a division by what may be zero", at);
  return divisor;
}

function neverZero(divisor: Expression): boolean {
  if (divisor.kind === "literal") return divisor.form === "number" && Number(divisor.value) !== 0;
  if (divisor.kind === "call" && divisor.meaning === "nullIf" && literalWhole(divisor.args[1]) === 0) return true;
  if (divisor.kind === "call" && ["negate", "toDouble"].includes(divisor.meaning)) return neverZero(divisor.args[0]!);
  const range = rangeOf(divisor);
  return range !== undefined && (range[0] > 0n || range[1] < 0n);
}

/** `-x` and `+x`. */
export function sign(reading: Reading, node: Operator, given: Expression): Expression {
  const value = operand(reading, given, "number", "a sign");
  if (!isNumeric(value.type) && !isNull(value)) refuse("a sign before what is no number", node.at);
  if (value.kind === "literal" && value.value === "9223372036854775808")
    refuse("the smallest integer of 64 bits", node.at, "Write -9223372036854775807 - 1.");
  if (node.name === "PLUS" || isNull(value)) return value;
  if (
    familyOf(value.type) === "decimal" &&
    value.kind !== "literal" &&
    value.type.scale !== 0 &&
    reading.involves("sqlite")
  )
    refuse("decimal arithmetic, which SQLite has not", node.at, "Cast to double precision.");
  // MySQL makes a decimal of the opposite of a constant that is negative.
  if (
    reading.source.family === "mysql" &&
    value.kind !== "literal" &&
    isConstant(value) &&
    familyOf(value.type) === "integer"
  )
    refuse("a sign before a computed constant", node.at, "Compute it.");
  const type = familyOf(value.type) === "integer" ? wholeOf(reading, [value]) : value.type;
  const made = call("negate", [value], type, node);
  if (familyOf(type) === "integer") requireRange(reading, made);
  return made;
}
