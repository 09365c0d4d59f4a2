import { setTimeout as sleep } from "node:timers/promises";
import type { BulkBatch, CallOptions } from "../driver/index.ts";
import { DatabaseError, databaseError, usage } from "../errors/index.ts";
import { sql, type Statement, type StatementCompiler } from "../statement/index.ts";
import { CellBatch, cellReader, RowBatch, type CellReader } from "./bulk-batch.ts";
import { isPromise } from "./is-promise.ts";
import type { ManagedSession } from "./managed-session.ts";
import type { BulkInsertOptions, BulkRow, BulkRows, TableName } from "./queryable.ts";
import { wholeResult } from "./result-shapes.ts";

const defaultBatchSize = 1000;

/** How long a source may take to end that is not read any further, in milliseconds. */
const returnPatience = 1000;

/**
 * Inserts rows through a session: by the engine's own path where it has one, else by multi-row inserts. `check` throws
 * when the session is no longer the caller's, which may happen while the source is waited for.
 */
export async function bulkInsert(
  managed: ManagedSession,
  compiler: StatementCompiler,
  table: TableName,
  rows: BulkRows,
  options: BulkInsertOptions | undefined,
  call: CallOptions,
  check: () => void = () => undefined,
): Promise<number> {
  const batchSize = options?.batchSize ?? defaultBatchSize;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw usage("batchSize must be a whole number of at least 1");
  const source = iterate(rows);
  try {
    const first = await nextOf(source);
    return first.done === true
      ? 0
      : await insertAll(
          managed,
          compiler,
          table,
          { rows, first: first.value, source, batchSize, check },
          options,
          call,
        );
  } catch (error) {
    // Whoever is behind it may hold something open; but it may as well be stuck, and then nobody waits for it.
    await atMost(returnPatience, (async () => source.return?.())());
    throw error;
  }
}

async function atMost(patience: number, ending: Promise<unknown> | undefined): Promise<void> {
  const enough = new AbortController();
  const impatience = sleep(patience, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([ending, impatience]).finally(() => enough.abort());
}

/** Where the rows come from. A source that has them at once is not asked through promises. */
type RowSource = Iterator<BulkRow> | AsyncIterator<BulkRow>;

/** The rows that are left of a source whose first was looked at. */
interface OpenSource {
  readonly rows: BulkRows;
  readonly first: BulkRow;
  readonly source: RowSource;
  readonly batchSize: number;
  readonly check: () => void;
}

async function insertAll(
  managed: ManagedSession,
  compiler: StatementCompiler,
  table: TableName,
  { rows, first, source, batchSize, check }: OpenSource,
  options: BulkInsertOptions | undefined,
  call: CallOptions,
): Promise<number> {
  const columns = options?.columns ?? columnsOf(first);
  if (columns.length === 0) throw usage("bulkInsert needs at least one column");
  const { driver } = managed.context;
  const encoder = driver.encode?.bind(driver);
  const read = cellReader(columns, encoder);
  const batches = Array.isArray(rows)
    ? slices(rows, batchSize, read)
    : inBatches(first, source, columns.length, batchSize, read);
  check();
  const { bulkInsert: fast, atomicBulkInsert: atomic } = driver.capabilities;
  const insert = (): Promise<number> =>
    fast
      ? managed.bulkInsert({ table, columns, rows: batches }, call)
      : insertByStatements(managed, compiler, table, columns, batches, call, check);
  return fast && atomic ? insert() : atomically(managed, call, insert);
}

/** Runs a task in a transaction of its own where none is open. */
async function atomically<T>(managed: ManagedSession, call: CallOptions, task: () => Promise<T>): Promise<T> {
  if (managed.session.transaction !== "none" || !managed.context.driver.capabilities.transactions) return task();
  await managed.begin({}, call);
  try {
    const result = await task();
    await managed.commit(call);
    return result;
  } catch (error) {
    if (managed.session.transaction !== "none") await managed.rollback().catch(() => managed.markDoubtful());
    throw error;
  }
}

/** The path of engines without a faster one: statements of as many rows as their parameters allow. */
async function insertByStatements(
  managed: ManagedSession,
  compiler: StatementCompiler,
  table: TableName,
  columns: readonly string[],
  batches: AsyncIterable<BulkBatch>,
  call: CallOptions,
  check: () => void,
): Promise<number> {
  const { maxParameters } = managed.context.driver.dialect;
  const perStatement = Math.max(1, Math.floor(Math.min(maxParameters, 32_000) / columns.length));
  let count = 0;
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += perStatement) {
      const part = Array.from({ length: Math.min(perStatement, batch.length - start) }, (_, index) => {
        const cells: unknown[] = [];
        batch.read(start + index, cells, 0);
        return cells;
      });
      check();
      const result = await managed.run(compiler.compile(insertStatement(table, columns, part)), call, wholeResult);
      count += result.affectedRows;
    }
  }
  return count;
}

function insertStatement(
  table: TableName,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Statement {
  const [first, ...rest] = [table].flat() as [string, ...string[]];
  return sql`insert into ${sql.id(first, ...rest)} (${sql.join(columns.map((column) => sql.id(column)))}) values ${sql.values(rows)}`;
}

/** Batches of rows that are all there. */
async function* slices(
  rows: readonly BulkRow[],
  size: number,
  read: CellReader,
): AsyncGenerator<BulkBatch, void, undefined> {
  for (let from = 0; from < rows.length; from += size)
    yield new RowBatch(rows.slice(from, from + size), from + 1, read);
}

/** Batches of rows that come one by one. */
async function* inBatches(
  first: BulkRow,
  source: RowSource,
  width: number,
  size: number,
  read: CellReader,
): AsyncGenerator<BulkBatch, void, undefined> {
  let position = 0;
  let batch: unknown[][] = [];
  try {
    for (let next: IteratorResult<BulkRow> = { value: first, done: false }; next.done !== true;) {
      const cells = new Array<unknown>(width);
      read(next.value, ++position, cells, 0);
      if (batch.push(cells) >= size) {
        yield new CellBatch(batch);
        batch = [];
      }
      const coming = nextOf(source);
      next = isPromise(coming) ? await coming : coming;
    }
    if (batch.length > 0) yield new CellBatch(batch);
  } finally {
    await source.return?.();
  }
}

/** Gives or rejects what the source gives or rejects; throws what it throws. */
function nextOf(source: RowSource): IteratorResult<BulkRow> | Promise<IteratorResult<BulkRow>> {
  try {
    const next = source.next();
    if (!isPromise(next)) return next;
    return next.catch((error: unknown) => {
      throw sourceFailed(error);
    });
  } catch (error) {
    throw sourceFailed(error);
  }
}

/** What failed was the source: a file that is not there, or another database, says nothing of this connection. */
function sourceFailed(cause: unknown): DatabaseError {
  if (DatabaseError.is(cause) && cause.connection === "keep") return cause;
  return databaseError({ kind: "unknown", message: "the source of the rows failed", cause });
}

function columnsOf(row: BulkRow): readonly string[] {
  if (Array.isArray(row)) throw usage("rows that are arrays need the option columns");
  return Object.keys(row);
}

function iterate(rows: BulkRows): RowSource {
  if (typeof rows === "object" && rows !== null) {
    if (Symbol.asyncIterator in rows) return rows[Symbol.asyncIterator]();
    if (Symbol.iterator in rows) return rows[Symbol.iterator]();
  }
  throw usage("bulkInsert takes an array or an iterable of rows");
}
