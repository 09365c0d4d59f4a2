import type { Expression, FunctionCall } from "../ast/nodes.ts";
import { familyOf, integerType, textType } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { call, literalText, literalWhole } from "./make.ts";
import { make } from "./meanings.ts";
import { operand } from "./operands.ts";
import { rangeOf } from "./ranges.ts";

type Rule = (reading: Reading, node: FunctionCall, args: readonly Expression[]) => Expression;

/** `substring` with a start and length that all engines count alike: from 1, and not negative. */
export function substring(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const made = make(reading, "substring", args, node, "substring");
  const [, from, length] = args;
  const start = rangeOf(from!);
  if (start === undefined || start[0] < 1n)
    refuse("substring from what may be zero or negative", from!.at, "Count from 1; the end is taken by right(x, n).");
  if (length !== undefined) {
    const many = rangeOf(length);
    if (many === undefined || many[0] < 0n) refuse("substring of a length that may be negative", length.at);
  }
  return made;
}

/** `left` and `right` of a number that is not negative. */
export function part(meaning: "left" | "right"): Rule {
  return (reading, node, args) => {
    const made = make(reading, meaning, args, node, meaning);
    const many = rangeOf(args[1]!);
    if (many === undefined || many[0] < 0n) refuse(`${meaning} of a number that may be negative`, args[1]!.at);
    return made;
  };
}

/** `lpad` and `rpad` to a literal length with one literal character. */
export function pad(meaning: "padStart" | "padEnd"): Rule {
  return (reading, node, args) => {
    const made = make(reading, meaning, args, node, node.name.toLowerCase());
    const length = literalWhole(args[1]);
    if (length === undefined || length < 0 || length > 1000)
      refuse(`${node.name.toLowerCase()} to a length that is no literal`, args[1]!.at);
    const fill = args[2] === undefined ? " " : literalText(args[2]);
    if (fill === undefined || Array.from(fill).length !== 1)
      refuse(`${node.name.toLowerCase()} with what is not one character`, args[2]!.at);
    return made;
  };
}

/** Where a text is in another; the places are those of the needle and the text. */
export function position(needle: number, text: number): Rule {
  return (reading, node, args) => {
    if (args.length !== 2) refuse(`${node.name} with ${args.length} arguments`, node.at);
    const found = [args[needle]!, args[text]!].map((side) => operand(reading, side, "text", node.name.toLowerCase()));
    const compared = comparable(reading, found, "equal", node.name.toLowerCase(), node.at);
    if (reading.involves("mssql", "oracle") && (literalText(args[needle]) ?? "") === "")
      refuse("a search for what may be the empty text", args[needle]!.at);
    if (reading.involves("mssql")) reading.need("characters", node.name.toLowerCase(), node.at);
    return call("position", compared, integerType, node);
  };
}

const sides: Readonly<Record<string, string>> = { TRIM: "trim", BTRIM: "trim", LTRIM: "trimStart", RTRIM: "trimEnd" };
const words: Readonly<Record<string, string>> = { BOTH: "trim", LEADING: "trimStart", TRAILING: "trimEnd" };

/** `trim` of spaces, or of one literal character: of more, some engines take a set and others the whole. */
export function trimmed(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const meaning = node.name === "TRIM" && node.word !== undefined ? words[node.word]! : sides[node.name]!;
  const made = make(reading, meaning, args, node, "trim");
  const characters = args[1];
  if (characters !== undefined) {
    if (Array.from(literalText(characters) ?? "").length !== 1)
      refuse("trim of what is not one character", characters.at);
    if (reading.involves("mssql")) refuse("trim of a character", characters.at);
  }
  return made;
}

/** `replace`, which SQL Server does by its collation. */
export function replaced(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const made = make(reading, "replace", args, node, "replace");
  if (reading.involves("mssql")) comparable(reading, args.slice(0, 2), "equal", "replace", node.at);
  return made;
}

/** Texts put together; integers and dates become text where the source does so. */
export function concatenated(meaning: "concatNull" | "concatEmpty" | "concatSeparated" | "concatOracle"): Rule {
  return (reading, node, args) => {
    const texts = args.map((one) => asText(reading, one, node.name.toLowerCase()));
    if (meaning === "concatSeparated" && literalText(args[0]) === undefined)
      refuse("concat_ws with a separator that is no literal", node.at);
    if (meaning !== "concatOracle") return make(reading, meaning, texts, node, node.name.toLowerCase());
    return oracleConcat(reading, node, texts);
  };
}

/** Oracle's `||` takes null for the empty text, and the empty text for null. */
export function oracleConcat(reading: Reading, node: Expression, texts: readonly Expression[]): Expression {
  const joined = make(reading, "concatEmpty", texts, node, "||");
  const empty: Expression = { kind: "literal", form: "text", value: "", type: textType, at: node.at, end: node.end };
  return call("nullIf", [joined, empty], textType, node);
}

/** What an engine writes into text by itself, where all write the same. */
export function asText(reading: Reading, one: Expression, construct: string): Expression {
  const family = familyOf(one.type);
  if (family === "integer" || (family === "date" && reading.source.moments))
    return call("toText", [one], textType, one);
  return operand(reading, one, "text", construct);
}

/** SQL Server's `len` leaves spaces at the end out. */
export function padless(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const trimmedText = make(reading, "trimEnd", args, node, "len");
  return make(reading, "length", [trimmedText], node, "len");
}
