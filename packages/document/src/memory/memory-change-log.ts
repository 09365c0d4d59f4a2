import type {
  ChangeLog,
  LogPage,
  LogPosition,
  RecordedChange,
  RecordedNaming,
  RecordedWrite,
} from "../changes/change-log.ts";
import { documentError } from "../errors.ts";
import type { Document } from "../values/types.ts";
import { valueKey } from "../values/value-key.ts";
import type { MemoryCollection } from "./memory-collection.ts";

/** A change of a transaction that has not been committed. */
export type PendingChange = Omit<RecordedWrite, "position" | "time"> | Omit<RecordedNaming, "position" | "time">;

/** How many changes are kept; of a transaction all or none. */
const capacity = 10_000;

/** The last changes in memory, numbered from 1. */
export class MemoryChangeLog implements ChangeLog {
  readonly #collections: ReadonlyMap<string, MemoryCollection>;
  readonly #wakers = new Set<() => void>();
  /** Tokens of another database in memory are of another log. */
  readonly #id = Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
  /** The changes of each transaction. */
  readonly #transactions: RecordedChange[][] = [];
  /** The number of the last change. */
  #last = 0;
  /** How many there are. */
  #size = 0;

  constructor(collections: ReadonlyMap<string, MemoryCollection>) {
    this.#collections = collections;
  }

  /** Records the changes of a transaction that has been committed. */
  append(changes: readonly PendingChange[]): void {
    if (changes.length === 0) return;
    const time = new Date();
    this.#transactions.push(changes.map((change) => ({ ...change, position: this.#position(++this.#last), time })));
    this.#size += changes.length;
    while (this.#size > capacity && this.#transactions.length > 1) {
      this.#size -= this.#transactions.shift()?.length ?? 0;
    }
    for (const wake of this.#wakers) wake();
  }

  async end(): Promise<LogPosition> {
    return this.#position(this.#last);
  }

  async read(after: LogPosition, limit: number, collection: string | undefined): Promise<LogPage> {
    const first = this.#last - this.#size;
    const from = after.startsWith(this.#id) ? Number.parseInt(after.slice(this.#id.length), 16) : -1;
    if (!(from >= first && from <= this.#last))
      throw documentError(286, "the changes behind this resume token are not kept");
    const changes: RecordedChange[] = [];
    for (const change of this.#transactions.flat().slice(from - first)) {
      if (changes.length === limit) break;
      if (concerns(change, collection)) changes.push(change);
    }
    const full = changes.length === limit;
    return { changes, position: full ? (changes.at(-1)?.position ?? after) : this.#position(this.#last), more: full };
  }

  async lookUp({ collection, incarnation, after }: RecordedWrite): Promise<Document | undefined> {
    const found = this.#collections.get(collection);
    return found === incarnation ? found?.documents.get(valueKey(after?.["_id"])) : undefined;
  }

  async subscribe(wake: () => void): Promise<() => Promise<void>> {
    // A function of its own: one may subscribe twice.
    const waker = (): void => wake();
    this.#wakers.add(waker);
    return async () => void this.#wakers.delete(waker);
  }

  #position(number: number): LogPosition {
    return this.#id + number.toString(16).padStart(14, "0");
  }
}

/** Whether a change is one of a collection's: a rename is also that of the collection whose name is taken. */
function concerns(change: RecordedChange, collection: string | undefined): boolean {
  if (collection === undefined || change.collection === collection) return true;
  return change.kind === "rename" && change.to === collection;
}

/** The changes with one more. A rename onto a collection takes the place of that one's drop: MongoDB does both in one. */
export function withChange(changes: PendingChange[], change: PendingChange): void {
  const last = changes.at(-1);
  if (change.kind === "rename" && last?.kind === "drop" && last.collection === change.to) changes.pop();
  changes.push(change);
}
