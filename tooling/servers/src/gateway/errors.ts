import type { Document } from "bson";

/** The extension's SQLSTATEs that stand for MongoDB's error codes, as far as a driver's users look at them. */
const codes: Readonly<Record<string, readonly [code: number, name: string]>> = {
  M0000: [1, "InternalError"],
  M0001: [2, "BadValue"],
  M0003: [9, "FailedToParse"],
  M0004: [14, "TypeMismatch"],
  M0005: [15, "Overflow"],
  M0006: [20, "IllegalOperation"],
  M0008: [26, "NamespaceNotFound"],
  M0009: [27, "IndexNotFound"],
  M000A: [28, "PathNotViable"],
  M000D: [40, "ConflictingUpdateOperators"],
  M000E: [43, "CursorNotFound"],
  M000F: [48, "NamespaceExists"],
  M000G: [52, "DollarPrefixedFieldName"],
  M000J: [56, "EmptyFieldName"],
  M000K: [57, "DottedFieldName"],
  M000M: [66, "ImmutableField"],
  M000N: [67, "CannotCreateIndex"],
  M000O: [68, "IndexAlreadyExists"],
  M000P: [72, "InvalidOptions"],
  M000Q: [73, "InvalidNamespace"],
  M000R: [85, "IndexOptionsConflict"],
  M000S: [86, "IndexKeySpecsConflict"],
  M000U: [115, "CommandNotSupported"],
  M000Z: [166, "CommandNotSupportedOnView"],
  M0012: [197, "InvalidIndexSpecificationOption"],
  M0015: [241, "ConversionFailure"],
  M0016: [263, "OperationNotSupportedInTransaction"],
  M001B: [10334, "BSONObjectTooLarge"],
  M001C: [11000, "DuplicateKey"],
  M00CO: [121, "DocumentValidationFailure"],
  M00F1: [112, "WriteConflict"],
  M007R: [40319, "Location40319"],
  M007T: [40323, "Location40323"],
  M007U: [40324, "Location40324"],
  M0088: [40415, "Location40415"],
};

/** PostgreSQL's own, which MongoDB has names for too. */
const postgresCodes: Readonly<Record<string, readonly [code: number, name: string]>> = {
  "40001": [112, "WriteConflict"],
  "23505": [11000, "DuplicateKey"],
  "23P01": [11000, "DuplicateKey"],
  "40P01": [112, "WriteConflict"],
  "55P03": [24, "LockTimeout"],
  "57014": [50, "MaxTimeMSExpired"],
  "42501": [13, "Unauthorized"],
};

const unknown = [8, "UnknownError"] as const;

/** An error the gateway itself answers with. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: readonly string[];

  constructor(code: number, codeName: string, message: string, labels: readonly string[] = []) {
    super(message);
    this.code = code;
    this.codeName = codeName;
    this.labels = labels;
  }
}

/** The answer to a command that failed. */
export function errorAnswer(error: unknown, inTransaction: boolean): Document {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError) return answer(error.code, error.codeName, message, error.labels);
  const state = String((error as { readonly code?: unknown }).code);
  const [code, name] = codes[state] ?? postgresCodes[state] ?? unknown;
  return answer(code, name, message, inTransaction && code === 112 ? ["TransientTransactionError"] : []);
}

function answer(code: number, codeName: string, errmsg: string, labels: readonly string[]): Document {
  return { ok: 0, errmsg, code, codeName, ...(labels.length > 0 ? { errorLabels: labels } : {}) };
}

/** Inside a result the extension gives its SQLSTATE as PostgreSQL packs it: five characters of six bits. */
export function unpackCode(packed: number): number {
  const state = [0, 6, 12, 18, 24].map((shift) => String.fromCharCode(((packed >> shift) & 63) + 48)).join("");
  return codes[state]?.[0] ?? packed;
}
