import pg from "pg";
import { CommandError } from "./errors.ts";

/** A cursor that has more: where it goes on, and the connection it is bound to if it is. */
export interface OpenCursor {
  readonly continuation: Buffer;
  readonly connection: pg.PoolClient | undefined;
}

/** The connections to PostgreSQL, those that a transaction or a cursor holds, and who holds them. */
export class Connections {
  readonly cursors: Map<string, OpenCursor> = new Map();
  readonly #pool: pg.Pool;
  readonly #transactions = new Map<string, pg.PoolClient>();

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 100 });
    this.#pool.on("error", () => {}); // an idle connection was lost; the next command gets another
  }

  async begin(session: string): Promise<void> {
    await this.end(session, "rollback");
    const connection = await this.#pool.connect();
    await connection.query("begin isolation level repeatable read");
    this.#transactions.set(session, connection);
  }

  /** Ends a session's transaction; undefined when it has none. */
  async end(session: string, how: "commit" | "rollback"): Promise<boolean> {
    const connection = this.#transactions.get(session);
    if (connection === undefined) return false;
    this.#transactions.delete(session);
    try {
      await connection.query(how);
      connection.release();
    } catch (error) {
      connection.release(true);
      throw error;
    }
    return true;
  }

  /** The connection of a session's transaction. */
  inTransaction(session: string): pg.PoolClient {
    const connection = this.#transactions.get(session);
    if (connection !== undefined) return connection;
    throw new CommandError(251, "NoSuchTransaction", "the transaction has ended", ["TransientTransactionError"]);
  }

  take(): Promise<pg.PoolClient> {
    return this.#pool.connect();
  }

  /** Forgets a cursor and gives its connection back. */
  closeCursor(id: string): boolean {
    const cursor = this.cursors.get(id);
    this.cursors.delete(id);
    cursor?.connection?.release(true);
    return cursor !== undefined;
  }
}
