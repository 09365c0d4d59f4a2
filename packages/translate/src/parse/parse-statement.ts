import type { DialectName } from "@db/core";
import type { Statement } from "../ast/statements.ts";
import { misread, refuse } from "../refusal.ts";
import { parseDelete, parseInsert, parseUpdate } from "./parse-changes.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseMerge } from "./parse-merge.ts";
import { parseQuery } from "./parse-query.ts";
import { parseCreate, parseDrop, parseTruncate } from "./parse-table.ts";
import { ParameterList } from "./parameters.ts";
import { Parser } from "./parser.ts";
import { syntaxes } from "./syntax.ts";
import { dialects } from "./type-map.ts";

/** What a text says, in the source's own words: operators and functions are not yet understood. */
export interface ParsedStatement {
  readonly statement: Statement;
  /** The source's parameters, by the number or name that the text calls them by. */
  readonly parameters: readonly (number | string)[];
}

/**
 * Reads one statement.
 * @throws Refused `syntax-error` for text that is not the source's, `unsupported` for what no translation is known of.
 */
export function parseStatement(text: string, source: DialectName): ParsedStatement {
  const parameters = new ParameterList();
  const parser = new Parser(text, dialects[source], syntaxes[source], parameters, {
    expression: parseExpression,
    query: parseQuery,
  });
  const statement = readStatement(parser);
  const { stream } = parser;
  stream.acceptMark(";");
  if (stream.isMark(";")) stream.take();
  const rest = stream.peek();
  if (rest.kind !== "end") {
    if (parser.text.slice(0, rest.at).trimEnd().endsWith(";")) refuse("several statements in one text", rest.at);
    if (rest.upper === "OPTION") refuse("a query hint", rest.at);
    misread(
      statement.kind === "query" ? "the end of the query expected" : "the end of the statement expected",
      rest.at,
    );
  }
  return { statement, parameters: parameters.keys };
}

function readStatement(parser: Parser): Statement {
  const { stream } = parser;
  const { at, upper } = stream.peek();
  switch (upper) {
    case "INSERT":
      return parseInsert(parser);
    case "UPDATE":
      return parseUpdate(parser);
    case "DELETE":
      return parseDelete(parser);
    case "MERGE":
      return parseMerge(parser);
    case "CREATE":
      return parseCreate(parser);
    case "DROP":
      return parseDrop(parser);
    case "TRUNCATE":
      return parseTruncate(parser);
    case "REPLACE":
      return refuse("REPLACE", at, "Write the upsert that is meant.");
    default:
  }
  if (stream.peek().kind === "end") misread("a statement expected", at);
  if (!parser.startsQuery()) {
    if (stream.peek().kind === "word") refuse(`the statement ${upper}`, at);
    misread("a statement expected", at);
  }
  if (upper === "WITH" && changesAfterWith(parser)) refuse("WITH before a data change", at);
  return { kind: "query", at, query: parseQuery(parser) };
}

/** Whether the word after the last common table expression is that of a data change. */
function changesAfterWith({ stream }: Parser): boolean {
  let depth = 0;
  for (let ahead = 1; stream.peek(ahead).kind !== "end"; ahead++) {
    if (stream.isMark("(", ahead)) depth++;
    else if (stream.isMark(")", ahead)) depth--;
    else if (depth === 0 && stream.peek(ahead).kind === "word") {
      const { upper } = stream.peek(ahead);
      if (["INSERT", "UPDATE", "DELETE", "MERGE"].includes(upper)) return true;
      if (upper === "SELECT") return false;
    }
  }
  return false;
}
