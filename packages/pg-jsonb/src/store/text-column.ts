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

/** Makes the column, which is still empty. */
export async function addTextColumn(db: Queryable, schema: string, collection: string): Promise<void> {
  await db.execute(sql`alter table ${sql.id(schema, relationName(collection))} add column terms text[]`);
}

/** Takes the column away, and its index with it. */
export async function dropTextColumn(db: Queryable, schema: string, collection: string): Promise<void> {
  await db.execute(sql`alter table ${sql.id(schema, relationName(collection))} drop column terms`);
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
