import { databaseError, DocumentWriteError, type BulkWriteResult, type WriteFailure } from "@db/core";
import { errorCodeKind } from "../error-codes.ts";
import { exportDocument } from "../values/import-value.ts";
import type { Document } from "../values/types.ts";

const nothing: BulkWriteResult = {
  insertedCount: 0,
  matchedCount: 0,
  modifiedCount: 0,
  deletedCount: 0,
  upsertedCount: 0,
  upsertedIds: new Map(),
};

/** Throws the error of the only statement of a write when that was refused. */
export function refuseFailure(answer: Document, engine: string): void {
  const [error] = (answer["writeErrors"] as Document[] | undefined) ?? [];
  if (error === undefined) return;
  const { code, message } = failureOf(error, "index");
  throw databaseError({ kind: errorCodeKind(code), engine, nativeCode: code, message });
}

/** Throws a `DocumentWriteError` when an answer has `writeErrors`; `done` is what the other statements did. */
export function refuseFailures(answer: Document, engine: string, done: Partial<BulkWriteResult>): void {
  const errors = (answer["writeErrors"] as Document[] | undefined) ?? [];
  refuse(
    errors.map((error) => failureOf(error, "index")),
    engine,
    { ...nothing, ...done },
  );
}

/** What a `bulkWrite` did; throws a `DocumentWriteError` when an operation was refused. */
export function bulkResult(answer: Document, engine: string): BulkWriteResult {
  const plain = exportDocument(answer) as Record<string, number>;
  const operations = (answer["cursor"] as { firstBatch: Document[] }).firstBatch.map(exportDocument);
  const result: BulkWriteResult = {
    insertedCount: plain["nInserted"] as number,
    matchedCount: plain["nMatched"] as number,
    modifiedCount: plain["nModified"] as number,
    deletedCount: plain["nDeleted"] as number,
    upsertedCount: plain["nUpserted"] as number,
    upsertedIds: new Map(
      operations.flatMap(({ idx, upserted }) =>
        upserted === undefined ? [] : [[idx as number, (upserted as { _id: unknown })._id] as const],
      ),
    ),
  };
  refuse(
    operations.filter(({ ok }) => ok === 0).map((operation) => failureOf(operation, "idx")),
    engine,
    result,
  );
  return result;
}

function failureOf(error: Document, place: "index" | "idx"): WriteFailure {
  const { [place]: index, code, errmsg } = exportDocument(error);
  return { index: index as number, code: code as number, message: String(errmsg) };
}

function refuse(failures: readonly WriteFailure[], engine: string, result: BulkWriteResult): void {
  const [first] = failures;
  if (first === undefined) return;
  throw new DocumentWriteError(
    { kind: errorCodeKind(first.code), engine, nativeCode: first.code, message: first.message },
    failures,
    result,
  );
}
