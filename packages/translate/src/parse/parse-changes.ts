import type { Expression, Name } from "../ast/nodes.ts";
import type { Assignment, Delete, Insert, SelectItem, Update, Upsert } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { parseTable } from "./parse-from.ts";
import { parseItem, parseRows } from "./parse-query.ts";
import type { Parser } from "./parser.ts";

/** `insert into …`, with what may follow a conflict. */
export function parseInsert(parser: Parser): Insert {
  const { stream } = parser;
  const { at } = stream.take();
  if (stream.isWord("IGNORE")) refuse("INSERT IGNORE", stream.at, "It hides every error, not only the key's.");
  if (stream.isWord("OR")) refuse(`INSERT OR ${stream.peek(1).upper}`, stream.at, "Write ON CONFLICT.");
  if (stream.isWord("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED")) refuse(stream.peek().upper, stream.at);
  if (stream.isWord("ALL", "FIRST") && parser.is("oracle")) refuse(`INSERT ${stream.peek().upper}`, at);
  if (!stream.accept("INTO") && !parser.is("mysql", "mariadb", "mssql")) stream.fail("INTO");
  const named = parseTable(parser, false);
  const table = { ...named, alias: stream.isWord("AS") || parser.is("oracle") ? parser.alias() : undefined };
  if (parser.is("mysql", "mariadb") && stream.accept("SET")) return setForm(parser, table, at);
  const empty = stream.isMark("(") && stream.isMark(")", 1);
  if (empty) {
    stream.take();
    stream.take();
  }
  const columns =
    !empty && stream.isMark("(") && !parser.startsQuery() ? stream.parenthesized(() => parser.name()) : [];
  if (stream.isWord("OVERRIDING")) refuse("OVERRIDING", stream.at);
  const output = parser.is("mssql") ? parseOutput(parser) : [];
  const { rows, query } = insertSource(parser, empty);
  const proposed = rows !== undefined && parser.is("mysql") && stream.accept("AS") ? parser.name().text : undefined;
  if (proposed !== undefined && stream.isMark("(")) refuse("column names of the new row", stream.at);
  const upsert = parseUpsert(parser, proposed);
  const returning = parseReturning(parser, output);
  return { kind: "insert", at, table, columns, rows, query, upsert, returning };
}

function insertSource(parser: Parser, empty: boolean): Pick<Insert, "rows" | "query"> {
  const { stream } = parser;
  if (stream.accept("DEFAULT", "VALUES")) return {};
  const { at } = stream;
  if (stream.accept("VALUES") || (parser.is("mysql", "mariadb") && stream.accept("VALUE"))) {
    if (stream.isMark("(") && stream.isMark(")", 1)) {
      if (!empty) refuse("an empty row", at);
      stream.take();
      stream.take();
      return {};
    }
    return { rows: parseRows(parser) };
  }
  if (!parser.startsQuery()) stream.fail("VALUES or a query");
  return { query: parser.query() };
}

function setForm(parser: Parser, table: Insert["table"], at: number): Insert {
  const set = parseAssignments(parser);
  const upsert = parseUpsert(parser, undefined);
  return {
    kind: "insert",
    at,
    table,
    columns: set.map(({ column }) => column),
    rows: [set.map(({ value }) => value)],
    upsert,
    returning: parseReturning(parser, []),
  };
}

function parseUpsert(parser: Parser, proposed: string | undefined): Upsert | undefined {
  const { stream } = parser;
  const { at } = stream;
  if (stream.accept("ON", "DUPLICATE", "KEY", "UPDATE")) {
    if (!parser.is("mysql", "mariadb")) refuse("ON DUPLICATE KEY UPDATE", at);
    return { at, key: undefined, set: parseAssignments(parser), where: undefined, proposed };
  }
  if (!stream.isWords("ON", "CONFLICT")) return undefined;
  if (!parser.is("postgres", "sqlite")) stream.fail("the end");
  stream.take();
  stream.take();
  const key = parseKey(parser);
  if (stream.isWord("WHERE")) refuse("ON CONFLICT of a partial index", stream.at);
  stream.expect("DO");
  if (stream.accept("NOTHING")) return { at, key, set: [], where: undefined, proposed: "excluded" };
  stream.expect("UPDATE", "SET");
  const set = parseAssignments(parser);
  const where = stream.accept("WHERE") ? parser.expression() : undefined;
  if (stream.isWords("ON", "CONFLICT")) refuse("several ON CONFLICT", stream.at);
  return { at, key, set, where, proposed: "excluded" };
}

function parseKey(parser: Parser): Name[] | undefined {
  const { stream } = parser;
  if (stream.isWords("ON", "CONSTRAINT"))
    refuse("ON CONFLICT ON CONSTRAINT", stream.at, "Name the columns of the key.");
  if (!stream.isMark("(")) return undefined;
  return stream.parenthesized(() => {
    const name = parser.name();
    if (!stream.isMark(",") && !stream.isMark(")")) refuse("ON CONFLICT of an expression", stream.at);
    return name;
  });
}

/** `a = 1, b = 2`. */
export function parseAssignments(parser: Parser): Assignment[] {
  const { stream } = parser;
  return stream.list(() => {
    if (stream.isMark("(")) refuse("an assignment to several columns", stream.at);
    const column = parser.path().at(-1)!;
    if (stream.isMark("[")) refuse("an assignment to a part", stream.at);
    stream.expectMark("=");
    return { column, value: parser.expression() };
  });
}

function parseReturning(parser: Parser, output: SelectItem[]): SelectItem[] {
  const { stream } = parser;
  if (!stream.isWord("RETURNING", "RETURN")) return output;
  const { at } = stream.take();
  if (parser.is("oracle")) refuse("RETURNING INTO", at);
  if (parser.is("mysql", "mssql")) refuse("RETURNING", at);
  return stream.list(() => parseItem(parser));
}

/** SQL Server's `output`. Its rows are told by the names `inserted` and `deleted`, which the reading pass takes off. */
function parseOutput(parser: Parser): SelectItem[] {
  const { stream } = parser;
  if (!stream.accept("OUTPUT")) return [];
  const items = stream.list(() => parseItem(parser));
  if (stream.isWord("INTO")) refuse("OUTPUT INTO", stream.at);
  return items;
}

function refuseLimits(parser: Parser, change: string): void {
  const { stream } = parser;
  if (stream.isWord("ORDER")) refuse(`${change} with ORDER BY`, stream.at);
  if (stream.isWord("LIMIT")) refuse(`${change} with LIMIT`, stream.at);
}

/** `update … set …` of one table. */
export function parseUpdate(parser: Parser): Update {
  const { stream } = parser;
  const { at } = stream.take();
  if (stream.isWord("OR")) refuse(`UPDATE OR ${stream.peek(1).upper}`, stream.at);
  if (stream.isWord("IGNORE", "LOW_PRIORITY", "ONLY", "TOP")) refuse(`UPDATE ${stream.peek().upper}`, stream.at);
  const table = parseTable(parser);
  if (stream.isMark(",") || stream.isWord("JOIN", "INNER", "LEFT", "RIGHT", "CROSS"))
    refuse("UPDATE of several tables", stream.at);
  stream.expect("SET");
  const set = parseAssignments(parser);
  const output = parser.is("mssql") ? parseOutput(parser) : [];
  if (stream.isWord("FROM")) refuse("UPDATE with FROM", stream.at, "Write a subquery.");
  const where = parseWhere(parser);
  refuseLimits(parser, "UPDATE");
  return { kind: "update", at, table, set, where, returning: parseReturning(parser, output) };
}

/** `delete from …` of one table. */
export function parseDelete(parser: Parser): Delete {
  const { stream } = parser;
  const { at } = stream.take();
  if (stream.isWord("IGNORE", "LOW_PRIORITY", "QUICK", "ONLY", "TOP"))
    refuse(`DELETE ${stream.peek().upper}`, stream.at);
  if (!stream.accept("FROM") && !parser.is("mssql", "oracle")) refuse("DELETE from several tables", stream.at);
  const table = parseTable(parser);
  const output = parser.is("mssql") ? parseOutput(parser) : [];
  if (stream.isWord("USING", "FROM", "JOIN", "INNER", "LEFT") || stream.isMark(","))
    refuse("DELETE with other tables", stream.at, "Write a subquery.");
  const where = parseWhere(parser);
  refuseLimits(parser, "DELETE");
  return { kind: "delete", at, table, where, returning: parseReturning(parser, output) };
}

function parseWhere(parser: Parser): Expression | undefined {
  const { stream } = parser;
  if (!stream.accept("WHERE")) return undefined;
  if (stream.isWords("CURRENT", "OF")) refuse("WHERE CURRENT OF", stream.at);
  return parser.expression();
}
