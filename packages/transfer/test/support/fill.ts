import type { DocumentDatabase } from "@db/core";

/** Inserts documents with exact types; an error when one is refused. */
export async function fill(
  database: DocumentDatabase,
  collection: string,
  documents: readonly Record<string, unknown>[],
): Promise<void> {
  for (let at = 0; at < documents.length; at += 1000) {
    const command = { insert: collection, documents: documents.slice(at, at + 1000) };
    const answer = await database.command(command, { types: "exact" });
    if (Object.hasOwn(answer, "writeErrors")) throw new Error("a document was refused");
  }
}

/** All documents of a collection with exact types. */
export async function everything(database: DocumentDatabase, collection: string): Promise<Record<string, unknown>[]> {
  const command = { find: collection, sort: { _id: 1 }, batchSize: 1_000_000, singleBatch: true };
  const answer = await database.command(command, { types: "exact" });
  return (answer["cursor"] as { firstBatch: Record<string, unknown>[] }).firstBatch;
}
