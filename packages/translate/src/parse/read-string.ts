import type { DialectName } from "@db/core";
import { refuse } from "../refusal.ts";

const mysqlEscapes: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  // They keep their backslash, for patterns.
  "%": "\\%",
  _: "\\_",
};
const postgresEscapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The value of a string token. Binary and bit strings are not text: see {@link binaryDigits}. */
export function readString(token: string, source: DialectName, at: number): string {
  if (token.startsWith("$")) {
    const mark = token.slice(0, token.indexOf("$", 1) + 1);
    return token.slice(mark.length, token.length - mark.length);
  }
  const quote = token.search(/['"]/);
  const prefix = token.slice(0, quote).toLowerCase();
  if (prefix.endsWith("q")) return token.slice(quote + 2, -2);
  if (prefix === "u&") refuse("a string with Unicode escapes", at);
  if (/['"]\s*[\r\n]/.test(token) && prefix === "e" && /'\s+'/.test(token)) refuse("a string in several pieces", at);
  const character = token[quote]!;
  const inside = token.slice(quote + 1, -1);
  if (source === "mysql" || source === "mariadb") return unescapeMysql(inside, character);
  if (prefix === "e") return unescapePostgres(inside, at);
  // A backslash before a line break joins the lines of a Transact-SQL constant.
  if (source === "mssql" && /\\\r?\n/.test(inside)) refuse("a string continued after a backslash", at);
  return inside.replaceAll(character + character, character);
}

/** The hexadecimal digits of a binary literal's token, or `undefined` for other strings. */
export function binaryDigits(token: string, source: DialectName, at: number): string | undefined {
  const match = /^([xXbB])'([^']*)'$/.exec(token);
  if (match === null) return undefined;
  if (source === "postgres" || match[1]!.toLowerCase() === "b") refuse("a bit string", at);
  if (source === "mssql" || source === "oracle") return undefined;
  const digits = match[2]!;
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) refuse("a binary literal with half a byte", at);
  return digits.toLowerCase();
}

function unescapeMysql(inside: string, quote: string): string {
  return inside.replace(/\\([\s\S])|''|""/g, (whole, escaped: string | undefined) => {
    if (escaped === undefined) return whole[0] === quote ? quote : whole;
    return mysqlEscapes[escaped] ?? escaped;
  });
}

function unescapePostgres(inside: string, at: number): string {
  return inside.replace(/\\([\s\S])|''/g, (_whole, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    if (/[0-7xuU]/.test(escaped)) refuse("a string with numeric escapes", at);
    return postgresEscapes[escaped] ?? escaped;
  });
}
