import { afterAll, describe } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { postgres, type PostgresOptions } from "../../../src/index.ts";

/** The databases of one test file: closed after it, when none of their sessions may be left on the server. */
export interface Databases {
  /** Opens one by the file's own application name. */
  make(options?: PostgresOptions): RelationalDatabase;
  readonly application: string;
  /** Runs before they are closed. */
  finally(task: () => Promise<unknown>): void;
}

let count = 0;

/** Makes databases that are closed after the file's last test, and fails the file when a session of theirs stays. */
export function databases(url: () => string): Databases {
  const application = `db-postgres-test-${process.pid}-${++count}`;
  const made: RelationalDatabase[] = [];
  const tasks: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const task of tasks) await task();
    await Promise.all(made.map((db) => db.close()));
    const watcher = createDatabase(postgres({ url: url(), applicationName: "db-postgres-test-watcher" }));
    try {
      await sessionsGone(watcher, application);
    } finally {
      await watcher.close();
    }
  }, 30_000);
  return {
    application,
    finally: (task) => void tasks.push(task),
    make: (options) => {
      const db = createDatabase(postgres({ url: url(), applicationName: application, ...options }));
      made.push(db);
      return db;
    },
  };
}

/**
 * The same for a private server, which is stopped by the group around: a group of its own is ended before.
 * Awaiting nothing, it can be called inside `describePrivateServer`.
 */
export function withDatabases(url: () => string, tests: (made: Databases) => void): void {
  describe("called by this package", () => {
    tests(databases(url));
  });
}

/** Waits until the server has noticed that sessions are gone; throws when some stay. */
async function sessionsGone(watcher: RelationalDatabase, application: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const left = await watcher.query<{ pid: number; state: string; query: string }>(
      sql`select pid, state, query from pg_stat_activity where application_name = ${application}`,
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
