import { DatabaseError } from "@db/core";

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<DatabaseError> {
  const error = await promise.then(
    () => new Error("it did not reject"),
    (reason: unknown) => reason,
  );
  if (!DatabaseError.is(error)) throw error;
  return error;
}
