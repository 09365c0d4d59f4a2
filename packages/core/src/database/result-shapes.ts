import type { Result } from "../driver/index.ts";
import { databaseError } from "../errors/index.ts";

/** The only row of a result, or none. @throws DatabaseError `too-many-rows`. */
export function atMostOne<R>(rows: readonly R[], engine: string): R | undefined {
  if (rows.length > 1)
    throw databaseError({
      kind: "too-many-rows",
      engine,
      message: `the query gave ${rows.length} rows where at most one was expected`,
    });
  return rows[0];
}

/** The only row of a result. @throws DatabaseError `no-rows` or `too-many-rows`. */
export function exactlyOne<R>(rows: readonly R[], engine: string): R {
  const row = atMostOne(rows, engine);
  if (row === undefined) throw databaseError({ kind: "no-rows", engine });
  return row;
}

/** The rows of a result as the caller's type. */
export function rowsOf<R>(result: Result): R[] {
  return result.rows as R[];
}
