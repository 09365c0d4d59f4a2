import { sql, type Queryable } from "@db/core";
import { textIndexOf, textTerms, type Document, type IndexInfo, type TextIndex } from "@db/document/engine";
import { documentKey } from "../compile/document-key.ts";
import { relationName } from "./relation-name.ts";

/**
 * What a collection's text index is over; `undefined` when it has none. Such a collection has a column `terms` beside its
 * documents, the words of each as the evaluator tells them: a server's own text search cuts and stems words in another way.
 */
export function textIndexAmong(indexes: readonly IndexInfo[]): TextIndex | undefined {
  for (const info of indexes) {
    const index = textIndexOf(info);
    if (index !== undefined) return index;
  }
  return undefined;
}

/**
 * Makes the column, which is still empty, unless it is there. Beside it a row would be too long to stay as it is: the words are then compressed or put
 * elsewhere before the document, which is read more often (https://www.postgresql.org/docs/current/storage-toast.html).
 */
export async function addTextColumn(db: Queryable, schema: string, collection: string): Promise<void> {
  const [there] = await db.query(
    sql`select 1 from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and c.relname = ${relationName(collection)} and a.attname = 'terms' and not a.attisdropped`,
  );
  // To ask for it again would wait for all who read.
  if (there !== undefined) return;
  await db.execute(
    sql`alter table ${sql.id(schema, relationName(collection))} add column terms text[], alter column doc set storage main`,
  );
}

/** Takes the column away, and its index with it. */
export async function dropTextColumn(db: Queryable, schema: string, collection: string): Promise<void> {
  await db.execute(
    sql`alter table ${sql.id(schema, relationName(collection))} drop column if exists terms, alter column doc set storage extended`,
  );
}

/** Enters the terms of documents. */
export async function enterTerms(
  db: Queryable,
  schema: string,
  collection: string,
  documents: readonly Document[],
  index: TextIndex,
): Promise<void> {
  const rows = documents.map((document) => ({ id: documentKey(document["_id"]), terms: textTerms(index, document) }));
  await db.execute(
    sql`update ${sql.id(schema, relationName(collection))} t set terms = r.terms from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id text, terms text[]) where t.id = r.id`,
  );
}
