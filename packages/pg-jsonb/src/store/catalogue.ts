import { sql, type Queryable } from "@db/core";
import { documentError, type CollectionInfo, type Document, type IndexInfo } from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { encodeDocument } from "../codec/encode.ts";
import { entryFunction, entryQuery, readLockedEntry } from "./collection-locks.ts";
import { createRelations, dropRelations, indexRelation } from "./index-relations.ts";
import { keyFunctions } from "./key-functions.ts";
import { documentIndex, keysRelation, relationName } from "./relation-name.ts";
import { updateFunctions } from "./update-functions.ts";

/** What a schema knows of its collections and indexes, in two tables of its own: `_collections` and `_indexes`. */
export class Catalogue {
  readonly #db: Queryable;
  readonly #schema: string;
  readonly #writes: boolean;
  readonly #entries = new Map<string, Promise<CatalogueEntry | undefined>>();

  /** Where `writes` is set, what was read of a collection stays true until the transaction ends. */
  constructor(db: Queryable, schema: string, writes: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#writes = writes;
  }

  /** Makes the schema, its functions and the two tables where they are missing. Callers that do so at once wait for each other. */
  async prepare(): Promise<void> {
    const schema = sql.id(this.#schema);
    await this.#db.execute(sql`select pg_advisory_xact_lock(hashtext(${`@db/pg-jsonb ${this.#schema}`}))`);
    await this.#db.execute(sql`create schema if not exists ${schema}`);
    for (const definition of [...keyFunctions(this.#schema), ...updateFunctions(this.#schema)]) {
      await this.#db.execute(definition);
    }
    await this.#db.execute(
      sql`create table if not exists ${this.#table("_collections")} (name text collate "C" primary key, type text not null, options jsonb not null)`,
    );
    await this.#db.execute(
      sql`create table if not exists ${this.#table("_indexes")} (collection text collate "C" not null, name text collate "C" not null, place bigint generated always as identity, key jsonb not null, options jsonb not null, relation text not null, primary key (collection, name))`,
    );
    await this.#db.execute(entryFunction(this.#schema));
  }

  /** A collection with its indexes, in one question that is asked once until something here changes. */
  entry(name: string): Promise<CatalogueEntry | undefined> {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      entry = this.#read(name);
      this.#entries.set(name, entry);
    }
    return entry;
  }

  async #read(name: string): Promise<CatalogueEntry | undefined> {
    const row = this.#writes
      ? await readLockedEntry(this.#db, this.#schema, name)
      : (await this.#db.query(entryQuery(this.#table("_collections"), this.#table("_indexes"), sql`${name}`)))[0];
    if (row === undefined) return undefined;
    const indexes = (JSON.parse(row.indexes ?? "[]") as IndexRow[]).map(indexOf);
    return { info: infoOf(row), indexes };
  }

  async collections(): Promise<CollectionInfo[]> {
    const rows = await this.#db.query<CollectionRow>(
      sql`select name, type, options::text as options from ${this.#table("_collections")} order by name`,
    );
    return rows.map(infoOf);
  }

  /** Enters a collection and makes its tables. */
  async create({ name, type, options }: CollectionInfo): Promise<void> {
    this.#entries.clear();
    const { affectedRows } = await this.#db.execute(
      sql`insert into ${this.#table("_collections")} (name, type, options) values (${name}, ${type}, ${encodeDocument(options)}::text::jsonb) on conflict do nothing`,
    );
    if (affectedRows === 0) throw documentError(48, "the collection exists");
    if (type === "view") return;
    // Indexes and tables share their names: one that PostgreSQL makes up could be another collection's.
    await this.#db.execute(
      sql`create table ${this.#table(relationName(name))} (id text collate "C" constraint ${sql.id(indexRelation())} primary key, doc jsonb not null)`,
    );
    await this.#db.execute(
      sql`create table ${this.#table(keysRelation(name))} (index text collate "C" not null, key bytea not null, id text collate "C" not null, constraint ${sql.id(indexRelation())} primary key (index, key))`,
    );
    await this.#db.execute(sql`create index ${sql.id(indexRelation())} on ${this.#table(keysRelation(name))} (id)`);
    await this.#db.execute(
      sql`insert into ${this.#table("_indexes")} (collection, name, key, options, relation) values (${name}, '_id_', '{"_id":1}', ${encodeDocument(idOptions(options))}::text::jsonb, '')`,
    );
  }

  async change({ name, options }: CollectionInfo): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(
      sql`update ${this.#table("_collections")} set options = ${encodeDocument(options)}::text::jsonb where name = ${name}`,
    );
  }

  async drop(name: string): Promise<boolean> {
    this.#entries.clear();
    const [row] = await this.#db.query<{ type: string }>(
      sql`delete from ${this.#table("_collections")} where name = ${name} returning type`,
    );
    if (row?.type === "collection") {
      await this.#db.execute(sql`drop table ${this.#table(relationName(name))}, ${this.#table(keysRelation(name))}`);
      await this.#db.execute(sql`delete from ${this.#table("_indexes")} where collection = ${name}`);
    }
    return row !== undefined;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(sql`update ${this.#table("_collections")} set name = ${to} where name = ${from}`);
    await this.#db.execute(sql`update ${this.#table("_indexes")} set collection = ${to} where collection = ${from}`);
    for (const relation of [relationName, keysRelation]) {
      await this.#db.execute(sql`alter table ${this.#table(relation(from))} rename to ${sql.id(relation(to))}`);
    }
    await this.#db.execute(
      sql`alter index if exists ${this.#table(documentIndex(from))} rename to ${sql.id(documentIndex(to))}`,
    );
  }

  /**
   * Enters an index and makes its relations. The first one brings an index over whole documents, which serves equality at
   * every path; a unique one is kept by its keys as well.
   */
  async addIndex(collection: string, index: IndexInfo): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(
      sql`create index if not exists ${sql.id(documentIndex(collection))} on ${this.#table(relationName(collection))} using gin (doc jsonb_path_ops)`,
    );
    const relation = indexRelation();
    const { name, key, options } = index;
    await this.#db.execute(
      sql`insert into ${this.#table("_indexes")} (collection, name, key, options, relation) values (${collection}, ${name}, ${encodeDocument(key)}::text::jsonb, ${encodeDocument(options)}::text::jsonb, ${relation})`,
    );
    await createRelations(this.#db, this.#schema, collection, index, relation);
  }

  async changeIndex(collection: string, { name, options }: IndexInfo): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(
      sql`update ${this.#table("_indexes")} set options = ${encodeDocument(options)}::text::jsonb where collection = ${collection} and name = ${name}`,
    );
  }

  async removeIndexes(collection: string, names: readonly string[]): Promise<void> {
    this.#entries.clear();
    const rows = await this.#db.query<IndexRow & { relation: string }>(
      sql`delete from ${this.#table("_indexes")} where collection = ${collection} and name in (${sql.join(names)}) returning name, key::text as key, options::text as options, relation`,
    );
    const dropped = rows.map(({ relation, ...row }) => ({ index: indexOf(row), relation }));
    await dropRelations(this.#db, this.#schema, dropped);
  }

  #table(name: string): ReturnType<typeof sql.id> {
    return sql.id(this.#schema, name);
  }
}

/** What the catalogue knows of a collection or view. */
export interface CatalogueEntry {
  readonly info: CollectionInfo;
  /** With the one on `_id`, which every collection has and no view. */
  readonly indexes: readonly IndexInfo[];
}

interface CollectionRow {
  name: string;
  type: CollectionInfo["type"];
  options: string;
}

interface IndexRow {
  name: string;
  key: string;
  options: string;
}

function indexOf({ name, key, options }: IndexRow): IndexInfo {
  return { name, key: decodeDocument(key), options: decodeDocument(options) };
}

function infoOf({ name, type, options }: CollectionRow): CollectionInfo {
  return { name, type, options: decodeDocument(options) };
}

/** The index on `_id` has the collection's collation. */
function idOptions(options: Document): Document {
  return options["collation"] === undefined ? {} : { collation: options["collation"] };
}
