import type { FromItem, Join, JoinKind, Source, TableSource } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import type { Parser } from "./parser.ts";

/** Reads one member of a `from` clause with its joins. */
export function parseFrom(parser: Parser): FromItem {
  const source = parseSource(parser);
  const joins: Join[] = [];
  for (;;) {
    const join = parseJoin(parser);
    if (join === undefined) return { source, joins };
    joins.push(join);
  }
}

function parseJoin(parser: Parser): Join | undefined {
  const { stream } = parser;
  const { at } = stream;
  if (stream.isWord("NATURAL")) refuse("NATURAL JOIN", at, "Name the columns.");
  if (stream.isWord("STRAIGHT_JOIN")) refuse("STRAIGHT_JOIN", at);
  if (stream.isWords("CROSS", "APPLY") || stream.isWords("OUTER", "APPLY")) refuse("APPLY", at);
  const kind = joinKind(parser);
  if (kind === undefined) return undefined;
  const source: FromItem = { source: parseSource(parser), joins: [] };
  if (stream.accept("ON")) return { kind, source, at, on: parser.expression() };
  if (stream.accept("USING")) return { kind, source, at, using: stream.parenthesized(() => parser.name()) };
  if (kind === "cross") return { kind, source, at };
  if (kind === "inner" && parser.is("mysql", "mariadb", "sqlite")) return { kind: "cross", source, at };
  return stream.fail("ON");
}

function joinKind(parser: Parser): JoinKind | undefined {
  const { stream } = parser;
  if (stream.accept("JOIN") || stream.accept("INNER", "JOIN")) return "inner";
  if (stream.accept("CROSS", "JOIN")) return "cross";
  for (const kind of ["LEFT", "RIGHT", "FULL"] as const) {
    if (!stream.isWord(kind)) continue;
    // The MySQL family has none: `a full join b` is a table with an alias there.
    if (kind === "FULL" && parser.is("mysql", "mariadb")) refuse("FULL JOIN", stream.at);
    stream.take();
    stream.accept("OUTER");
    stream.expect("JOIN");
    return kind.toLowerCase() as JoinKind;
  }
  return undefined;
}

function parseSource(parser: Parser): FromItem["source"] {
  const { stream } = parser;
  const { at } = stream;
  if (stream.isWord("LATERAL", "UNNEST", "ONLY") && !stream.isMark(".", 1)) refuse(stream.peek().upper, at);
  if (!stream.isMark("(")) return parseTable(parser);
  if (!parser.startsQuery()) {
    stream.take();
    const from = parseFrom(parser);
    if (stream.isMark(",")) refuse("a list of tables in parentheses", stream.at);
    stream.expectMark(")");
    return { kind: "group", from };
  }
  stream.take();
  const query = parser.query();
  stream.expectMark(")");
  const alias = parser.alias();
  const columnNames = alias !== undefined && stream.isMark("(") ? stream.parenthesized(() => parser.name()) : [];
  return { kind: "derived", query, alias, columnNames, at } satisfies Source;
}

/** A table with an alias, without anything that changes what it gives. */
export function parseTable(parser: Parser, withAlias = true): TableSource {
  const { stream } = parser;
  const { at } = stream;
  const name = parser.path();
  if (stream.isMark("(") && withAlias) refuse("a function in FROM", at);
  refuseHints(parser);
  const alias = withAlias ? parser.alias() : undefined;
  if (alias !== undefined && stream.isMark("(") && withAlias) refuse("column names behind a table", stream.at);
  refuseHints(parser);
  return { kind: "table", name, alias, at };
}

function refuseHints(parser: Parser): void {
  const { stream } = parser;
  const { at } = stream;
  if (parser.is("mssql") && stream.isWord("WITH") && stream.isMark("(", 1)) refuse("a table hint", at);
  if (
    parser.is("mysql", "mariadb") &&
    stream.isWord("USE", "FORCE", "IGNORE") &&
    /^(INDEX|KEY)$/.test(stream.peek(1).upper)
  )
    refuse("an index hint", at);
  if (parser.is("mysql", "mariadb") && stream.isWord("PARTITION") && stream.isMark("(", 1)) refuse("PARTITION", at);
  if (parser.is("sqlite") && (stream.isWords("INDEXED", "BY") || stream.isWords("NOT", "INDEXED")))
    refuse("an index hint", at);
  if (stream.isWord("TABLESAMPLE", "SAMPLE")) refuse(stream.peek().upper, at);
  if (stream.isWord("PIVOT", "UNPIVOT", "MATCH_RECOGNIZE")) refuse(stream.peek().upper, at);
  if (stream.isWords("FOR", "SYSTEM_TIME") || stream.isWords("AS", "OF")) refuse("rows of the past", at);
}
