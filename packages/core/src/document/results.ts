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

/** How an engine answers a query or a pipeline: the same shape on every engine. */
export interface DocumentExplanation {
  readonly engine: string;
  /** The stages that the engine does itself, in order; a find is `$match`, `$sort`, `$skip`, `$limit` and a projection. */
  readonly pushed: readonly string[];
  /**
   * Those of the pushed stages, the last ones, that the engine does unless it meets values that its way of doing them is not right for:
   * then they are evaluated in the process.
   */
  readonly conditional: readonly string[];
  /** The stages that are evaluated in the process on what the engine gives. */
  readonly residual: readonly string[];
  /** Whether the engine leaves documents out for the first of the residual stages, which then looks again. */
  readonly prefiltered: boolean;
  /** The statement with its placeholders, where the engine has statements. */
  readonly statement: string | undefined;
  /** The indexes that the engine's plan uses, by the names the engine has for them. */
  readonly indexes: readonly string[];
  /** Whether the plan reads the whole collection. */
  readonly fullScan: boolean;
  /** What the engine estimates the answer to cost, in a unit of its own; `undefined` where it does not tell. */
  readonly cost: number | undefined;
  /** The plan as the engine tells it. It may hold values. */
  readonly plan: unknown;
}
