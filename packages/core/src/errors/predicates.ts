import { DatabaseError } from "./database-error.ts";
import type { ErrorKind } from "./error-kinds.ts";

/** Whether an error is one of this product's with one of these kinds. */
export function isKind(error: unknown, ...kinds: readonly ErrorKind[]): error is DatabaseError {
  return DatabaseError.is(error) && kinds.includes(error.kind);
}

/** A row with the same unique key exists already. */
export const isUniqueViolation = (error: unknown): error is DatabaseError => isKind(error, "unique-violation");
/** A referenced row is missing, or a row is still referenced. */
export const isForeignKeyViolation = (error: unknown): error is DatabaseError => isKind(error, "foreign-key-violation");
/** A column that must have a value got none. */
export const isNotNullViolation = (error: unknown): error is DatabaseError => isKind(error, "not-null-violation");
/** A check constraint refused the row. */
export const isCheckViolation = (error: unknown): error is DatabaseError => isKind(error, "check-violation");
/** Any constraint of the schema refused the data. */
export const isConstraintViolation = (error: unknown): error is DatabaseError =>
  DatabaseError.is(error) && error.family === "constraint";
/** The server ended the transaction to break a deadlock. */
export const isDeadlock = (error: unknown): error is DatabaseError => isKind(error, "deadlock");
/** A concurrent transaction made this one impossible to serialize. */
export const isSerializationFailure = (error: unknown): error is DatabaseError =>
  isKind(error, "serialization-failure");
/** The call's time limit, the wait for a connection or the wait for a lock ran out. */
export const isTimeout = (error: unknown): error is DatabaseError =>
  isKind(error, "timeout", "acquire-timeout", "lock-timeout");
/** The call's own signal ended it. */
export const isAborted = (error: unknown): error is DatabaseError => isKind(error, "aborted");
/** The server could not be reached, or the connection broke. */
export const isConnectionError = (error: unknown): error is DatabaseError =>
  DatabaseError.is(error) && error.family === "connection";
/** Repeating the whole transaction may succeed and cannot do its work twice. */
export const isRetryable = (error: unknown): error is DatabaseError =>
  DatabaseError.is(error) &&
  (error.retry === "statement" || error.retry === "transaction" || error.retry === "reconnect");
