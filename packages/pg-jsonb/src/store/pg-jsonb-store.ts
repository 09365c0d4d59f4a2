import type { RelationalDatabase } from "@db/core";
import type { DocumentStore, StoreCall, StoreSnapshot, StoreTransaction } from "@db/document/engine";
import { Catalogue } from "./catalogue.ts";
import { PgJsonbTransaction } from "./pg-jsonb-transaction.ts";

/** Documents in one schema of a PostgreSQL database. */
export class PgJsonbStore implements DocumentStore {
  readonly engine: string;
  readonly singleSession: boolean;
  readonly databaseName: string;
  readonly #db: RelationalDatabase;
  #prepared: Promise<void> | undefined;

  constructor(db: RelationalDatabase, schema: string) {
    this.#db = db;
    this.engine = db.engine;
    this.singleSession = !db.capabilities.concurrentSessions;
    this.databaseName = schema;
  }

  async transaction<T>(work: (transaction: StoreTransaction) => Promise<T>, call: StoreCall = {}): Promise<T> {
    await this.#prepare();
    return this.#db.transaction(
      (tx) => work(new PgJsonbTransaction(tx, this.databaseName, this.#db.dialect, true)),
      limits(call),
    );
  }

  async snapshot(call: StoreCall = {}): Promise<StoreSnapshot> {
    await this.#prepare();
    const tx = await this.#db.begin({ isolation: "repeatable-read", readOnly: true, ...limits(call) });
    let closed = false;
    return {
      transaction: new PgJsonbTransaction(tx, this.databaseName, this.#db.dialect, false),
      close: async () => {
        if (closed) return;
        closed = true;
        await tx.rollback();
      },
    };
  }

  async close(): Promise<void> {}

  /** Makes the schema once; a failure is tried again by the next call. */
  #prepare(): Promise<void> {
    this.#prepared ??= this.#db
      .transaction((tx) => new Catalogue(tx, this.databaseName, true).prepare())
      .catch((error: unknown) => {
        this.#prepared = undefined;
        throw error;
      });
    return this.#prepared;
  }
}

function limits({ signal, timeout }: StoreCall): { signal?: AbortSignal; timeout?: number } {
  return { ...(signal === undefined ? {} : { signal }), ...(timeout === undefined ? {} : { timeout }) };
}
