import { formatPortableType, type PortableType } from "@db/core";
import type { Cast, Expression, Like, LikePart } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import { writeCall } from "./forms.ts";
import { writeAggregate } from "./write-aggregate.ts";
import { writeLiteral } from "./write-literal.ts";
import type { Writer } from "./writer.ts";

const conditions = new Set([
  "equal",
  "unequal",
  "less",
  "lessEqual",
  "greater",
  "greaterEqual",
  "same",
  "distinct",
  "and",
  "or",
  "not",
  "isTrue",
]);

/** Whether an expression is a condition by its form, which not every engine takes for a value. */
function isCondition(expression: Expression): boolean {
  if (expression.kind === "call") return conditions.has(expression.meaning);
  return ["in", "between", "like", "is", "exists"].includes(expression.kind);
}

/** Writes an expression where a condition is wanted. */
export function writeCondition(writer: Writer, expression: Expression): string {
  if (isCondition(expression)) return writeBare(writer, expression);
  if (writer.facts.booleans !== "none") return writeBare(writer, expression);
  if (expression.kind === "literal" && expression.form === "boolean")
    return expression.value === "true" ? "(1 = 1)" : "(1 = 0)";
  return `(${writeBare(writer, expression)} = 1)`;
}

/** Writes an expression where a value is wanted. */
export function writeValue(writer: Writer, expression: Expression): string {
  if (writer.facts.booleans !== "none" || !isCondition(expression)) return writeBare(writer, expression);
  const condition = writeBare(writer, expression);
  const certain = expression.kind === "exists" || expression.kind === "is";
  const text = certain
    ? `case when ${condition} then 1 else 0 end`
    : `case when ${condition} then 1 when not ${condition} then 0 end`;
  return writer.is("mssql") ? `cast(${text} as bit)` : text;
}

function writeBare(writer: Writer, node: Expression): string {
  switch (node.kind) {
    case "literal":
      return writeLiteral(writer, node);
    case "parameter":
      return writer.parameter(node.index);
    case "column": {
      const name = writer.name(node.name);
      const qualified = node.qualifier.length > 0;
      if (writer.columnPrefix !== undefined && node.outputOf === undefined) return writer.columnPrefix(name, qualified);
      return qualified ? `${writer.path(node.qualifier)}.${name}` : name;
    }
    case "call":
      return writeCall(writer, node);
    case "aggregate":
      return writeAggregate(writer, node);
    case "case": {
      const whens = node.whens.map(([when, then]) => `when ${writer.condition(when)} then ${writer.value(then)}`);
      const otherwise = node.otherwise === undefined ? "" : ` else ${writer.value(node.otherwise)}`;
      return `case ${whens.join(" ")}${otherwise} end`;
    }
    case "cast":
      return writeCast(writer, node);
    case "in":
      return writeIn(writer, node);
    case "between": {
      const [operand, low, high] = [node.operand, node.low, node.high].map((part) => writer.value(part));
      return `(${operand}${node.negated ? " not" : ""} between ${low} and ${high})`;
    }
    case "like":
      return writeLike(writer, node);
    case "is":
      return writeIs(writer, node);
    case "exists":
      return `exists (${writer.query(node.query)})`;
    case "subquery":
      return `(${writer.query(node.query)})`;
    case "default":
      return "default";
    case "proposed": {
      if (writer.proposed === undefined) refuse("a value of the new row", node.at);
      return writer.proposed(writer.name(node.name));
    }
    case "interval":
      return refuse("an interval outside of date arithmetic", node.at);
    case "operator":
    case "function":
      return refuse("an expression that was not understood", node.at);
  }
}

/** Casts that are left: of parameters and nulls, to tell the target their type. */
function writeCast(writer: Writer, { operand, target }: Cast): string {
  const text = writer.value(operand);
  if (writer.is("sqlite")) {
    const affinity = (
      {
        smallint: "integer",
        integer: "integer",
        bigint: "integer",
        double: "real",
        text: "text",
        varchar: "text",
      } as Record<string, string>
    )[target.kind];
    return affinity === undefined ? text : `cast(${text} as ${affinity})`;
  }
  if (writer.is("oracle") && target.kind === "text") return `cast(${text} as varchar2(4000))`;
  return writer.dialect.functions.cast(text, formatPortableType(target as PortableType));
}

function writeIn(writer: Writer, node: Extract<Expression, { kind: "in" }>): string {
  const operand = writer.value(node.operand);
  const word = node.negated ? "not in" : "in";
  if (node.query === undefined)
    return `(${operand} ${word} (${node.list.map((part) => writer.value(part)).join(", ")}))`;
  if (writer.mysqlFamily && node.query.limit !== undefined) refuse("IN of a query with LIMIT", node.query.at);
  return `(${operand} ${word} (${writer.query(node.query)}))`;
}

function writeIs(writer: Writer, node: Extract<Expression, { kind: "is" }>): string {
  const not = node.negated ? "not " : "";
  if (node.test === "null") return `(${writer.value(node.operand)} is ${not}null)`;
  if (writer.facts.booleans !== "none") return `(${writer.condition(node.operand)} is ${not}${node.test})`;
  const condition = writer.condition(node.operand);
  const tested = node.test === "true" ? condition : `not ${condition}`;
  return `(case when ${tested} then 1 else 0 end = ${node.negated ? 0 : 1})`;
}

const escape = "!";

function writeLike(writer: Writer, node: Like): string {
  const operand = writer.value(node.operand);
  const not = node.negated ? "not " : "";
  if (node.parts === undefined) {
    const told = node.escape === undefined ? "" : ` escape ${writer.text(node.escape, node.at)}`;
    return `(${operand} ${not}like ${writer.value(node.pattern)}${told})`;
  }
  if (writer.is("sqlite")) return `(${operand} ${not}glob ${writer.text(globOf(node.parts), node.at)})`;
  const special = node.parts.some((part) => typeof part === "object" && /[%_![\\]/.test(part.text));
  const pattern = node.parts.map((part) => likeOf(part, writer.is("mssql"))).join("");
  return `(${operand} ${not}like ${writer.text(pattern, node.at)}${special ? ` escape '${escape}'` : ""})`;
}

function likeOf(part: LikePart, brackets: boolean): string {
  if (part === "any") return "%";
  if (part === "one") return "_";
  return part.text.replace(brackets ? /[%_![]/g : /[%_!]/g, `${escape}$&`);
}

function globOf(parts: readonly LikePart[]): string {
  return parts
    .map((part) => (part === "any" ? "*" : part === "one" ? "?" : part.text.replace(/[*?[]/g, "[$&]")))
    .join("");
}
