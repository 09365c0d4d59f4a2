import { unsupported } from "@db/core";

/** Refuses what Oracle has no words for. @throws DatabaseError `unsupported`. */
export function refuse(what: string, hint?: string): never {
  throw unsupported("oracle", what, hint);
}

/** Refuses parts of a query's tree that are set. @throws DatabaseError `unsupported`, naming the first. */
export function refuseParts<T extends object>(
  node: T,
  parts: Partial<Record<keyof T, readonly [string, string?]>>,
): void {
  for (const [part, [what, hint]] of Object.entries(parts) as [keyof T, readonly [string, string?]][]) {
    const value = node[part];
    if (value !== undefined && value !== false) refuse(what, hint);
  }
}
