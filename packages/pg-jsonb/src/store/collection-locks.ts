import { sql, type Queryable, type Statement } from "@db/core";

/** What the lock of a collection is made of. A collection that does not exist yet has one too. */
function lockName(schema: string, collection: string): string {
  return `@db/pg-jsonb ${schema}.${collection}`;
}

/**
 * Has the server plan each statement of the transaction for its values: a plan for any values does not know how few documents
 * have arrays, and may read them all.
 */
export const customPlans: Statement = sql`set_config('plan_cache_mode', 'force_custom_plan', true)`;

/**
 * The function `_entry(collection, lock)`: a collection with its indexes, read behind a lock that whoever writes shares. It
 * stands in a function because each statement of a volatile one sees what was committed while the one before it waited.
 */
export function entryFunction(schema: string): Statement {
  const [collections, indexes] = [sql.id(schema, "_collections"), sql.id(schema, "_indexes")];
  const body = sql`begin perform ${customPlans}; perform pg_advisory_xact_lock_shared(hashtextextended($2, 0)); return query ${entryQuery(collections, indexes, sql.raw("$1"))}; end`;
  return sql`create or replace function ${sql.id(schema, "_entry")}(text, text) returns table (name text, type text, options text, version text, indexes text) language plpgsql as $entry$ #variable_conflict use_column ${body} $entry$`;
}

/** A collection with its indexes in one row, as {@link entryFunction} gives it, without its lock. */
export function entryQuery(collections: Statement, indexes: Statement, name: Statement): Statement<EntryRow> {
  return sql<EntryRow>`select c.name, c.type, c.options::text as options, c.version::text as version, (select json_agg(json_build_object('name', i.name, 'key', i.key::text, 'options', i.options::text) order by i.place)::text from ${indexes} i where i.collection = c.name) as indexes from ${collections} c where c.name = ${name}`;
}

/** A row of the catalogue. */
export interface EntryRow {
  readonly name: string;
  readonly type: "collection" | "view";
  readonly options: string;
  readonly version: string;
  /** Of each index its name, key and options, as JSON. */
  readonly indexes: string | null;
}

/** Reads a collection's row for a transaction that may write: what it tells stays true until the transaction ends. */
export async function readLockedEntry(db: Queryable, schema: string, name: string): Promise<EntryRow | undefined> {
  const [row] = await db.query<EntryRow>(
    sql`select * from ${sql.id(schema, "_entry")}(${name}, ${lockName(schema, name)})`,
  );
  return row;
}

/** Waits for all who write to collections, and keeps everybody else from them until the transaction ends. */
export async function lockCollections(db: Queryable, schema: string, names: readonly string[]): Promise<void> {
  // In one order, so that two who lock the same collections do not wait for each other.
  for (const name of [...new Set(names)].sort()) {
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lockName(schema, name)}, 0))`);
  }
}
