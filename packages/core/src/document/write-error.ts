import { DatabaseError, type DatabaseErrorInit } from "../errors/database-error.ts";
import type { BulkWriteResult, WriteFailure } from "./results.ts";

/** Some of several writes were refused. The error's own kind and code are those of the first. */
export class DocumentWriteError extends DatabaseError {
  /** Every write that was refused, in the order of their places. */
  readonly failures: readonly WriteFailure[];
  /** What the others did. */
  readonly result: BulkWriteResult;

  constructor(init: DatabaseErrorInit, failures: readonly WriteFailure[], result: BulkWriteResult) {
    super(init);
    this.failures = failures;
    this.result = result;
  }

  static {
    Object.defineProperty(DocumentWriteError.prototype, "name", {
      value: "DocumentWriteError",
      writable: true,
      configurable: true,
    });
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), failures: this.failures };
  }
}
