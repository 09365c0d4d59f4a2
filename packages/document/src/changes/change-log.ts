import type { StoreCall } from "../store/store.ts";
import type { Document } from "../values/types.ts";
import type { UpdateForm } from "./update-form.ts";

/** A place in a {@link ChangeLog}: hexadecimal digits, of one length in one log, whose order is that of the changes. */
export type LogPosition = string;

interface Recorded {
  /** Behind this change. */
  readonly position: LogPosition;
  /** The collection's name when it happened. */
  readonly collection: string;
  /** When it was committed, by the engine's clock. */
  readonly time: Date;
}

/** A change to a document, as a store has recorded it. */
export interface RecordedWrite extends Recorded {
  readonly kind: "insert" | "update" | "delete";
  /** Absent of an insert. */
  readonly before?: Document;
  /** Absent of a delete. */
  readonly after?: Document;
  /** How an update was asked for; `undefined` when it was not asked for in MongoDB's language. */
  readonly form?: UpdateForm | undefined;
  /** Which table or object the collection was, so that {@link ChangeLog.lookUp} does not take another of its name for it. */
  readonly incarnation: unknown;
}

/** The end of a collection, or of its name. */
export interface RecordedNaming extends Recorded {
  readonly kind: "drop" | "rename";
  /** The new name, of a rename. */
  readonly to?: string;
}

/** One change of a log. */
export type RecordedChange = RecordedWrite | RecordedNaming;

/** A part of a log. */
export interface LogPage {
  readonly changes: readonly RecordedChange[];
  /** Behind everything that was looked at, whether it was asked for or not. */
  readonly position: LogPosition;
  /** Whether more is there already. */
  readonly more: boolean;
}

/**
 * What was committed to a store's collections, in the order of the commits; a transaction's changes follow each other. It
 * keeps the last of them only.
 */
export interface ChangeLog {
  /** Behind all that has been committed: what is committed later comes after it. */
  end(call?: StoreCall): Promise<LogPosition>;
  /**
   * At most `limit` changes after a position, of one collection (and of those that get its name) or of all. Rejects with
   * code 286 (ChangeStreamHistoryLost) when changes behind the position are no longer kept, or it is of another log.
   */
  read(after: LogPosition, limit: number, collection: string | undefined, call?: StoreCall): Promise<LogPage>;
  /** The document as it is now that was written by a change; `undefined` when it or its collection is gone. */
  lookUp(change: RecordedWrite, call?: StoreCall): Promise<Document | undefined>;
  /** Calls `wake` when there may be more to read, until the function that it gives is called. */
  subscribe(wake: () => void): Promise<() => Promise<void>>;
}
