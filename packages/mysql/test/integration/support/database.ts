import { afterAll, describe } from "@jest/globals";
import { createDatabase, sql, type DatabaseDefinition, type RelationalDatabase } from "@db/core";
import type { MysqlOptions } from "../../../src/index.ts";

/** `mysql` or `mariadb`. */
export type Make = (options?: MysqlOptions) => DatabaseDefinition;

/** The databases of one group of tests: closed after it, when none of their sessions may be left on the server. */
export interface Databases {
  make(options?: MysqlOptions): RelationalDatabase;
  /** A name that no other file uses. */
  readonly name: string;
  /** Runs before they are closed. */
  finally(task: () => Promise<unknown>): void;
}

let count = 0;

/** Makes databases that are closed after the last test, and fails when a session of theirs stays. */
export function databases(define: Make, url: () => string): Databases {
  const name = `db_mysql_test_${process.pid}_${++count}`;
  const made: RelationalDatabase[] = [];
  const tasks: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const task of tasks) await task();
    await Promise.all(made.map((db) => db.close()));
    const watcher = createDatabase(define({ url: url() }));
    try {
      await sessionsGone(watcher);
    } finally {
      await watcher.close();
    }
  }, 30_000);
  return {
    name,
    finally: (task) => void tasks.push(task),
    make: (options) => {
      const db = createDatabase(define({ url: url(), ...options }));
      made.push(db);
      return db;
    },
  };
}

/**
 * The same for a private server, which is stopped by the group around: a group of its own is ended before.
 * Awaiting nothing, it can be called inside `describePrivateServer`.
 */
export function withDatabases(define: Make, url: () => string, tests: (made: Databases) => void): void {
  describe("called by this package", () => {
    tests(databases(define, url));
  });
}

/** Waits until the server has noticed that sessions are gone; throws when some stay. */
async function sessionsGone(watcher: RelationalDatabase): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const left = await watcher.query(
      sql`select id, command, info from information_schema.processlist where user = substring_index(current_user(), '@', 1) and id <> connection_id()`,
    );
    if (left.length === 0) return;
    if (attempt === 50) throw new Error(`sessions are left on the server: ${JSON.stringify(left)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The error a call rejects with; fails when it does not reject. */
export async function rejection(call: Promise<unknown> | (() => Promise<unknown>)): Promise<Record<string, unknown>> {
  try {
    await (typeof call === "function" ? call() : call);
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error("the call did not reject");
}
