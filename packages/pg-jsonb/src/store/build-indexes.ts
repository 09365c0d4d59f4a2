import { setTimeout as sleep } from "node:timers/promises";
import {
  abortedError,
  DatabaseError,
  databaseError,
  sql,
  type DatabaseSession,
  type RelationalDatabase,
} from "@db/core";
import { textIndexOf, type BuiltIndexes, type IndexInfo, type StoreCall } from "@db/document/engine";
import { callLimits } from "./call-limits.ts";
import { createRelations, indexRelation } from "./index-relations.ts";
import { documentIndex, relationName } from "./relation-name.ts";
import { addTextColumn, dropTextColumn } from "./text-column.ts";

/** The beginning of all names that one index has: see `indexRelation`. */
const nameLength = indexRelation().length;

/** How many milliseconds one drop may wait. */
const dropTimeout = 1000;

/** Who builds in a database: one after another, so that those who wait hold no session. */
const queues = new WeakMap<RelationalDatabase, Promise<unknown>>();

/**
 * Builds the relations of the indexes that `plan` gives while others read and write, which cannot be done in a transaction, and has `work`
 * enter them into the catalogue. What `work` did not enter is dropped. Only one builds for a collection at a time: two
 * would wait for each other's transactions. A lock with each name tells others that somebody is at it; what is left of a process that has died, or
 * waits too long for other transactions, is dropped by the next one that comes.
 */
export function buildIndexes<T>(
  db: RelationalDatabase,
  schema: string,
  collection: string,
  steps: { readonly plan: () => Promise<readonly IndexInfo[]>; readonly work: (built: BuiltIndexes) => Promise<T> },
  call: StoreCall,
): Promise<T> {
  const limits = callLimits(call);
  const turn = (queues.get(db) ?? Promise.resolve()).then(() =>
    db.session(async (session) => {
      const builder = new IndexBuilder(session, schema, collection);
      await builder.begin(call);
      const relations = new Map<string, string>();
      let hasText = false;
      try {
        const indexes = await steps.plan();
        if (indexes.length > 0) {
          await builder.clean();
          await builder.buildDocumentIndex(limits);
        }
        for (const index of indexes) {
          const relation = indexRelation();
          relations.set(index.name, relation);
          await builder.lock(relation);
          await createRelations(session, schema, collection, index, relation, { concurrently: true, limits });
          // In the transaction that fills it, nobody could read until that ends.
          if (textIndexOf(index) === undefined) continue;
          hasText = true;
          await addTextColumn(session, schema, collection);
        }
        return await steps.work({ relations });
      } finally {
        for (const relation of relations.values()) {
          await builder.dropUnused(relation);
          await builder.unlock(relation);
        }
        if (hasText) await builder.dropUnusedColumn();
        await builder.end();
      }
    }),
  );
  queues.set(
    db,
    turn.catch(() => {}),
  );
  return turn;
}

/** What is done in one session to the indexes of a collection's table. */
class IndexBuilder {
  readonly #session: DatabaseSession;
  readonly #schema: string;
  readonly #collection: string;

  constructor(session: DatabaseSession, schema: string, collection: string) {
    this.#session = session;
    this.#schema = schema;
    this.#collection = collection;
  }

  /** Waits until nobody else builds for the collection. By asking: whoever waits in a statement would be waited for. */
  async begin({ signal, timeout }: StoreCall): Promise<void> {
    const until = timeout === undefined || timeout === 0 ? Infinity : performance.now() + timeout;
    for (let pause = 10; !(await this.#tryLock(this.#collectionLock)); pause = Math.min(2 * pause, 200)) {
      if (performance.now() > until)
        throw databaseError({ kind: "timeout", message: "another index of the collection is being made" });
      await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => {
        throw abortedError(signal as AbortSignal);
      });
    }
  }

  async end(): Promise<void> {
    await this.unlock(this.#collectionLock);
  }

  get #collectionLock(): string {
    return `builds ${this.#collection}`;
  }

  async #tryLock(name: string): Promise<boolean> {
    const { free } = await this.#session.queryOne<{ free: boolean }>(
      sql`select pg_try_advisory_lock(hashtextextended(${this.#lockName(name)}, 0)) as free`,
    );
    return free;
  }

  /** The index over whole documents, unless it is there; one whose building broke off is made anew. */
  async buildDocumentIndex(limits: ReturnType<typeof callLimits>): Promise<void> {
    const name = documentIndex(this.#collection);
    const [found] = (await this.#relations()).filter((relation) => relation.name === name);
    if (found?.valid === true) return;
    if (found !== undefined) await this.#drop(name);
    const table = sql.id(this.#schema, relationName(this.#collection));
    await this.#session.execute(
      sql`create index concurrently if not exists ${sql.id(name)} on ${table} using gin (doc jsonb_path_ops)`,
      limits,
    );
  }

  async lock(relation: string): Promise<void> {
    await this.#session.execute(sql`select pg_advisory_lock(hashtextextended(${this.#lockName(relation)}, 0))`);
  }

  async unlock(relation: string): Promise<void> {
    await this.#session.execute(sql`select pg_advisory_unlock(hashtextextended(${this.#lockName(relation)}, 0))`);
  }

  /** Drops what others began to build and never will end. */
  async clean(): Promise<void> {
    const left = new Set<string>();
    for (const { name, entered } of await this.#relations()) {
      if (!entered && name.startsWith("_index_")) left.add(name.slice(0, nameLength));
    }
    for (const relation of left) {
      if (!(await this.#tryLock(relation))) continue;
      await this.dropUnused(relation);
      await this.unlock(relation);
    }
  }

  /** Drops all that has a name, unless the catalogue has it. */
  async dropUnused(relation: string): Promise<void> {
    for (const { name, entered } of await this.#relations()) {
      if (entered || !name.startsWith(relation)) continue;
      await this.#drop(name);
    }
  }

  /** Dropping waits for every transaction that may use the index: not for ever, since the caller may have been stopped. */
  async #drop(name: string): Promise<void> {
    try {
      const id = sql.id(this.#schema, name);
      await this.#session.execute(sql`drop index concurrently if exists ${id}`, { timeout: dropTimeout });
    } catch (error) {
      if (!DatabaseError.is(error) || error.kind !== "timeout") throw error;
    }
  }

  /** Drops the column of terms where there is no index by text. */
  async dropUnusedColumn(): Promise<void> {
    const [used] = await this.#session.query(
      sql`select 1 from ${sql.id(this.#schema, "_indexes")} where collection = ${this.#collection} and jsonb_path_exists(key, '$.* ? (@ == "text")')`,
    );
    if (used === undefined) await dropTextColumn(this.#session, this.#schema, this.#collection);
  }

  /** The indexes of the table but its key, and whether the catalogue knows them. */
  #relations(): Promise<readonly { name: string; valid: boolean; entered: boolean }[]> {
    return this.#session.query(
      sql`select c.relname as name, x.indisvalid as valid, exists (select 1 from ${sql.id(this.#schema, "_indexes")} i where i.relation = left(c.relname, ${nameLength})) as entered from pg_index x join pg_class c on c.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace where n.nspname = ${this.#schema} and t.relname = ${relationName(this.#collection)} and not x.indisprimary`,
    );
  }

  #lockName(relation: string): string {
    return `@db/pg-jsonb ${this.#schema} ${relation}`;
  }
}
