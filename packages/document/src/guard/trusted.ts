const marked = new WeakSet<object>();

/**
 * Marks an object of operators as the program's own, for a database that is {@link guarded}: `{ age: trusted({ $gt: 18 }) }`. It
 * is the object itself that is marked, not what it holds: a filter inside (`$elemMatch`, `$not`) has marks of its own. Returns the object.
 */
export function trusted<T extends object>(operators: T): T {
  marked.add(operators);
  return operators;
}

/** Whether an object has been marked. */
export function isTrusted(value: object): boolean {
  return marked.has(value);
}
