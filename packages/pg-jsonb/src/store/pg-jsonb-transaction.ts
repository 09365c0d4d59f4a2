import { DatabaseError, sql, type Dialect, type Statement, type Transaction } from "@db/core";
import {
  documentError,
  type Batches,
  type CollectionInfo,
  type Document,
  type IndexInfo,
  type InsertOutcome,
  type QuerySettings,
  type Replacement,
  type Stage,
  type StoreExplanation,
  type StoreRead,
  type StoreTransaction,
  type UpdateRequest,
} from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { documentKey } from "../compile/document-key.ts";
import { indexedPaths } from "../compile/key-expression.ts";
import { Catalogue } from "./catalogue.ts";
import { lockCollections } from "./collection-locks.ts";
import { DocumentWrites } from "./document-writes.ts";
import { explainStatement } from "./explain.ts";
import { planRead, type ReadPlan } from "./read-plan.ts";
import { relationName } from "./relation-name.ts";
import { UniqueKeys } from "./unique-keys.ts";
import { updateInPlace, type UpdateCounts } from "./update-in-place.ts";

/** How many documents are fetched at a time. */
const batchSize = 500;

interface DocumentRow {
  doc: string;
}

/** A collection that was dropped or renamed after its entry was read: code 175, as for an open cursor. */
function refuseGone(error: unknown): never {
  if (!DatabaseError.is(error) || error.kind !== "undefined-table") throw error;
  throw documentError(175, "the collection was dropped or renamed while it was read");
}

/** The operations of a store in one transaction of PostgreSQL. */
export class PgJsonbTransaction implements StoreTransaction {
  readonly #db: Transaction;
  readonly #schema: string;
  readonly #dialect: Dialect;
  readonly #catalogue: Catalogue;
  #cursors = 0;

  constructor(db: Transaction, schema: string, dialect: Dialect, writes: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#dialect = dialect;
    this.#catalogue = new Catalogue(db, schema, writes);
  }

  async collection(name: string): Promise<CollectionInfo | undefined> {
    return (await this.#catalogue.entry(name))?.info;
  }

  lockCollections(names: readonly string[]): Promise<void> {
    return lockCollections(this.#db, this.#schema, names);
  }

  collections(): Promise<readonly CollectionInfo[]> {
    return this.#catalogue.collections();
  }

  createCollection(info: CollectionInfo): Promise<void> {
    return this.#catalogue.create(info);
  }

  changeCollection(info: CollectionInfo): Promise<void> {
    return this.#catalogue.change(info);
  }

  dropCollection(name: string): Promise<boolean> {
    return this.#catalogue.drop(name);
  }

  renameCollection(from: string, to: string): Promise<void> {
    return this.#catalogue.rename(from, to);
  }

  async indexes(collection: string): Promise<readonly IndexInfo[]> {
    return (await this.#catalogue.entry(collection))?.indexes ?? [];
  }

  async createIndexes(collection: string, indexes: readonly IndexInfo[]): Promise<void> {
    const keys = this.#keys(collection);
    const all = sql<DocumentRow>`select doc::text as doc from ${this.#table(collection)}`;
    for await (const batch of this.#fetched(all)) await keys.claim(batch, indexes);
    for (const index of indexes) await this.#catalogue.addIndex(collection, index);
  }

  changeIndex(collection: string, index: IndexInfo): Promise<void> {
    return this.#catalogue.changeIndex(collection, index);
  }

  async dropIndexes(collection: string, names: readonly string[]): Promise<void> {
    await this.#keys(collection).drop(names);
    await this.#catalogue.removeIndexes(collection, names);
  }

  read(
    collection: string,
    stages: readonly Stage[],
    settings: QuerySettings,
    options: { readonly lock?: boolean } = {},
  ): StoreRead {
    // A collation changes what is equal and what is greater: only the evaluator knows how.
    const known = settings.collation.key === undefined ? stages : [];
    // What is done does not depend on indexes; how it is asked does, and they are read when it is.
    const { done } = planRead(known, { schema: this.#schema, indexed: new Map() });
    return { batches: { [Symbol.asyncIterator]: () => this.#rows(collection, known, options.lock === true) }, done };
  }

  async *#rows(collection: string, stages: readonly Stage[], lock: boolean): AsyncGenerator<readonly Document[]> {
    const indexes = await this.indexes(collection);
    // Every collection has an index on _id.
    if (indexes.length === 0) return;
    const plan = planRead(stages, { schema: this.#schema, indexed: indexedPaths(indexes) });
    const statement = this.#statement(collection, plan, lock);
    if (!lock && (plan.limit === undefined || plan.limit > batchSize)) yield* this.#fetched(statement);
    else {
      const rows = await this.#db.query(statement);
      if (rows.length > 0) yield rows.map(({ doc }) => decodeDocument(doc));
    }
  }

  #statement(collection: string, { conditions, order, skip, limit }: ReadPlan, lock: boolean): Statement<DocumentRow> {
    // Many locks are taken in one order, so that writers at the same time never wait for each other in a circle.
    const unordered = lock && limit === undefined ? sql` order by id` : sql.empty;
    const pieces = [
      conditions.length === 0 ? sql.empty : sql` where ${sql.join([...conditions], " and ")}`,
      order === undefined ? unordered : sql` order by ${order}`,
      limit === undefined ? sql.empty : sql` limit ${limit}`,
      skip === 0 ? sql.empty : sql` offset ${skip}`,
      lock ? sql` for update` : sql.empty,
    ];
    return sql<DocumentRow>`select doc::text as doc from ${this.#table(collection)}${sql.join(pieces, "")}`;
  }

  async explain(collection: string, stages: readonly Stage[], settings: QuerySettings): Promise<StoreExplanation> {
    const indexes = await this.indexes(collection);
    const nothing = { statement: undefined, indexes: [], fullScan: false, plan: undefined, prefiltered: false };
    if (indexes.length === 0) return { ...nothing, done: 0 };
    const known = settings.collation.key === undefined ? stages : [];
    const plan = planRead(known, { schema: this.#schema, indexed: indexedPaths(indexes) });
    const statement = this.#statement(collection, plan, false);
    const told = await explainStatement(this.#db, this.#dialect, statement);
    const { done } = plan;
    // A match that is not done may have left a condition all the same.
    const matches = stages.slice(0, done).filter(({ name }) => name === "$match").length;
    return { ...told, done, prefiltered: plan.conditions.length > matches };
  }

  /** Rows through a cursor of the server, so that other statements can come in between. */
  async *#fetched(statement: Statement<DocumentRow>): Batches & AsyncGenerator<readonly Document[]> {
    const cursor = sql.id(`document_cursor_${++this.#cursors}`);
    await this.#db.execute(sql`declare ${cursor} no scroll cursor for ${statement}`).catch(refuseGone);
    try {
      for (;;) {
        const rows = await this.#db.query<DocumentRow>(sql`fetch ${sql.raw(String(batchSize))} from ${cursor}`);
        if (rows.length > 0) yield rows.map(({ doc }) => decodeDocument(doc));
        if (rows.length < batchSize) break;
      }
    } finally {
      // In a failed transaction nothing runs, and its end closes the cursor.
      await this.#db.execute(sql`close ${cursor}`).catch(() => {});
    }
  }

  async insert(collection: string, documents: readonly Document[]): Promise<InsertOutcome> {
    return (await this.#writes(collection)).insert(documents);
  }

  async replace(collection: string, replacements: readonly Replacement[]): Promise<void> {
    await (await this.#writes(collection)).replace(replacements);
  }

  async update(collection: string, request: UpdateRequest): Promise<UpdateCounts | undefined> {
    const indexes = await this.indexes(collection);
    // Every collection has an index on _id.
    return indexes.length === 0 ? undefined : updateInPlace(this.#db, this.#schema, collection, request, indexes);
  }

  async remove(collection: string, ids: readonly unknown[]): Promise<void> {
    await (await this.#writes(collection)).remove(ids.map((id) => documentKey(id)));
  }

  async count(collection: string): Promise<number> {
    if ((await this.collection(collection)) === undefined) return 0;
    const { n } = await this.#db.queryOne<{ n: number }>(sql`select count(*) as n from ${this.#table(collection)}`);
    return n;
  }

  async #writes(collection: string): Promise<DocumentWrites> {
    return new DocumentWrites(this.#db, this.#schema, collection, await this.indexes(collection));
  }

  #keys(collection: string): UniqueKeys {
    return new UniqueKeys(this.#db, this.#schema, collection);
  }

  #table(collection: string): ReturnType<typeof sql.id> {
    return sql.id(this.#schema, relationName(collection));
  }
}
