import { DatabaseError } from "@db/core";

/** The error a call rejects with; fails when it does not reject, or with one that is no `DatabaseError`. */
export async function rejection(call: Promise<unknown>): Promise<DatabaseError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (DatabaseError.is(outcome)) return outcome;
  throw new Error(`expected a DatabaseError, got ${String(outcome)}`);
}
