import { DatabaseError, databaseError } from "@db/core";
import { typeOf } from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";

/** Why a document was refused. */
export interface Reason {
  readonly code: number | undefined;
  readonly message: string;
}

/** The reason in an error of a transformation. The text of a function's own error may hold values, and is not repeated. */
export function reasonOf(error: unknown): Reason {
  if (!DatabaseError.is(error)) {
    return {
      code: undefined,
      message: `the transformation threw ${error instanceof Error ? error.name : typeof error}`,
    };
  }
  return { code: typeof error.nativeCode === "number" ? error.nativeCode : undefined, message: error.message };
}

/** A refused document as it is put aside. The same document of the same transfer is put aside once. */
export function deadLetter(
  transfer: string,
  collection: string,
  document: ExactDocument,
  { code, message }: Reason,
): ExactDocument {
  return {
    _id: { transfer, collection, id: document["_id"] },
    transfer,
    collection,
    error: { ...(code === undefined ? {} : { code }), message },
    document,
  };
}

/** The error that ends a transfer whose policy is `fail`. It names no value. */
export function refusedError(
  collection: string,
  document: ExactDocument,
  reason: Reason,
  cause?: unknown,
): DatabaseError {
  const facts = DatabaseError.is(cause)
    ? { kind: cause.kind, engine: cause.engine }
    : { kind: "invalid-value" as const };
  return databaseError({
    ...facts,
    nativeCode: reason.code,
    message: `a document of ${JSON.stringify(collection)} with an _id of type ${typeOf(document["_id"])} was refused: ${reason.message}`,
    hint: "set onError to skip or dead-letter to go on without such documents",
    cause,
  });
}
