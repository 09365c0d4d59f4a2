import { createHash } from "node:crypto";
import { sql, StatementCompiler, type Dialect, type Queryable, type Statement } from "@db/core";
import { documentError, type CollectionInfo, type Document, type IndexInfo } from "@db/document/engine";
import { changeHooks, noteDrop, noteRename, recordChanges } from "../changes/change-hooks.ts";
import { decodeDocument } from "../codec/decode.ts";
import type { callLimits } from "./call-limits.ts";
import { encodeDocument } from "../codec/encode.ts";
import { customPlans, entryFunction, entryQuery, readLockedEntry, type EntryRow } from "./collection-locks.ts";
import { createRelations, dropRelations, indexRelation, relationsOf } from "./index-relations.ts";
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

  /**
   * Makes the schema, its functions and its two tables, unless they are there as this version makes them. Callers that do
   * so at once wait for each other.
   */
  async prepare(dialect: Dialect): Promise<void> {
    const definitions = this.#definitions();
    const compiler = new StatementCompiler(dialect);
    const hash = createHash("sha256");
    for (const definition of definitions) hash.update(compiler.compile(definition).compiled.text);
    const version = hash.digest("hex");
    if ((await this.#version()) === version) return;
    await this.#db.execute(sql`select pg_advisory_xact_lock(hashtext(${`@db/pg-jsonb ${this.#schema}`}))`);
    for (const definition of definitions) await this.#db.execute(definition);
    await this.#db.execute(sql`comment on table ${this.#table("_collections")} is ${sql.raw(`'${version}'`)}`);
  }

  #definitions(): readonly Statement[] {
    return [
      sql`create schema if not exists ${sql.id(this.#schema)}`,
      ...keyFunctions(this.#schema),
      ...updateFunctions(this.#schema),
      sql`create sequence if not exists ${this.#table("_versions")}`,
      sql`create table if not exists ${this.#table("_collections")} (name text collate "C" primary key, type text not null, options jsonb not null, version bigint not null default nextval(${sql.raw(literal(`${quoted(this.#schema)}._versions`))}::regclass))`,
      sql`create table if not exists ${this.#table("_indexes")} (collection text collate "C" not null, name text collate "C" not null, place bigint generated always as identity, key jsonb not null, options jsonb not null, relation text not null, primary key (collection, name))`,
      // What a function gives cannot be changed by replacing it.
      sql`drop function if exists ${this.#table("_entry")}(text, text)`,
      entryFunction(this.#schema),
      ...changeHooks(this.#schema),
    ];
  }

  /** A hash of what the schema was made of, kept as the first table's comment. */
  async #version(): Promise<string | null> {
    const { version } = await this.#db.queryOne<{ version: string | null }>(
      sql`select (select obj_description(c.oid, 'pg_class') from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${this.#schema} and c.relname = '_collections') as version`,
    );
    return version;
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
    return this.#writes
      ? entryOf(await readLockedEntry(this.#db, this.#schema, name))
      : readEntry(this.#db, this.#schema, name);
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
    await recordChanges(this.#db, this.#schema, name);
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
      sql`update ${this.#table("_collections")} set options = ${encodeDocument(options)}::text::jsonb, version = default where name = ${name}`,
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
      await noteDrop(this.#db, this.#schema, name);
    }
    return row !== undefined;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(
      sql`update ${this.#table("_collections")} set name = ${to}, version = default where name = ${from}`,
    );
    await this.#db.execute(sql`update ${this.#table("_indexes")} set collection = ${to} where collection = ${from}`);
    for (const relation of [relationName, keysRelation]) {
      await this.#db.execute(sql`alter table ${this.#table(relation(from))} rename to ${sql.id(relation(to))}`);
    }
    await this.#db.execute(
      sql`alter index if exists ${this.#table(documentIndex(from))} rename to ${sql.id(documentIndex(to))}`,
    );
    await noteRename(this.#db, this.#schema, from, to);
  }

  /** Gives a collection another version: what others know of it holds no longer. */
  async #touch(collection: string): Promise<void> {
    this.#entries.clear();
    await this.#db.execute(sql`update ${this.#table("_collections")} set version = default where name = ${collection}`);
  }

  /**
   * Enters an index and makes its relations. The first one brings an index over whole documents, which serves equality at
   * every path; a unique one is kept by its keys as well. `built` is the name of relations that are there already.
   */
  async addIndex(collection: string, index: IndexInfo, built?: string): Promise<void> {
    await this.#touch(collection);
    // To ask for it again would wait for whoever builds another one.
    if (!(await this.#hasDocumentIndex(collection))) {
      await this.#db.execute(
        sql`create index ${sql.id(documentIndex(collection))} on ${this.#table(relationName(collection))} using gin (doc jsonb_path_ops)`,
      );
    }
    const isBuilt = built !== undefined && (await this.#isBuilt(collection, index, built));
    const relation = isBuilt ? built : indexRelation();
    const { name, key, options } = index;
    await this.#db.execute(
      sql`insert into ${this.#table("_indexes")} (collection, name, key, options, relation) values (${collection}, ${name}, ${encodeDocument(key)}::text::jsonb, ${encodeDocument(options)}::text::jsonb, ${relation})`,
    );
    if (!isBuilt) await createRelations(this.#db, this.#schema, collection, index, relation);
  }

  async #hasDocumentIndex(collection: string): Promise<boolean> {
    const found = await this.#db.query(
      sql`select 1 from pg_index where indexrelid = to_regclass(${`${quoted(this.#schema)}.${quoted(documentIndex(collection))}`}::text) and indisvalid`,
    );
    return found.length > 0;
  }

  /** Whether all relations of an index are on the collection's table: it may have been dropped and made anew meanwhile. */
  async #isBuilt(collection: string, index: IndexInfo, relation: string): Promise<boolean> {
    const names = relationsOf(index, relation);
    if (names.length === 0) return false;
    const { n } = await this.#db.queryOne<{ n: number }>(
      sql`select count(*)::int as n from pg_index x join pg_class c on c.oid = x.indexrelid where x.indrelid = ${`${quoted(this.#schema)}.${quoted(relationName(collection))}`}::text::regclass and x.indisvalid and c.relname in (${sql.join(names)})`,
    );
    return n === names.length;
  }

  async changeIndex(collection: string, { name, options }: IndexInfo): Promise<void> {
    await this.#touch(collection);
    await this.#db.execute(
      sql`update ${this.#table("_indexes")} set options = ${encodeDocument(options)}::text::jsonb where collection = ${collection} and name = ${name}`,
    );
  }

  async removeIndexes(collection: string, names: readonly string[]): Promise<void> {
    await this.#touch(collection);
    const rows = await this.#db.query<IndexRow & { relation: string }>(
      sql`delete from ${this.#table("_indexes")} where collection = ${collection} and name in (${sql.join(names)}) returning name, key::text as key, options::text as options, relation`,
    );
    const dropped = rows.map(({ relation, ...row }) => ({ index: indexOf(row), relation }));
    await dropRelations(this.#db, this.#schema, collection, dropped);
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
  /** Another one after each change of the collection or its indexes; no other collection ever has it. */
  readonly version: string;
}

/** Reads what the catalogue knows of a collection now; it may be out of date as soon as it is known. */
export async function readEntry(
  db: Queryable,
  schema: string,
  name: string,
  limits: ReturnType<typeof callLimits> = {},
): Promise<CatalogueEntry | undefined> {
  const query = entryQuery(sql.id(schema, "_collections"), sql.id(schema, "_indexes"), sql`${name}`);
  const [row] = await db.query(sql<EntryRow>`select e.*, ${customPlans} from (${query}) e`, limits);
  return entryOf(row);
}

function entryOf(row: EntryRow | undefined): CatalogueEntry | undefined {
  if (row === undefined) return undefined;
  const indexes = (JSON.parse(row.indexes ?? "[]") as IndexRow[]).map(indexOf);
  return { info: infoOf(row), indexes, version: row.version };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

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
