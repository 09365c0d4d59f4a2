import { DatabaseError, sql, type Transaction } from "@db/core";
import {
  indexKeys,
  textTerms,
  type Document,
  type IndexInfo,
  type InsertOutcome,
  type Replacement,
  type TextIndex,
  type UpdateForm,
} from "@db/document/engine";
import { tellChange } from "../changes/told-change.ts";
import { encodeDocument } from "../codec/encode.ts";
import { documentKey } from "../compile/document-key.ts";
import { relationName } from "./relation-name.ts";
import { textIndexAmong } from "./text-column.ts";
import { duplicateKey, UniqueKeys } from "./unique-keys.ts";

/** The writes of one collection in a transaction. Without unique indexes each is one statement. */
export class DocumentWrites {
  readonly #db: Transaction;
  readonly #schema: string;
  readonly #collection: string;
  readonly #indexes: readonly IndexInfo[];
  readonly #text: TextIndex | undefined;

  constructor(db: Transaction, schema: string, collection: string, indexes: readonly IndexInfo[]) {
    this.#db = db;
    this.#schema = schema;
    this.#collection = collection;
    this.#indexes = indexes;
    this.#text = textIndexAmong(indexes);
  }

  /** As `StoreTransaction.insert`. */
  async insert(documents: readonly Document[]): Promise<InsertOutcome> {
    const { fitting, error } = this.#fitting(documents);
    const outcome = await (this.#unique ? this.#insertKeyed(fitting) : this.#insertPlain(fitting));
    return { inserted: outcome.inserted, error: outcome.error ?? error };
  }

  /** As `StoreTransaction.replace`. */
  async replace(replacements: readonly Replacement[], form?: UpdateForm): Promise<void> {
    const documents = replacements.map(({ document }) => document);
    const { error } = this.#fitting(documents);
    if (error !== undefined) throw error;
    const rows = replacements.map(({ id, document }) => this.#row(id, document));
    const terms = this.#text === undefined ? sql.empty : sql`, terms = r.terms`;
    const [told, when] =
      form === undefined
        ? [sql.empty, sql.empty]
        : [
            sql`with told as materialized (select ${tellChange(form)} as form) `,
            sql` and (select form from told) is not null`,
          ];
    const write = sql`${told}update ${this.#table} t set doc = r.doc${terms} from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(id text, doc jsonb, terms text[]) where t.id = r.id${when}`;
    if (!this.#unique) {
      await this.#db.execute(write);
      return;
    }
    await this.#db.transaction(async (inner) => {
      const keys = new UniqueKeys(inner, this.#schema, this.#collection);
      await inner.execute(write);
      await keys.release(replacements.map(({ id }) => documentKey(id)));
      await keys.claim(documents, this.#indexes);
    });
  }

  /** As `StoreTransaction.remove`. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.#db.execute(
      sql`delete from ${this.#table} where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`,
    );
    if (this.#unique) await new UniqueKeys(this.#db, this.#schema, this.#collection).release(ids);
  }

  get #unique(): boolean {
    return this.#indexes.some(({ options }) => options["unique"] === true);
  }

  get #table(): ReturnType<typeof sql.id> {
    return sql.id(this.#schema, relationName(this.#collection));
  }

  /** The documents before the first that has arrays in two fields of an index, and the error for that one. */
  #fitting(documents: readonly Document[]): { fitting: readonly Document[]; error: DatabaseError | undefined } {
    const compound = this.#indexes.filter(({ key }) => Object.keys(key).length > 1).map(indexKeys);
    for (const [place, document] of documents.entries()) {
      try {
        for (const keys of compound) keys.keysOf(document);
      } catch (error) {
        if (!DatabaseError.is(error)) throw error;
        return { fitting: documents.slice(0, place), error };
      }
    }
    return { fitting: documents, error: undefined };
  }

  /** Inserts what is new, and takes out again what stands behind the first that is not. */
  async #insertPlain(documents: readonly Document[]): Promise<InsertOutcome> {
    if (documents.length === 0) return { inserted: 0, error: undefined };
    const ids = documents.map((document) => documentKey(document["_id"]));
    const fresh = await this.#insertRows(this.#db, documents);
    if (fresh.length === documents.length) return { inserted: fresh.length, error: undefined };
    const left = new Set(fresh);
    // Of two with one _id the first is inserted, and the second refused.
    const refused = ids.findIndex((id) => !left.delete(id));
    if (left.size > 0) await this.#undo([...left]);
    return { inserted: refused, error: duplicateKey(this.#collection, "_id_") };
  }

  /** Takes out what was inserted and should not have been: nobody is to see that it was there. */
  async #undo(ids: readonly string[]): Promise<void> {
    await this.#db.execute(
      sql`with told as materialized (select ${tellChange("undo")} as form) delete from ${this.#table} where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)) and (select form from told) is not null`,
    );
  }

  /** Inserts all or, in halves, finds the first that is refused: a number of steps that grows with the logarithm. */
  async #insertKeyed(documents: readonly Document[]): Promise<InsertOutcome> {
    if (documents.length === 0) return { inserted: 0, error: undefined };
    try {
      await this.#db.transaction(async (inner) => {
        const fresh = await this.#insertRows(inner, documents);
        if (fresh.length < documents.length) throw duplicateKey(this.#collection, "_id_");
        await new UniqueKeys(inner, this.#schema, this.#collection).claim(documents, this.#indexes);
      });
      return { inserted: documents.length, error: undefined };
    } catch (error) {
      if (!DatabaseError.is(error) || typeof error.nativeCode !== "number") throw error;
      if (documents.length === 1) return { inserted: 0, error };
    }
    const half = Math.ceil(documents.length / 2);
    const left = await this.#insertKeyed(documents.slice(0, half));
    if (left.error !== undefined) return left;
    const right = await this.#insertKeyed(documents.slice(half));
    return { inserted: half + right.inserted, error: right.error };
  }

  /** Inserts documents whose `_id` is new; gives the keys of those. */
  async #insertRows(db: Transaction, documents: readonly Document[]): Promise<string[]> {
    const rows = documents.map((document) => this.#row(document["_id"], document));
    const columns = sql.raw(this.#text === undefined ? "id, doc" : "id, doc, terms");
    const inserted = await db.query<{ id: string }>(
      sql`insert into ${this.#table} (${columns}) select ${columns} from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as r(id text, doc jsonb, terms text[]) on conflict do nothing returning id`,
    );
    return inserted.map(({ id }) => id);
  }

  /** A row for `jsonb_to_recordset`. */
  #row(id: unknown, document: Document): string {
    const terms = this.#text === undefined ? "" : `,"terms":${JSON.stringify(textTerms(this.#text, document))}`;
    return `{"id":${JSON.stringify(documentKey(id))},"doc":${encodeDocument(document)}${terms}}`;
  }
}
