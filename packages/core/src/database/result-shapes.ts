import type { Result } from "../driver/index.ts";
import { databaseError } from "../errors/index.ts";
import type { ExecuteResult } from "./queryable.ts";

/** Makes of a result what the caller asked for; the engine is named in errors. */
export type ResultShape<T> = (result: Result, engine: string) => T;

/** The whole result. */
export function wholeResult<R extends object>(result: Result): ExecuteResult<R> {
  return result as unknown as ExecuteResult<R>;
}

/** The rows as the caller's type. */
export function rowsOf<R>(result: Result): R[] {
  return result.rows as R[];
}

/** The only row of a result, or none. @throws DatabaseError `too-many-rows`. */
export function atMostOne<R>({ rows }: Result, engine: string): R | undefined {
  if (rows.length > 1)
    throw databaseError({
      kind: "too-many-rows",
      engine,
      message: `the query gave ${rows.length} rows where at most one was expected`,
    });
  return rows[0] as R | undefined;
}

/** The only row of a result. @throws DatabaseError `no-rows` or `too-many-rows`. */
export function exactlyOne<R>(result: Result, engine: string): R {
  const row = atMostOne<R>(result, engine);
  if (row === undefined) throw databaseError({ kind: "no-rows", engine });
  return row;
}
