import { DatabaseError } from "@db/core";

/** The error of a document that a unique index or a rule of MongoDB's refuses; everything else is thrown on. */
export function asRefusal(error: unknown): DatabaseError {
  if (DatabaseError.is(error) && typeof error.nativeCode === "number") return error;
  throw error;
}
