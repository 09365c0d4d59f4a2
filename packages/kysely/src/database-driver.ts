import { databaseError, type QueryOptions, type RelationalDatabase } from "@db/core";
import type { AbortableOperationOptions, DatabaseConnection, Driver, TransactionSettings } from "kysely";
import { CancellableConnection, RelationalConnection, type Home } from "./database-connection.ts";
import { transactionOptions } from "./transaction-settings.ts";

/** How Kysely uses a database. */
export interface DatabaseDialectOptions {
  /** Whether `kysely.destroy()` closes the database as well. Default: false, for whoever made it closes it. */
  readonly closes?: boolean | undefined;
  /**
   * Where provably read-only queries outside transactions may go: `replica` lets them read what may lag. Default: the
   * database's own `reads`.
   */
  readonly reads?: "primary" | "replica" | undefined;
}

/** What it takes to give a session back. */
type Release = () => Promise<void>;

/** Kysely's driver over a database of core. */
export class DatabaseDriver implements Driver {
  readonly #database: RelationalDatabase;
  readonly #closes: boolean;
  /** What each call outside a transaction is given. */
  readonly queryOptions: QueryOptions | undefined;
  readonly #sessions = new WeakMap<DatabaseConnection, Release>();
  #destroyed = false;

  constructor(database: RelationalDatabase, { closes = false, reads }: DatabaseDialectOptions) {
    this.#database = database;
    this.#closes = closes;
    this.queryOptions = reads === undefined ? undefined : { reads };
  }

  /** Nothing is opened before a statement needs it. */
  async init(): Promise<void> {}

  /**
   * Kysely passes options for `connection()` and for calls with a signal, and none where it will run one statement or
   * begin a transaction at once. Only the former need a session from now on. Rejects as core's `session` does.
   */
  acquireConnection(options?: AbortableOperationOptions): Promise<DatabaseConnection> {
    if (options === undefined) return Promise.resolve(this.connection());
    return this.session(options).catch((error: unknown) => {
      // Kysely has told its caller already, and would write to the console.
      if (options.signal?.aborted === true) return new Promise<never>(() => {});
      throw error;
    });
  }

  /** A connection without a session. @throws DatabaseError `closed` after `destroy`. */
  connection(): RelationalConnection {
    this.requireUse();
    return this.#over(this.#database);
  }

  /** A connection that is a session. Rejects as core's `session` does. */
  session({ signal }: AbortableOperationOptions): Promise<DatabaseConnection> {
    this.requireUse();
    return new Promise((resolve, reject) => {
      let giveBack = (): void => {};
      const kept = new Promise<void>((done) => (giveBack = done));
      const lent = this.#database.session(
        (session) => {
          const connection = this.#over(session);
          this.#sessions.set(connection, () => {
            giveBack();
            return lent;
          });
          resolve(connection);
          return kept;
        },
        { signal },
      );
      lent.catch(reject);
    });
  }

  #over(home: Home): RelationalConnection {
    const Connection = this.#database.capabilities.cancel ? CancellableConnection : RelationalConnection;
    return new Connection(home, this.queryOptions);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollback();
    await this.#sessions.get(connection)?.();
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await own(connection).begin(transactionOptions(settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return own(connection).commit();
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return own(connection).rollback();
  }

  savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return own(connection).savepoint(name);
  }

  rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return own(connection).rollbackToSavepoint(name);
  }

  releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return own(connection).releaseSavepoint(name);
  }

  /** Ends the use through Kysely; the database is closed with it only where that was asked for. */
  async destroy(): Promise<void> {
    this.#destroyed = true;
    if (this.#closes) await this.#database.close();
  }

  /** @throws DatabaseError `closed` after `destroy`. */
  requireUse(): void {
    if (this.#destroyed)
      throw databaseError({ kind: "closed", engine: this.#database.engine, message: "Kysely was destroyed" });
  }
}

function own(connection: DatabaseConnection): RelationalConnection {
  return connection as RelationalConnection;
}
