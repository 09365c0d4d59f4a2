import type { RelationalDatabase } from "@db/core";
import type { DialectAdapter, Kysely, MigrationLockOptions } from "kysely";

/** Kysely's adapter of a family of engines, with what core knows better: what the server at hand can do. */
export class DatabaseAdapter implements DialectAdapter {
  readonly #base: DialectAdapter;
  readonly #database: RelationalDatabase;

  constructor(base: DialectAdapter, database: RelationalDatabase) {
    this.#base = base;
    this.#database = database;
  }

  get supportsCreateIfNotExists(): boolean {
    return this.#base.supportsCreateIfNotExists ?? false;
  }

  /** Core's pools say how many there are; Kysely's own lock around every call would keep readers waiting. */
  get supportsMultipleConnections(): boolean {
    return true;
  }

  get supportsTransactionalDdl(): boolean {
    return this.#database.capabilities.transactionalDdl;
  }

  get supportsReturning(): boolean {
    return this.#base.supportsReturning ?? false;
  }

  get supportsOutput(): boolean {
    return this.#base.supportsOutput ?? false;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  acquireMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    return this.#base.acquireMigrationLock(db, options);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  releaseMigrationLock(db: Kysely<any>, options: MigrationLockOptions): Promise<void> {
    return this.#base.releaseMigrationLock(db, options);
  }
}
