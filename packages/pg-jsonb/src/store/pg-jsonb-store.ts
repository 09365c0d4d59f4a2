import { unsupported, type RelationalDatabase } from "@db/core";
import type {
  ChangeLog,
  DocumentStore,
  SingleReader,
  StoreCall,
  StoreSnapshot,
  StoreTransaction,
} from "@db/document/engine";
import { committedHere } from "../changes/commits-here.ts";
import { installOutbox } from "../changes/install-outbox.ts";
import { OutboxLog } from "../changes/outbox-log.ts";
import { buildIndexes } from "./build-indexes.ts";
import { callLimits } from "./call-limits.ts";
import { Catalogue } from "./catalogue.ts";
import { CatalogueCache } from "./catalogue-cache.ts";
import { SingleRead } from "./single-read.ts";
import { PgJsonbTransaction } from "./pg-jsonb-transaction.ts";

/** Documents in one schema of a PostgreSQL database. */
export class PgJsonbStore implements DocumentStore {
  readonly engine: string;
  readonly singleSession: boolean;
  readonly databaseName: string;
  readonly #db: RelationalDatabase;
  /** How long changes are kept, in milliseconds; `undefined` where they are not recorded. */
  readonly #retention: number | undefined;
  readonly #cache: CatalogueCache;
  #prepared: Promise<void> | undefined;

  constructor(db: RelationalDatabase, schema: string, retention?: number) {
    this.#db = db;
    this.#retention = retention;
    this.engine = db.engine;
    this.singleSession = !db.capabilities.concurrentSessions;
    this.databaseName = schema;
    this.#cache = new CatalogueCache(db, schema);
    if (!this.singleSession) {
      this.buildIndexes = (collection, steps, call = {}) => buildIndexes(db, schema, collection, steps, call);
    }
  }

  async transaction<T>(work: (transaction: StoreTransaction) => Promise<T>, call: StoreCall = {}): Promise<T> {
    await this.#prepare();
    const result = await this.#db.transaction(
      (tx) => work(new PgJsonbTransaction(tx, this.databaseName, this.#db.dialect, true)),
      callLimits(call),
    );
    committedHere(this.#db);
    return result;
  }

  /** Where there is one session for everybody, nobody could go on beside it. */
  readonly buildIndexes: DocumentStore["buildIndexes"];

  single(call: StoreCall = {}): SingleReader {
    return new SingleRead(this.#db, this.databaseName, this.#cache, () => this.#prepare(), call);
  }

  async snapshot(call: StoreCall = {}): Promise<StoreSnapshot> {
    await this.#prepare();
    const tx = await this.#db.begin({ isolation: "repeatable-read", readOnly: true, ...callLimits(call) });
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

  changeLog(): ChangeLog {
    if (this.#retention === undefined) {
      throw unsupported(
        this.engine,
        "change streams where changes are not recorded",
        'Open the database with changes: "outbox".',
      );
    }
    return new OutboxLog(this.#db, this.databaseName, () => this.#prepare());
  }

  async close(): Promise<void> {}

  /** Makes the schema once; a failure is tried again by the next call. */
  #prepare(): Promise<void> {
    this.#prepared ??= this.#db
      .transaction(async (tx) => {
        const { dialect } = this.#db;
        await new Catalogue(tx, this.databaseName, true).prepare(dialect);
        if (this.#retention !== undefined) await installOutbox(tx, dialect, this.databaseName, this.#retention);
      })
      .catch((error: unknown) => {
        this.#prepared = undefined;
        throw error;
      });
    return this.#prepared;
  }
}
