import { unsupported } from "@db/core";

/** What is refused, and another way. */
type Refused = readonly [what: string, hint?: string];

/** How a dialect's compiler refuses what the engine has no words for. */
export interface Refusals {
  /** @throws DatabaseError `unsupported`. */
  refuse(what: string, hint?: string): never;
  /** Refuses parts of a query's tree that are set. @throws DatabaseError `unsupported`, naming the first. */
  refuseParts<T extends object>(node: T, parts: Partial<Record<keyof T, Refused>>): void;
}

/** The refusals of an engine's compiler. */
export function refusalsOf(engine: string): Refusals {
  const refuse = (what: string, hint?: string): never => {
    throw unsupported(engine, what, hint);
  };
  return {
    refuse,
    refuseParts<T extends object>(node: T, parts: Partial<Record<keyof T, Refused>>): void {
      for (const [part, [what, hint]] of Object.entries(parts) as [keyof T, Refused][]) {
        const value = node[part];
        if (value !== undefined && value !== false) refuse(what, hint);
      }
    },
  };
}
