/** What an insert did. */
export interface InsertResult {
  readonly insertedCount: number;
  /** The `_id` of each document, in their order; made where the document had none. */
  readonly insertedIds: readonly unknown[];
}

/** What an update did. */
export interface UpdateResult {
  readonly matchedCount: number;
  /** How many changed: an update that sets what is there already changes nothing. */
  readonly modifiedCount: number;
  /** The `_id` of the document that an upsert made; absent when none was made. */
  readonly upsertedId?: unknown;
}

/** What a delete did. */
export interface DeleteResult {
  readonly deletedCount: number;
}

/** What several writes did together. */
export interface BulkWriteResult {
  readonly insertedCount: number;
  readonly matchedCount: number;
  readonly modifiedCount: number;
  readonly deletedCount: number;
  readonly upsertedCount: number;
  /** The `_id`s that upserts made, by the places of the operations. */
  readonly upsertedIds: ReadonlyMap<number, unknown>;
}

/** One write that was refused. */
export interface WriteFailure {
  /** The place of the document or operation in what was given. */
  readonly index: number;
  /** MongoDB's code. */
  readonly code: number;
  readonly message: string;
}
