import type { Expression } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import type { Parser } from "./parser.ts";

/** What is skipped and how many rows are given. */
export interface Paging {
  limit: Expression | undefined;
  offset: Expression | undefined;
}

/** `limit … offset …`, `limit skipped, many`, `offset … rows`. */
export function parseLimit(parser: Parser, paging: Paging): void {
  const { stream } = parser;
  if (stream.isWord("LIMIT") && parser.is("mssql", "oracle")) stream.fail("the end");
  if (stream.accept("LIMIT")) {
    if (parser.is("postgres") && stream.isWord("ALL")) stream.take();
    else paging.limit = parser.expression();
    if (stream.isMark(",")) {
      if (!parser.is("mysql", "mariadb", "sqlite")) refuse("LIMIT with a comma", stream.at);
      stream.take();
      paging.offset = paging.limit;
      paging.limit = parser.expression();
    }
  }
  if (stream.accept("OFFSET")) {
    paging.offset = parser.expression();
    if (!stream.accept("ROWS")) stream.accept("ROW");
    if (parser.is("postgres") && stream.isWord("LIMIT")) {
      stream.take();
      paging.limit = parser.expression();
    }
  }
  parseFetch(parser, paging);
}

/** `fetch first … rows only`. */
export function parseFetch(parser: Parser, paging: Paging): void {
  const { stream } = parser;
  if (!stream.isWord("FETCH") || parser.is("sqlite", "mysql")) return;
  stream.take();
  if (!stream.accept("FIRST")) stream.expect("NEXT");
  const { at } = stream;
  paging.limit = stream.isWord("ROW", "ROWS") ? one(at) : parser.expression();
  if (stream.isWord("PERCENT")) refuse("FETCH with PERCENT", stream.at);
  if (!stream.accept("ROWS")) stream.expect("ROW");
  if (stream.isWords("WITH", "TIES")) refuse("WITH TIES", stream.at);
  stream.expect("ONLY");
}

function one(at: number): Expression {
  return { kind: "literal", form: "number", value: "1", at, end: at, type: { kind: "integer" } };
}
