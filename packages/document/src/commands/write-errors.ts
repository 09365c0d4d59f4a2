import { DatabaseError } from "@db/core";
import { Int32 } from "bson";
import type { Document } from "../values/types.ts";

/** An entry of `writeErrors`: which statement failed and why. What is no fault of the statement's is thrown on. */
export function writeError(index: number, error: unknown): Document {
  if (!DatabaseError.is(error) || typeof error.nativeCode !== "number") throw error;
  return { index: new Int32(index), code: new Int32(error.nativeCode), errmsg: error.message };
}

/**
 * Runs statements one after another. An ordered run ends at the first that fails, an unordered one goes on; the failed
 * ones are answered as `writeErrors`.
 */
export async function runStatements<T>(
  statements: readonly T[],
  ordered: boolean,
  run: (statement: T, index: number) => Promise<void>,
): Promise<Document[]> {
  const errors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      await run(statement, index);
    } catch (error) {
      errors.push(writeError(index, error));
      if (ordered) break;
    }
  }
  return errors;
}
