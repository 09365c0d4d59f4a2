import { composeMessage, DocumentWriteError, type BulkWriteResult, type WriteFailure } from "@db/core";
import { exportDocument } from "@db/document/engine";
import { MongoBulkWriteError, type BulkWriteResult as ClientResult, type WriteError } from "mongodb";
import { codeFacts, engine, toDatabaseError, type CallState } from "./mongo-errors.ts";

/** What several writes did, in this product's form. */
export function bulkResult(result: ClientResult): BulkWriteResult {
  const { ids } = exportDocument({ ids: result.upsertedIds }) as { ids: Record<string, unknown> };
  return {
    insertedCount: result.insertedCount,
    matchedCount: result.matchedCount,
    modifiedCount: result.modifiedCount,
    deletedCount: result.deletedCount,
    upsertedCount: result.upsertedCount,
    upsertedIds: new Map(Object.entries(ids).map(([place, id]) => [Number(place), id])),
  };
}

/** The error of several writes: a `DocumentWriteError` where some were refused. */
export function bulkError(error: unknown, state: CallState): Error {
  if (!(error instanceof MongoBulkWriteError)) return toDatabaseError(error, state);
  const failures = (Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]).map(failureOf);
  const [first] = failures;
  if (first === undefined) return toDatabaseError(originOf(error), state);
  const facts = codeFacts(first.code, firstText(error));
  return new DocumentWriteError(
    { engine, ...facts, ...(state.transaction ? { transactionState: "ended" } : {}), cause: error },
    failures,
    bulkResult(error.result),
  );
}

/** The client wraps whatever ends a batch, also what is no answer of the server. */
function originOf(error: MongoBulkWriteError): unknown {
  return error.errorResponse instanceof Error ? error.errorResponse : error;
}

const firstText = ({ writeErrors }: MongoBulkWriteError): string =>
  (Array.isArray(writeErrors) ? writeErrors[0] : writeErrors)?.errmsg ?? "";

/** The server's text holds values; this one has names alone. */
function failureOf({ index, code, errmsg = "" }: WriteError): WriteFailure {
  const { nativeCode: _, ...facts } = codeFacts(code, errmsg);
  return { index, code, message: composeMessage(facts) };
}
