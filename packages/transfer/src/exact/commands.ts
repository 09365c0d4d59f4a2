import type { AnyDocument, DocumentCallOptions, DocumentDatabase } from "@db/core";
import { toDouble } from "@db/document/engine";
import type { ExactDocument } from "./document.ts";

/** What holds for every call of a transfer. */
export type Call = Pick<DocumentCallOptions, "signal">;

/** A `find` that is answered at once, so that no cursor stays open between chunks. */
export interface ChunkQuery {
  readonly filter: AnyDocument;
  readonly limit: number;
  /** 1 unless given. */
  readonly order?: 1 | -1;
  readonly skip?: number;
  /** Whether only `_id`s are asked for. */
  readonly idsOnly?: boolean;
}

/** One write that was refused, by its place. */
export interface Refusal {
  readonly index: number;
  readonly code: number;
  readonly message: string;
}

/**
 * The first documents of a filter by `_id`, with exact types. A server that limits the size of its answers may give fewer than
 * `limit`: only an empty answer is the end.
 */
export async function findChunk(
  database: DocumentDatabase,
  collection: string,
  { filter, limit, order = 1, skip = 0, idsOnly = false }: ChunkQuery,
  call: Call,
): Promise<ExactDocument[]> {
  const command = {
    find: collection,
    filter,
    sort: { _id: order },
    limit,
    batchSize: limit,
    singleBatch: true,
    ...(skip > 0 ? { skip } : {}),
    ...(idsOnly ? { projection: { _id: 1 } } : {}),
  };
  const answer = await database.command(command, { types: "exact", ...call });
  return (answer["cursor"] as { firstBatch: ExactDocument[] }).firstBatch;
}

/** All documents of a filter that are few: what a transfer has written down about itself. */
export async function findAll(
  database: DocumentDatabase,
  collection: string,
  filter: AnyDocument,
  call: Call,
): Promise<ExactDocument[]> {
  const found: ExactDocument[] = [];
  let cursor = await firstAnswer(database, { find: collection, filter, batchSize: 1000 }, call);
  for (;;) {
    found.push(...((cursor["firstBatch"] ?? cursor["nextBatch"]) as ExactDocument[]));
    if (toDouble(cursor["id"] as never) === 0) return found;
    cursor = await firstAnswer(database, { getMore: cursor["id"], collection, batchSize: 1000 }, call);
  }
}

async function firstAnswer(database: DocumentDatabase, command: AnyDocument, call: Call): Promise<ExactDocument> {
  return (await database.command(command, { types: "exact", ...call }))["cursor"] as ExactDocument;
}

/** Inserts documents; those that are refused do not stop the others. */
export async function insertAll(
  database: DocumentDatabase,
  collection: string,
  documents: readonly ExactDocument[],
  { bypassValidation }: { readonly bypassValidation: boolean },
  call: Call,
): Promise<Refusal[]> {
  if (documents.length === 0) return [];
  const command = {
    insert: collection,
    documents,
    ordered: false,
    ...(bypassValidation ? { bypassDocumentValidation: true } : {}),
  };
  return refusals(await database.command(command, { types: "exact", ...call }));
}

/** Puts documents in the place of those with their `_id`s, or adds them. */
export async function putAll(
  database: DocumentDatabase,
  collection: string,
  documents: readonly ExactDocument[],
  { bypassValidation }: { readonly bypassValidation: boolean },
  call: Call,
): Promise<Refusal[]> {
  if (documents.length === 0) return [];
  const command = {
    update: collection,
    updates: documents.map((document) => ({ q: { _id: { $eq: document["_id"] } }, u: document, upsert: true })),
    ordered: false,
    ...(bypassValidation ? { bypassDocumentValidation: true } : {}),
  };
  return refusals(await database.command(command, { types: "exact", ...call }));
}

/** Removes the documents of some `_id`s; gives how many there were. */
export async function removeAll(
  database: DocumentDatabase,
  collection: string,
  ids: readonly unknown[],
  call: Call,
): Promise<number> {
  if (ids.length === 0) return 0;
  const command = { delete: collection, deletes: [{ q: { _id: { $in: ids } }, limit: 0 }] };
  return toDouble((await database.command(command, { types: "exact", ...call }))["n"] as never);
}

/** Sets fields of one document that a filter finds; gives whether it was there. */
export async function setFields(
  database: DocumentDatabase,
  collection: string,
  filter: AnyDocument,
  fields: ExactDocument,
  call: Call,
): Promise<boolean> {
  const command = { update: collection, updates: [{ q: filter, u: { $set: fields } }] };
  return toDouble((await database.command(command, { types: "exact", ...call }))["n"] as never) === 1;
}

function refusals(answer: AnyDocument): Refusal[] {
  const errors = (answer["writeErrors"] ?? []) as ExactDocument[];
  return errors.map((error) => ({
    index: toDouble(error["index"] as never),
    code: toDouble(error["code"] as never),
    message: String(error["errmsg"]),
  }));
}
