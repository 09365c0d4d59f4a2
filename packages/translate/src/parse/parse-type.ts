import { textType, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Parser } from "./parser.ts";
import { typeMapOf } from "./type-map.ts";

/** Words that go on a type's name. */
const followers = ["PRECISION", "VARYING", "UNSIGNED", "ZEROFILL", "LARGE", "OBJECT"];

/** Reads the type of a cast: `char` alone is text of any length in the MySQL family's, and one character in a table. */
export function parseCastType(parser: Parser): Type {
  const { stream } = parser;
  const open = parser.is("mysql", "mariadb") && stream.isWord("CHAR") && !stream.isMark("(", 1);
  if (!open) return parseType(parser);
  stream.take();
  if (stream.isWord("CHARACTER", "CHARSET")) refuse("a character set", stream.at);
  return textType;
}

/** Reads a type as the source writes it. Types without a portable counterpart are refused. */
export function parseType(parser: Parser): Type {
  const { stream } = parser;
  const { at } = stream;
  let text = stream.take().text.toLowerCase();
  while (stream.isWord(...followers)) text += ` ${stream.take().text.toLowerCase()}`;
  if (stream.isMark("(")) {
    stream.take();
    let inside = "";
    while (!stream.isMark(")")) {
      const token = stream.take();
      if (token.kind === "end") stream.fail("`)`");
      inside += token.kind === "word" && token.upper !== "MAX" ? ` ${token.text.toLowerCase()}` : token.text;
    }
    stream.take();
    text += `(${inside})`;
  }
  while (stream.isWord(...followers)) text += ` ${stream.take().text.toLowerCase()}`;
  if (stream.isWords("WITH", "TIME", "ZONE") || stream.isWords("WITHOUT", "TIME", "ZONE")) {
    const word = stream.take().text.toLowerCase();
    stream.take();
    stream.take();
    text += ` ${word} time zone`;
  }
  if (stream.isWord("CHARACTER", "CHARSET")) refuse("a character set", stream.at);
  if (stream.isMark("[")) refuse("an array", at);
  const type = typeMapOf(parser.source, text);
  if (type === undefined) refuse(`the type ${text}`, at);
  return type;
}
