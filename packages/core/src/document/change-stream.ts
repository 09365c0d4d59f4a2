import type { AnyDocument } from "./language.ts";
import type { DocumentCallOptions } from "./document-database.ts";

/** What an update changed, by dotted paths. */
export interface UpdateDescription {
  readonly updatedFields: AnyDocument;
  readonly removedFields: readonly string[];
  /** Arrays that were cut, with their new lengths. */
  readonly truncatedArrays: readonly { readonly field: string; readonly newSize: number }[];
}

/** Where a change happened: MongoDB's `ns`. */
export interface ChangeNamespace {
  readonly db: string;
  /** Absent from the events of a whole database. */
  readonly coll?: string;
}

/**
 * One change, with MongoDB's names (https://www.mongodb.com/docs/manual/reference/change-events). Unknown operation types of
 * newer servers come as they are.
 */
export interface ChangeEvent<T extends object = AnyDocument> {
  /** The resume token: give it back as `resumeAfter`. Its content is the engine's own. */
  readonly _id: AnyDocument;
  readonly operationType:
    | "insert"
    | "update"
    | "replace"
    | "delete"
    | "drop"
    | "rename"
    | "dropDatabase"
    | "invalidate"
    | (string & {});
  readonly ns?: ChangeNamespace;
  /** The new name, of a rename. */
  readonly to?: ChangeNamespace;
  /** `{ _id }`, and a shard key's fields where there is one; of changes to documents. */
  readonly documentKey?: AnyDocument;
  /** Of inserts and replacements always; of updates as the option `fullDocument` says; null when it is gone meanwhile. */
  readonly fullDocument?: T | null;
  /** The document before the change, as the option `fullDocumentBeforeChange` says. */
  readonly fullDocumentBeforeChange?: T | null;
  /** Of updates. */
  readonly updateDescription?: UpdateDescription;
  /** When it was written, by the server's clock. */
  readonly wallTime?: Date;
}

/** The options of `watch`. */
export interface WatchOptions extends DocumentCallOptions {
  /** A token of this collection or database: the stream goes on behind it. Rejects with code 286 when it is too old. */
  readonly resumeAfter?: AnyDocument;
  /** As `resumeAfter`, and also behind an `invalidate`. */
  readonly startAfter?: AnyDocument;
  /** What updates bring: nothing (`default`), the document as it is when the event is read (`updateLookup`), or as it was. */
  readonly fullDocument?: "default" | "updateLookup" | "whenAvailable" | "required";
  readonly fullDocumentBeforeChange?: "off" | "whenAvailable" | "required";
  /** The most events that come at a time. */
  readonly batchSize?: number;
  /** Milliseconds that the server waits for a change before it answers with none; 1,000 unless given. */
  readonly maxAwaitTimeMS?: number;
}

/**
 * Changes as they are committed, each once and in order. `for await` waits for ever; leaving the loop closes the stream.
 * `timeout` limits the opening alone, `signal` ends everything.
 */
export interface ChangeStream<T extends object = AnyDocument> extends AsyncIterable<ChangeEvent<T>>, AsyncDisposable {
  /** Where a new stream would go on: behind the last event given, or behind what was looked at without one. */
  readonly resumeToken: AnyDocument | undefined;
  /**
   * Resolves when the stream is open: every change that begins afterwards is in it. Other methods open it too.
   */
  open(): Promise<void>;
  /** Waits for the next change; `undefined` when the stream is closed or has been invalidated. */
  next(): Promise<ChangeEvent<T> | undefined>;
  /** The next change if one comes within `maxAwaitTimeMS`. */
  tryNext(): Promise<ChangeEvent<T> | undefined>;
  /** Ends it; a `next` that waits gives `undefined`. May be called again. */
  close(): Promise<void>;
}
