import { sql, type Dialect, type Transaction } from "@db/core";
import {
  batchesOf,
  type BuiltIndexes,
  type CollectionInfo,
  type DeleteRequest,
  type Document,
  type IndexInfo,
  type InsertOutcome,
  type QuerySettings,
  type Replacement,
  type Stage,
  type StoreExplanation,
  type StoreRead,
  type StoreTransaction,
  type UpdateForm,
  type UpdateRequest,
} from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { Assumptions, cautiousContext, noExceptions } from "../compile/assumptions.ts";
import { documentKey } from "../compile/document-key.ts";
import { indexedPaths } from "../compile/key-expression.ts";
import { Catalogue } from "./catalogue.ts";
import { lockCollections } from "./collection-locks.ts";
import { deleteInPlace } from "./delete-in-place.ts";
import { DocumentWrites } from "./document-writes.ts";
import { explainStatement } from "./explain.ts";
import { knownStages, planLocked, planRead, type ReadPlan } from "./read-plan.ts";
import { RowReader, refuseGone } from "./read-rows.ts";
import { documentsToSee } from "./new-index.ts";
import { relationName } from "./relation-name.ts";
import { addTextColumn, enterTerms, textIndexAmong } from "./text-column.ts";
import { UniqueKeys } from "./unique-keys.ts";
import { updateInPlace, type UpdateCounts } from "./update-in-place.ts";

interface DocumentRow {
  doc: string;
}

/** The operations of a store in one transaction of PostgreSQL. */
export class PgJsonbTransaction implements StoreTransaction {
  readonly #db: Transaction;
  readonly #schema: string;
  readonly #dialect: Dialect;
  readonly #catalogue: Catalogue;
  readonly #changes: boolean;
  readonly #reader: RowReader;

  constructor(db: Transaction, schema: string, dialect: Dialect, writes: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#dialect = dialect;
    this.#changes = writes;
    this.#catalogue = new Catalogue(db, schema, writes);
    this.#reader = new RowReader(db);
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

  async createIndexes(collection: string, indexes: readonly IndexInfo[], built?: BuiltIndexes): Promise<void> {
    const keys = this.#keys(collection);
    const text = textIndexAmong(indexes);
    if (text !== undefined) await addTextColumn(this.#db, this.#schema, collection);
    for (const condition of documentsToSee(this.#schema, indexes)) {
      const seen = sql<DocumentRow>`select doc::text as doc from ${this.#table(collection)} where ${condition}`;
      for await (const rows of this.#reader.fetched(seen)) {
        const batch = rows.map(({ doc }) => decodeDocument(doc));
        await keys.claim(batch, indexes);
        if (text !== undefined) await enterTerms(this.#db, this.#schema, collection, batch, text);
      }
    }
    for (const index of indexes) await this.#catalogue.addIndex(collection, index, built?.relations.get(index.name));
  }

  changeIndex(collection: string, index: IndexInfo): Promise<void> {
    return this.#catalogue.changeIndex(collection, index);
  }

  async dropIndexes(collection: string, names: readonly string[]): Promise<void> {
    await this.#keys(collection).drop(names);
    await this.#catalogue.removeIndexes(collection, names);
  }

  async read(
    collection: string,
    stages: readonly Stage[],
    settings: QuerySettings,
    options: { readonly lock?: boolean } = {},
  ): Promise<StoreRead> {
    const indexes = await this.indexes(collection);
    // Every collection has an index on _id.
    if (indexes.length === 0) return { batches: batchesOf([]), done: 0 };
    const known = knownStages(stages, settings);
    if (options.lock !== true) return this.#reader.read(await this.#plans(collection, known, indexes));
    const context = cautiousContext(this.#schema, indexedPaths(indexes));
    const { statement, done } = planLocked(known, this.#table(collection), context);
    const rows = await this.#db.query(statement);
    return { batches: batchesOf(rows.map(({ doc }) => decodeDocument(doc as string))), done };
  }

  async explain(collection: string, stages: readonly Stage[], settings: QuerySettings): Promise<StoreExplanation> {
    const indexes = await this.indexes(collection);
    const nothing = {
      statement: undefined,
      indexes: [],
      fullScan: false,
      cost: undefined,
      plan: undefined,
      prefiltered: false,
    };
    if (indexes.length === 0) return { ...nothing, done: 0, certain: 0 };
    const plans = await this.#plans(collection, knownStages(stages, settings), indexes);
    const [{ statement, done, prefiltered }, last] = [plans[0] as ReadPlan, plans.at(-1) as ReadPlan];
    const told = await explainStatement(this.#db, this.#dialect, statement);
    return { ...told, done, certain: Math.min(done, last.done), prefiltered };
  }

  /** Plans a read. Only in a snapshot is what was asked of all documents still so when they are read. */
  async #plans(
    collection: string,
    stages: readonly Stage[],
    indexes: readonly IndexInfo[],
  ): Promise<readonly ReadPlan[]> {
    const [table, indexed] = [this.#table(collection), indexedPaths(indexes)];
    if (this.#changes) return planRead(stages, table, cautiousContext(this.#schema, indexed));
    for (let exceptions = noExceptions; ;) {
      const assumed = new Assumptions(exceptions);
      const plans = planRead(stages, table, assumed.context(this.#schema, indexed));
      const facts = assumed.facts(this.#schema, table);
      if (facts.length === 0) return plans;
      const row = await this.#db.queryOne(sql`select ${sql.join([...facts])}`).catch(refuseGone);
      const found = assumed.broken(row);
      if (found === undefined) return plans;
      exceptions = found;
    }
  }

  async insert(collection: string, documents: readonly Document[]): Promise<InsertOutcome> {
    return (await this.#writes(collection)).insert(documents);
  }

  async replace(collection: string, replacements: readonly Replacement[], form?: UpdateForm): Promise<void> {
    await (await this.#writes(collection)).replace(replacements, form);
  }

  async update(collection: string, request: UpdateRequest): Promise<UpdateCounts | undefined> {
    const indexes = await this.indexes(collection);
    // Every collection has an index on _id.
    return indexes.length === 0 ? undefined : updateInPlace(this.#db, this.#schema, collection, request, indexes);
  }

  async delete(collection: string, request: DeleteRequest): Promise<number | undefined> {
    const indexes = await this.indexes(collection);
    // Every collection has an index on _id.
    return indexes.length === 0 ? 0 : deleteInPlace(this.#db, this.#schema, collection, request, indexes);
  }

  async remove(collection: string, ids: readonly unknown[]): Promise<void> {
    await (await this.#writes(collection)).remove(ids.map((id) => documentKey(id)));
  }

  async isEmpty(collection: string): Promise<boolean> {
    const found = await this.#db.query(sql`select 1 from ${this.#table(collection)} limit 1`);
    return found.length === 0;
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
