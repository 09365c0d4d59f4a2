import { sql, type ManualTransaction, type RelationalDatabase } from "@db/core";
import { DialectAdapterBase, type Kysely, type MigrationLockOptions } from "kysely";

/**
 * Oracle's part of Kysely's migrations. DDL commits, and would give up a lock of its own session; so the lock is a row of
 * the lock table held by a transaction on a second session, which needs no privilege and ends with its session. The pool
 * must have room for two.
 */
export class OracleAdapter extends DialectAdapterBase {
  readonly #database: RelationalDatabase;
  readonly #locks = new WeakMap<object, ManualTransaction>();

  constructor(database: RelationalDatabase) {
    super();
    this.#database = database;
  }

  override get supportsReturning(): boolean {
    return true;
  }

  override get supportsCreateIfNotExists(): boolean {
    return this.#database.supports("table-ddl-if-exists");
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  async acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    const { lockTable, lockRowId, lockTableSchema } = options;
    const plain = db.withoutPlugins();
    const of = lockTableSchema === undefined ? plain : plain.withSchema(lockTableSchema);
    const row = of.selectFrom(lockTable).select("id").where("id", "=", lockRowId).forUpdate().compile();
    const lock = await this.#database.begin();
    try {
      await lock.queryOne(sql.native(row.sql, row.parameters));
    } catch (error) {
      await lock[Symbol.asyncDispose]();
      throw error;
    }
    this.#locks.set(db, lock);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  async releaseMigrationLock(db: Kysely<any>): Promise<void> {
    const lock = this.#locks.get(db);
    this.#locks.delete(db);
    await lock?.[Symbol.asyncDispose]();
  }
}
