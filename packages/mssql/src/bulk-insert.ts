import { mssqlDialect, quoteName, type BulkBatch, type BulkRequest, type CallOptions } from "@db/core";
import type { DataType } from "./data-types.ts";
import type { MssqlSession } from "./mssql-session.ts";
import { typeOf } from "./mssql-values.ts";
import { tableColumns } from "./table-columns.ts";

/** "Table Value Constructor": the most rows that `values` may list. */
const mostRows = 1000;
/** The most parameters of a statement. */
const mostParameters = mssqlDialect.maxParameters;

/**
 * Inserts rows by the protocol's bulk load where each column's values can be written as they are kept, else by inserts of
 * many rows. All or nothing: what a failure leaves is undone to a savepoint, so that a transaction around it goes on. The
 * session has a transaction open.
 */
export async function bulkInsert(session: MssqlSession, request: BulkRequest, call: CallOptions): Promise<number> {
  const types = await typesOf(session, request);
  await session.text("save transaction db_bulk");
  try {
    return types === undefined ? await insert(session, request, call) : await load(session, request, types);
  } catch (error) {
    // A deadlock has ended the transaction, and a broken connection everything.
    if (session.transaction === "open" && session.alive)
      await session.text("rollback transaction db_bulk").catch(() => undefined);
    throw error;
  }
}

/** The types of the columns, if all of them can be loaded. A column that is not there is the insert's to tell. */
async function typesOf(
  session: MssqlSession,
  { table, columns }: BulkRequest,
): Promise<readonly DataType[] | undefined> {
  const known = await tableColumns(session, table);
  const types = columns.map((name) => known.get(name));
  return types.every((type) => type !== undefined) ? types : undefined;
}

/** INSERT BULK and its rows: TDS 2.2.6.1. Nulls stay null where a column has a default, and constraints and triggers count. */
async function load(
  session: MssqlSession,
  { table, columns, rows }: BulkRequest,
  types: readonly DataType[],
): Promise<number> {
  const { connection } = session;
  let count = 0;
  await session.submit((done) => {
    const bulk = connection.newBulkLoad(
      quoteName(mssqlDialect, table),
      { keepNulls: true, checkConstraints: true, fireTriggers: true },
      (error, inserted) => {
        count = inserted ?? 0;
        done(error);
      },
    );
    for (const [index, name] of columns.entries())
      // tedious puts brackets around the name, and doubles none in it.
      bulk.addColumn(name.replaceAll("]", "]]"), types[index]!, { objName: name, nullable: true });
    connection.execBulkLoad(bulk, cellsOf(rows));
  });
  return count;
}

async function* cellsOf(batches: AsyncIterable<BulkBatch>): AsyncGenerator<unknown[], void, undefined> {
  for await (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const cells: unknown[] = [];
      batch.read(row, cells, 0);
      yield cells;
    }
  }
}

/** By inserts of many rows each. */
async function insert(
  session: MssqlSession,
  { table, columns, rows }: BulkRequest,
  call: CallOptions,
): Promise<number> {
  const names = columns.map((column) => mssqlDialect.quoteIdentifier(column)).join(", ");
  const head = `insert into ${quoteName(mssqlDialect, table)} (${names}) values `;
  const perStatement = Math.max(1, Math.min(mostRows, Math.floor(mostParameters / columns.length)));
  let count = 0;
  let cells: unknown[] = [];
  const flush = async (): Promise<void> => {
    if (cells.length === 0) return;
    call.signal?.throwIfAborted();
    count += await insertRows(session, head, cells, columns.length);
    cells = [];
  };
  for await (const batch of rows) {
    for (let row = 0; row < batch.length; row++) {
      batch.read(row, cells, cells.length);
      if (cells.length >= perStatement * columns.length) await flush();
    }
  }
  await flush();
  return count;
}

/** Nulls are written into the text: those of a parameter would have a type. */
async function insertRows(
  session: MssqlSession,
  head: string,
  cells: readonly unknown[],
  width: number,
): Promise<number> {
  const values = cells.filter((cell) => cell !== null);
  let position = 0;
  const places = cells.map((cell) => (cell === null ? "null" : mssqlDialect.placeholder(++position)));
  const rows = Array.from(
    { length: cells.length / width },
    (_, row) => `(${places.slice(row * width, (row + 1) * width).join(", ")})`,
  );
  const { count } = await session.perform({
    text: head + rows.join(", "),
    kind: values.length === 0 ? "batch" : "statement",
    parameters: values.map((value, index) => ({ name: `p${index + 1}`, type: typeOf(value), value })),
  });
  return count ?? 0;
}
