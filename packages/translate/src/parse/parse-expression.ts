import { unknownType, booleanType } from "../ast/types.ts";
import type { Expression } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import type { Parser } from "./parser.ts";
import { parsePrimary } from "./parse-primary.ts";
import { parseType } from "./parse-type.ts";
import { readString } from "./read-string.ts";

const comparison = 50;
const refusedOperators: Readonly<Record<string, string>> = {
  "~": "a regular expression",
  "~*": "a regular expression",
  "!~": "a regular expression",
  "!~*": "a regular expression",
  "->": "a JSON operator",
  "->>": "a JSON operator",
  "#>": "a JSON operator",
  "#>>": "a JSON operator",
  "@>": "a containment operator",
  "<@": "a containment operator",
  "@@": "a text search operator",
  "&": "a bitwise operator",
  "|": "a bitwise operator",
  "#": "a bitwise operator",
  "<<": "a bitwise operator",
  ">>": "a bitwise operator",
  "!<": "the operator !<",
  "!>": "the operator !>",
};

/** Reads an expression whose operators bind tighter than a power. */
export function parseExpression(parser: Parser, above: number): Expression {
  let left = prefix(parser);
  for (;;) {
    const next = infix(parser, left, above);
    if (next === undefined) return left;
    left = next;
  }
}

function prefix(parser: Parser): Expression {
  const { stream, syntax } = parser;
  const { at } = stream;
  if (stream.isWord("NOT") && !stream.isWords("NOT", "EXISTS")) {
    stream.take();
    return operator("NOT", at, [parser.expression(syntax.not - 1)]);
  }
  if (stream.accept("NOT")) return operator("NOT", at, [parser.expression(syntax.sign)]);
  if (stream.isMark("-") || stream.isMark("+")) {
    const { text } = stream.take();
    return operator(text === "-" ? "NEGATE" : "PLUS", at, [parser.expression(syntax.sign)]);
  }
  if (stream.isMark("~")) refuse("a bitwise operator", at);
  if (stream.isMark("!")) refuse("the operator !", at, "Write NOT.");
  return parsePrimary(parser);
}

function infix(parser: Parser, left: Expression, above: number): Expression | undefined {
  const { stream, syntax } = parser;
  const token = stream.peek();
  const { upper, at } = token;
  if (token.kind === "word") {
    const special = wordInfix(parser, left, above);
    if (special !== undefined) return special;
    if (!Object.hasOwn(syntax.infix, upper)) return undefined;
  } else if (token.kind !== "operator" || !Object.hasOwn(syntax.infix, upper)) return undefined;
  const power = syntax.infix[upper]!;
  if (power <= above) return undefined;
  stream.take();
  if (upper === "::") {
    const target = parseType(parser);
    return { kind: "cast", at, end: stream.previousEnd, type: unknownType, operand: left, target };
  }
  const refused = refusedOperators[upper];
  if (refused !== undefined) refuse(refused, at);
  if (stream.isWord("ANY", "ALL", "SOME")) refuse(`a comparison with ${stream.peek().upper}`, stream.at);
  const right = parser.expression(power);
  if (power === comparison || (parser.is("sqlite") && power === 45)) refuseChain(parser, power);
  return operator(upper, at, [left, right]);
}

/** `a = b = c` compares a boolean with `c`, which hardly anybody means. */
function refuseChain(parser: Parser, power: number): void {
  const { stream, syntax } = parser;
  const { kind, upper, at } = stream.peek();
  if (kind === "operator" && Object.hasOwn(syntax.infix, upper) && syntax.infix[upper] === power)
    refuse("a chain of comparisons", at, "Use parentheses.");
}

function wordInfix(parser: Parser, left: Expression, above: number): Expression | undefined {
  const { stream, syntax } = parser;
  const { at, upper } = stream.peek();
  switch (upper) {
    case "IS":
      return syntax.is <= above ? undefined : isTest(parser, left);
    case "ISNULL":
    case "NOTNULL": {
      if (syntax.is <= above || !parser.is("postgres", "sqlite")) return undefined;
      stream.take();
      return isNode(left, "null", upper === "NOTNULL", at, stream.previousEnd);
    }
    case "NOT": {
      const word = stream.peek(1).upper;
      if (
        syntax.like <= above ||
        !["IN", "LIKE", "BETWEEN", "ILIKE", "GLOB", "REGEXP", "RLIKE", "SIMILAR"].includes(word)
      )
        return undefined;
      stream.take();
      return predicate(parser, left, true, at);
    }
    case "IN":
    case "LIKE":
    case "BETWEEN":
    case "ILIKE":
    case "GLOB":
    case "REGEXP":
    case "RLIKE":
    case "MATCH":
    case "SIMILAR":
      return syntax.like <= above ? undefined : predicate(parser, left, false, at);
    case "COLLATE":
      return refuse("COLLATE", at, "Declare the collation with the column.");
    case "AT":
      return stream.isWords("AT", "TIME", "ZONE") ? refuse("AT TIME ZONE", at) : undefined;
    default:
      return undefined;
  }
}

function isTest(parser: Parser, left: Expression): Expression {
  const { stream } = parser;
  const { at } = stream.take();
  const negated = stream.accept("NOT");
  if (stream.accept("NULL")) return isNode(left, "null", negated, at, stream.previousEnd);
  if (stream.isWord("TRUE", "FALSE") && !parser.is("mssql", "oracle")) {
    const test = stream.take().upper === "TRUE" ? "true" : "false";
    return isNode(left, test, negated, at, stream.previousEnd);
  }
  if (!parser.is("sqlite") && stream.accept("UNKNOWN")) return isNode(left, "null", negated, at, stream.previousEnd);
  if (stream.accept("DISTINCT", "FROM")) {
    const right = parser.expression(parser.syntax.operand);
    return operator(negated ? "SAME" : "DISTINCT", at, [left, right]);
  }
  if (!parser.is("sqlite")) stream.fail("NULL");
  return operator(negated ? "DISTINCT" : "SAME", at, [left, parser.expression(parser.syntax.operand)]);
}

function predicate(parser: Parser, operand: Expression, negated: boolean, at: number): Expression {
  const { stream, syntax } = parser;
  const { upper } = stream.take();
  const common = (): { at: number; end: number; type: typeof booleanType; operand: Expression; negated: boolean } => ({
    at,
    end: stream.previousEnd,
    type: booleanType,
    operand,
    negated,
  });
  switch (upper) {
    case "IN": {
      if (!stream.isMark("(")) refuse("IN without a list", stream.at);
      if (parser.startsQuery()) {
        stream.expectMark("(");
        const query = parser.query();
        stream.expectMark(")");
        return { kind: "in", list: [], query, ...common() };
      }
      if (stream.isMark(")", 1)) refuse("IN with an empty list", stream.at);
      const list = stream.parenthesized(() => parser.expression());
      return { kind: "in", list, ...common() };
    }
    case "BETWEEN": {
      if (stream.isWord("SYMMETRIC", "ASYMMETRIC")) refuse("BETWEEN SYMMETRIC", stream.at);
      const low = parser.expression(syntax.operand);
      stream.expect("AND");
      const high = parser.expression(syntax.operand);
      return { kind: "between", low, high, ...common() };
    }
    case "LIKE":
    case "GLOB": {
      if (stream.isWord("ANY", "ALL")) refuse(`LIKE ${stream.peek().upper}`, at);
      if (stream.isWord("BINARY")) refuse("BINARY", stream.at);
      const pattern = parser.expression(syntax.operand);
      const escape = stream.accept("ESCAPE") ? escapeOf(parser) : undefined;
      return { kind: "like", operator: upper === "GLOB" ? "glob" : "like", pattern, escape, ...common() };
    }
    case "ILIKE":
      return refuse("ILIKE", at, "Compare lower(x) with LIKE.");
    case "MATCH":
      return refuse("full-text search", at);
    default:
      return refuse("a regular expression", at);
  }
}

function escapeOf(parser: Parser): string {
  const { stream, source } = parser;
  const token = stream.peek();
  if (token.kind !== "string") refuse("ESCAPE that is no literal", token.at);
  stream.take();
  const escape = readString(token.text, source, token.at);
  if (Array.from(escape).length !== 1) refuse("ESCAPE that is not one character", token.at);
  return escape;
}

function isNode(
  operand: Expression,
  test: "null" | "true" | "false",
  negated: boolean,
  at: number,
  end: number,
): Expression {
  return { kind: "is", at, end, type: booleanType, operand, test, negated };
}

function operator(name: string, at: number, args: readonly Expression[]): Expression {
  return { kind: "operator", at, end: args.at(-1)!.end, type: unknownType, name, args };
}
