import { createHash } from "node:crypto";
import { sql, type Queryable } from "@db/core";
import { documentError, indexKeys, type Document, type IndexInfo } from "@db/document/engine";
import { documentKey } from "../compile/document-key.ts";
import { keysRelation } from "./relation-name.ts";

/**
 * The keys of a collection's unique indexes, in a table with a row for each key: MongoDB's keys (an item of an array each,
 * a missing field as null, by collation) have no counterpart among PostgreSQL's own indexes. Keys are kept as hashes, so
 * that long values fit into a B-tree (https://www.postgresql.org/docs/current/btree.html).
 */
export class UniqueKeys {
  readonly #db: Queryable;
  readonly #table: ReturnType<typeof sql.id>;
  readonly #collection: string;

  constructor(db: Queryable, schema: string, collection: string) {
    this.#db = db;
    this.#collection = collection;
    this.#table = sql.id(schema, keysRelation(collection));
  }

  /**
   * Enters the keys of documents. Throws with code 11000 when another document has one of them, and 171 for arrays in two
   * fields of an index; then some may have been entered, and the caller rolls back.
   */
  async claim(documents: readonly Document[], indexes: readonly IndexInfo[]): Promise<void> {
    const rows: { index: string; key: string; id: string }[] = [];
    for (const index of indexes) {
      const unique = index.options["unique"] === true;
      const keys = indexKeys(index);
      for (const document of documents) {
        // Also a plain index refuses two arrays.
        const found = keys.keysOf(document);
        if (unique)
          for (const key of found) rows.push({ index: index.name, key: hash(key), id: documentKey(document["_id"]) });
      }
    }
    if (rows.length === 0) return;
    const taken = await this.#db.query<{ index: string }>(
      sql`with wanted as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as w(index text, key text, id text)), entered as (insert into ${this.#table} (index, key, id) select distinct index, decode(key, 'hex'), id from wanted on conflict do nothing returning index, key) select w.index from (select distinct index, decode(key, 'hex') as key, id from wanted) w left join entered e on e.index = w.index and e.key = w.key group by w.index, w.key having count(*) > 1 or count(e.key) = 0 limit 1`,
    );
    const refused = taken[0]?.index;
    if (refused !== undefined) throw duplicateKey(this.#collection, refused);
  }

  /** Takes out the keys of documents. */
  async release(ids: readonly string[]): Promise<void> {
    await this.#db.execute(
      sql`delete from ${this.#table} where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`,
    );
  }

  /** Takes out the keys of indexes. */
  async drop(indexes: readonly string[]): Promise<void> {
    await this.#db.execute(sql`delete from ${this.#table} where index in (${sql.join(indexes)})`);
  }
}

/** The error for a key that another document has. */
export function duplicateKey(collection: string, index: string): ReturnType<typeof documentError> {
  return documentError(11000, `another document has the same key in the unique index ${index}`, {
    constraint: index,
    table: collection,
  });
}

function hash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
