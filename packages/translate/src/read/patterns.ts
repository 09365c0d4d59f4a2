import type { Expression, Like, LikePart } from "../ast/nodes.ts";
import { booleanType } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { isNull, literalText } from "./make.ts";
import { operand } from "./operands.ts";

/** Reads `like`: a literal pattern is taken apart, so that each target can write it with its own escapes. */
export function readLike(reading: Reading, node: Like, value: Expression, pattern: Expression): Expression {
  const construct = node.operator === "glob" ? "GLOB" : "LIKE";
  const left = operand(reading, value, "text", construct);
  const right = operand(reading, pattern, "text", construct);
  const [compared] = comparable(reading, [left, right], "equal", construct, node.at);
  if (isNull(pattern)) return { ...pattern, type: booleanType } as Expression;
  // MariaDB takes such an escape for the wildcard that it also is; PostgreSQL, MySQL and SQLite do not.
  if (node.escape !== undefined && "%_".includes(node.escape) && reading.involves("mariadb"))
    refuse("a wildcard as LIKE's escape", node.at, "Escape with another character.");
  const text = literalText(pattern);
  if (text === undefined) return variable(reading, node, compared!, right);
  const parts =
    node.operator === "glob"
      ? globParts(text, pattern.at)
      : likeParts(text, node.escape ?? reading.source.likeEscape, pattern.at, reading);
  if (
    node.operator === "like" &&
    reading.source.name === "sqlite" &&
    parts.some((one) => typeof one === "object" && /[A-Za-z]/.test(one.text))
  )
    refuse("LIKE, which SQLite matches without regard to case", node.at, "Write GLOB.");
  return { ...node, operand: compared!, pattern: right, parts, type: booleanType };
}

/** A pattern that is not known can only go where patterns are read alike. */
function variable(reading: Reading, node: Like, value: Expression, pattern: Expression): Expression {
  const { source, target } = reading;
  const alike = source.likeEscape === target.likeEscape && !reading.involves("sqlite", "mssql");
  if (!alike || node.operator === "glob")
    refuse(`${node.operator === "glob" ? "GLOB" : "LIKE"} with a pattern that is no literal`, pattern.at);
  return { ...node, operand: value, pattern, type: booleanType };
}

function likeParts(pattern: string, escape: string | undefined, at: number, reading: Reading): LikePart[] {
  const parts: LikePart[] = [];
  const characters = Array.from(pattern);
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === escape) {
      const next = characters[++index];
      if (next === undefined) refuse("a pattern that ends with its escape", at);
      push(parts, next);
    } else if (character === "%") parts.push("any");
    else if (character === "_") parts.push("one");
    else {
      if (character === "[" && reading.source.name === "mssql") refuse("a set of characters in LIKE", at);
      push(parts, character);
    }
  }
  return parts;
}

function globParts(pattern: string, at: number): LikePart[] {
  const parts: LikePart[] = [];
  for (let index = 0; index < pattern.length;) {
    const one = /^\[([*?[])\]/.exec(pattern.slice(index));
    if (one !== null) {
      push(parts, one[1]!);
      index += 3;
      continue;
    }
    const character = String.fromCodePoint(pattern.codePointAt(index)!);
    if (character === "[") refuse("a set of characters in GLOB", at);
    if (character === "*") parts.push("any");
    else if (character === "?") parts.push("one");
    else push(parts, character);
    index += character.length;
  }
  return parts;
}

function push(parts: LikePart[], character: string): void {
  const last = parts.at(-1);
  if (typeof last === "object") parts[parts.length - 1] = { text: last.text + character };
  else parts.push({ text: character });
}
