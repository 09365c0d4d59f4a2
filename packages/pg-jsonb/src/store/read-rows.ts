import { DatabaseError, sql, type Statement, type Transaction } from "@db/core";
import { batchesOf, documentError, type Document, type StoreRead } from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { plainDocument } from "../codec/plain.ts";
import type { ReadRow } from "../compile/pipeline/statement.ts";
import type { ReadPlan } from "./read-plan.ts";

/** How many documents are fetched at a time. */
export const batchSize = 500;

/** A collection that was dropped or renamed after its entry was read: code 175, as for an open cursor. */
export function refuseGone(error: unknown): never {
  if (!DatabaseError.is(error) || error.kind !== "undefined-table") throw error;
  throw documentError(175, "the collection was dropped or renamed while it was read");
}

/** Reads by the first plan that knows all values that it meets; the last one has no guard. */
export async function readOf(
  plans: readonly ReadPlan[],
  open: (plan: ReadPlan) => AsyncGenerator<readonly ReadRow[], undefined>,
): Promise<StoreRead> {
  for (const plan of plans) {
    const rows = open(plan);
    const first = await rows.next();
    if (first.done === true) return storeRead(rows, plan);
    if (first.value[0]?.ok !== false) return storeRead(resumed(first.value, rows), plan);
    await rows.return(undefined);
  }
  throw new Error("the last plan of a read has a guard");
}

/** A read whose rows are all there. */
export function readOfAll({ done }: ReadPlan, rows: readonly ReadRow[]): StoreRead {
  const all = (decode: (text: string) => Document): Document[] =>
    rows.flatMap(({ doc }) => (doc === null ? [] : [decode(doc)]));
  return {
    get batches() {
      return batchesOf(all(decodeDocument));
    },
    get exported() {
      return batchesOf(all(plainDocument));
    },
    get all() {
      return all(plainDocument);
    },
    done,
  };
}

function storeRead(rows: AsyncIterable<readonly ReadRow[]>, { done }: ReadPlan): StoreRead {
  return { batches: decoded(rows, decodeDocument), exported: decoded(rows, plainDocument), done };
}

/** Runs the statements of plans in a transaction. */
export class RowReader {
  readonly #db: Transaction;
  #cursors = 0;

  constructor(db: Transaction) {
    this.#db = db;
  }

  /** As {@link readOf}, in this transaction. */
  read(plans: readonly ReadPlan[]): Promise<StoreRead> {
    return readOf(plans, (plan) => this.#rows(plan));
  }

  /** All rows of a statement, through a cursor of the server, so that other statements can come in between. */
  async *fetched<R extends object>(statement: Statement<R>): AsyncGenerator<readonly R[], undefined> {
    const cursor = sql.id(`document_cursor_${++this.#cursors}`);
    await this.#db.execute(sql`declare ${cursor} no scroll cursor for ${statement}`).catch(refuseGone);
    try {
      for (;;) {
        const rows = await this.#db.query<R>(sql`fetch ${sql.raw(String(batchSize))} from ${cursor}`);
        if (rows.length > 0) yield rows;
        if (rows.length < batchSize) return undefined;
      }
    } finally {
      // In a failed transaction nothing runs, and its end closes the cursor.
      await this.#db.execute(sql`close ${cursor}`).catch(() => {});
    }
  }

  async *#rows({ statement, most }: ReadPlan): AsyncGenerator<readonly ReadRow[], undefined> {
    if (most === undefined || most > batchSize) return yield* this.fetched(statement);
    const rows = await this.#db.query(statement).catch(refuseGone);
    if (rows.length > 0) yield rows;
    return undefined;
  }
}

async function* resumed(
  first: readonly ReadRow[],
  rest: AsyncGenerator<readonly ReadRow[], undefined>,
): AsyncGenerator<readonly ReadRow[], undefined> {
  try {
    yield first;
    return yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* decoded(
  rows: AsyncIterable<readonly ReadRow[]>,
  decode: (text: string) => Document,
): AsyncGenerator<readonly Document[]> {
  for await (const batch of rows) {
    const documents = batch.flatMap(({ doc }) => (doc === null ? [] : [decode(doc)]));
    if (documents.length > 0) yield documents;
  }
}
