import { DatabaseError } from "@db/core";

/** Whether an error is core's of kind `unsupported`. */
export function isUnsupported(error: unknown): boolean {
  return DatabaseError.is(error) && error.kind === "unsupported";
}
