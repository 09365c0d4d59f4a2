import type { RelationalDatabase } from "@db/core";

const listeners = new WeakMap<RelationalDatabase, Set<() => void>>();

/** Calls `wake` after commits of this process to a database, until the function that it gives is called. */
export function listenHere(db: RelationalDatabase, wake: () => void): () => Promise<void> {
  // A function of its own: one may listen twice.
  const listener = (): void => wake();
  const all = listeners.get(db) ?? new Set();
  listeners.set(db, all.add(listener));
  return async () => void all.delete(listener);
}

/** Tells those who listen that something may have been committed. */
export function committedHere(db: RelationalDatabase): void {
  for (const listener of listeners.get(db) ?? []) listener();
}
