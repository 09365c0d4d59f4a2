import {
  Interrupt,
  oracleDialect,
  quoteName,
  usage,
  watchLimits,
  type BulkBatch,
  type BulkRequest,
  type CallOptions,
} from "@db/core";
import { inCapitals } from "./oracle-names.ts";
import { BoundLob, classOf, plainValue, sizeOf, type ValueClass } from "./oracle-binds.ts";
import type { OracleSession } from "./oracle-session.ts";
import { client, type BindUnit, type ColumnMetadata } from "./wire.ts";

/** How many rows are sent together at most, and how many bytes of texts and binary values. */
const mostRows = 2000;
const mostBytes = 4 * 1024 * 1024;

/**
 * Inserts rows by array DML ("executeMany"). All or nothing: what a failure leaves is undone to a savepoint, so that a
 * transaction around it goes on. The session has a transaction open.
 */
export async function bulkInsert(session: OracleSession, request: BulkRequest, call: CallOptions): Promise<number> {
  const { columns } = request;
  const target = await findTarget(session, request);
  const text = insertText(target.table, target.columns);
  const source = request.rows[Symbol.asyncIterator]();
  await session.statement("savepoint db_bulk");
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  const pending = new PendingRows(columns.length, session);
  let count = 0;
  const flush = async (): Promise<void> => {
    const group = pending.take();
    if (group === undefined) return;
    const { rowsAffected = 0 } = await session.client(() =>
      session.connection.executeMany(text, group.rows, { bindDefs: group.bindDefs }),
    );
    count += rowsAffected;
  };
  try {
    for (;;) {
      const batch = await interrupt.race(source.next());
      if (batch.done === true) break;
      await addBatch(pending, batch.value, flush);
    }
    await flush();
    return count;
  } catch (error) {
    if (session.alive) await session.statement("rollback to savepoint db_bulk").catch(() => undefined);
    throw error;
  } finally {
    unwatch();
  }
}

/** The statement that every row is sent with; names are quoted already. */
export function insertText(table: string, columns: readonly string[]): string {
  const places = columns.map((_, index) => oracleDialect.placeholder(index + 1)).join(", ");
  return `insert into ${table} (${columns.join(", ")}) values (${places})`;
}

/** A table and its columns, quoted as the server has them. */
interface Target {
  readonly table: string;
  readonly columns: readonly string[];
}

/**
 * Names are exact; one all in small letters that is not there is looked for in capitals, as it is called when it was made
 * without quotes.
 */
async function findTarget(session: OracleSession, { table, columns }: BulkRequest): Promise<Target> {
  const parts = typeof table === "string" ? [table] : table;
  const quoted = quoteName(oracleDialect, parts);
  const capitals = quoteName(
    oracleDialect,
    parts.map((part) => inCapitals(part) ?? part),
  );
  let name = quoted;
  let described: readonly ColumnMetadata[];
  try {
    described = await session.describe(`select * from ${quoted}`);
  } catch (error) {
    if (capitals === quoted || (error as { errorNum?: number }).errorNum !== undefinedTable) throw error;
    name = capitals;
    described = await session.describe(`select * from ${capitals}`);
  }
  const known = new Set(described.map((column) => column.name));
  const kept = (column: string): string => {
    const other = inCapitals(column);
    return known.has(column) || other === undefined || !known.has(other) ? column : other;
  };
  return { table: name, columns: columns.map((column) => oracleDialect.quoteIdentifier(kept(column))) };
}

const undefinedTable = 942;

async function addBatch(pending: PendingRows, batch: BulkBatch, flush: () => Promise<void>): Promise<void> {
  for (let row = 0; row < batch.length; row++) {
    const cells: unknown[] = [];
    batch.read(row, cells, 0);
    if (!pending.fits(cells)) await flush();
    pending.add(cells);
  }
}

/** Rows that can be sent together: in each column all values are of one class. */
class PendingRows {
  readonly #session: OracleSession;
  readonly #width: number;
  #rows: (readonly unknown[])[] = [];
  #classes: (ValueClass | undefined)[] = [];
  #sizes: number[] = [];
  #bytes = 0;

  constructor(width: number, session: OracleSession) {
    this.#width = width;
    this.#session = session;
    this.#clear();
  }

  #clear(): void {
    this.#rows = [];
    this.#classes = new Array<undefined>(this.#width).fill(undefined);
    this.#sizes = new Array<number>(this.#width).fill(1);
    this.#bytes = 0;
  }

  fits(cells: readonly unknown[]): boolean {
    if (this.#rows.length >= mostRows || this.#bytes >= mostBytes) return false;
    return cells.every((cell, index) => {
      const known = this.#classes[index];
      const own = classOf(cell, this.#session.binding);
      return known === undefined || own === undefined || known.name === own.name;
    });
  }

  add(cells: readonly unknown[]): void {
    const row = cells.map((cell, index) => {
      if (cell instanceof BoundLob)
        throw usage(
          "a large object that was written beforehand cannot be inserted in bulk",
          "Insert it by a statement",
        );
      this.#classes[index] ??= classOf(cell, this.#session.binding);
      const size = sizeOf(cell);
      this.#bytes += size;
      this.#sizes[index] = Math.max(this.#sizes[index] ?? 1, size);
      return plainValue(cell);
    });
    this.#rows.push(row);
  }

  /** The rows and how the client is to bind them; nothing where there are none. */
  take(): { readonly rows: readonly (readonly unknown[])[]; readonly bindDefs: readonly BindUnit[] } | undefined {
    if (this.#rows.length === 0) return undefined;
    const bindDefs = this.#classes.map((known, index): BindUnit => {
      const type = known?.type ?? client.DB_TYPE_VARCHAR;
      const sized = type === client.DB_TYPE_VARCHAR || type === client.DB_TYPE_RAW;
      return { dir: client.BIND_IN, type, ...(sized ? { maxSize: this.#sizes[index] ?? 1 } : {}) };
    });
    const group = { rows: this.#rows, bindDefs };
    this.#clear();
    return group;
  }
}
