import type { AnyDocument, BulkOperation } from "@db/core";

/** An operation of `bulkWrite` as the command has it; all are of the first namespace. */
export function bulkOperation<T>(operation: BulkOperation<T>): AnyDocument {
  if ("insertOne" in operation) return { insert: 0, document: operation.insertOne.document };
  if ("updateOne" in operation || "updateMany" in operation) {
    const multi = "updateMany" in operation;
    const { filter, update, ...options } = "updateMany" in operation ? operation.updateMany : operation.updateOne;
    return { update: 0, filter, updateMods: update, multi, ...options };
  }
  if ("replaceOne" in operation) {
    const { filter, replacement, ...options } = operation.replaceOne;
    return { update: 0, filter, updateMods: replacement, multi: false, ...options };
  }
  const multi = "deleteMany" in operation;
  const { filter, ...options } = "deleteMany" in operation ? operation.deleteMany : operation.deleteOne;
  return { delete: 0, filter, multi, ...options };
}
