import { databaseError } from "@db/core";
import { outDecoder, type ReadSettings } from "./column-decoders.ts";
import type { ReturningClause } from "./returning-clause.ts";
import { client, type BindUnit, type ClientLob, type ClientResult, type ColumnMetadata } from "./wire.ts";

/** A change that gives rows, as it is run: its text with `into`, and a place for each column. */
export interface CompletedChange {
  readonly text: string;
  readonly columns: readonly ColumnMetadata[];
  readonly binds: readonly BindUnit[];
}

/** Asks the server what a query would give, without running it. */
export type Describe = (query: string) => Promise<readonly ColumnMetadata[]>;

/**
 * Completes `insert … returning a, b` by `into :n, :m` ("RETURNING INTO Clause"). What the columns are is asked of the server;
 * what the client would read inexactly comes as text.
 */
export async function completeChange(
  text: string,
  clause: ReturningClause,
  describe: Describe,
): Promise<CompletedChange> {
  const columns = await describe(`select ${clause.expressions.join(", ")} from ${clause.table}`);
  const all = clause.expressions.length === 1 && clause.expressions[0] === "*";
  if (!all && columns.length !== clause.expressions.length)
    throw databaseError({
      kind: "unsupported",
      engine: "oracle",
      message: "`returning` takes a lone `*` or single columns",
      hint: "Name the columns",
    });
  const expressions = columns.map((column, index) =>
    readable(all ? `"${column.name}"` : (clause.expressions[index] as string), column),
  );
  const places = columns.map((_, index) => `:${clause.placeholders + 1 + index}`);
  const head = text.slice(0, clause.start);
  const tail = text.slice(clause.end);
  return {
    text: `${head}${expressions.join(", ")} into ${places.join(", ")}${tail}`,
    columns: columns.map((column, index) => ({ ...column, name: clause.aliases[index] ?? column.name })),
    binds: columns.map(outBind),
  };
}

/** Documents come as text, of which numbers are read with all their digits; in an array, since they may be scalars. */
function readable(expression: string, { dbType }: ColumnMetadata): string {
  if (dbType === client.DB_TYPE_JSON) return `json_query(${expression}, '$' returning clob with wrapper)`;
  return dbType === client.DB_TYPE_XMLTYPE ? `xmlserialize(content ${expression} as clob)` : expression;
}

/** The place that a column's values are put into. The client reads an OUT `NUMBER` as a float, so those come as text. */
export function outBind({ name, dbType, dbTypeName, byteSize = 0 }: ColumnMetadata): BindUnit {
  const dir = client.BIND_OUT;
  switch (dbType) {
    case client.DB_TYPE_NUMBER:
      return { dir, type: client.DB_TYPE_VARCHAR, maxSize: 200 };
    case client.DB_TYPE_JSON:
    case client.DB_TYPE_XMLTYPE:
    case client.DB_TYPE_CLOB:
    case client.DB_TYPE_NCLOB:
      return { dir, type: client.DB_TYPE_CLOB };
    case client.DB_TYPE_BLOB:
    case client.DB_TYPE_BOOLEAN:
    case client.DB_TYPE_BINARY_DOUBLE:
    case client.DB_TYPE_BINARY_FLOAT:
    case client.DB_TYPE_INTERVAL_DS:
    case client.DB_TYPE_INTERVAL_YM:
    case client.DB_TYPE_TIMESTAMP_TZ:
    case client.DB_TYPE_VECTOR:
      return { dir, type: dbType };
    case client.DB_TYPE_DATE:
    case client.DB_TYPE_TIMESTAMP:
      return { dir, type: client.DB_TYPE_TIMESTAMP };
    case client.DB_TYPE_TIMESTAMP_LTZ:
      return { dir, type: client.DB_TYPE_TIMESTAMP_TZ };
    case client.DB_TYPE_RAW:
      return { dir, type: dbType, maxSize: Math.max(1, byteSize) };
    case client.DB_TYPE_OBJECT:
    case client.DB_TYPE_CURSOR:
    case client.DB_TYPE_LONG_RAW:
      throw databaseError({
        kind: "unsupported",
        engine: "oracle",
        message: `the column "${name}" is of the type ${dbTypeName ?? dbType.name}, which a change cannot give`,
        hint: "Read the row by its key in the same transaction",
      });
    default:
      return { dir, type: client.DB_TYPE_VARCHAR, maxSize: Math.max(1, byteSize) };
  }
}

/** The rows of a change: each OUT parameter has a list of values, one for each row. */
export async function changedRows(
  { columns }: CompletedChange,
  { outBinds = [] }: ClientResult,
  settings: ReadSettings,
): Promise<readonly (readonly unknown[])[]> {
  const lists = await Promise.all(
    columns.map(async (column, index) => {
      const decode = outDecoder(column, settings);
      const values: unknown[] = [];
      // One after the other: each may be a large object to be fetched.
      for (const value of (outBinds[index] as readonly unknown[] | undefined) ?? [])
        values.push(decode(unwrapped(await contentOf(value), column) as never));
      return values;
    }),
  );
  return (lists[0] ?? []).map((_, row) => lists.map((list) => list[row]));
}

/** A document without the array that it came in. */
function unwrapped(content: unknown, { dbType }: ColumnMetadata): unknown {
  return dbType === client.DB_TYPE_JSON && typeof content === "string" ? content.slice(1, -1) : content;
}

/** The content of a large object; any other value is its own. */
export async function contentOf(value: unknown): Promise<unknown> {
  if (typeof (value as ClientLob | null)?.getData !== "function") return value;
  const lob = value as ClientLob;
  try {
    return await lob.getData();
  } finally {
    await lob.close();
  }
}
