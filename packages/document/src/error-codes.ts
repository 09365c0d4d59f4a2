import type { ErrorKind } from "@db/core";

/**
 * The names of MongoDB's error codes that this package raises, and their kinds
 * (https://www.mongodb.com/docs/manual/reference/error-codes). A code without a name is a place in the server's
 * source and means a fault in what was asked: `invalid-value`.
 */
const known: Readonly<Record<number, readonly [name: string, kind: ErrorKind]>> = {
  2: ["BadValue", "invalid-value"],
  9: ["FailedToParse", "syntax-error"],
  13: ["Unauthorized", "permission-denied"],
  14: ["TypeMismatch", "invalid-value"],
  15: ["Overflow", "value-out-of-range"],
  16: ["InvalidLength", "invalid-value"],
  17: ["ProtocolError", "usage"],
  20: ["IllegalOperation", "usage"],
  26: ["NamespaceNotFound", "undefined-table"],
  27: ["IndexNotFound", "undefined-object"],
  28: ["PathNotViable", "invalid-value"],
  40: ["ConflictingUpdateOperators", "syntax-error"],
  43: ["CursorNotFound", "undefined-object"],
  48: ["NamespaceExists", "duplicate-object"],
  50: ["MaxTimeMSExpired", "timeout"],
  52: ["DollarPrefixedFieldName", "invalid-value"],
  53: ["InvalidIdField", "invalid-value"],
  54: ["NotSingleValueField", "invalid-value"],
  55: ["InvalidDBRef", "invalid-value"],
  56: ["EmptyFieldName", "syntax-error"],
  57: ["DottedFieldName", "invalid-value"],
  59: ["CommandNotFound", "unsupported"],
  66: ["ImmutableField", "invalid-value"],
  67: ["CannotCreateIndex", "invalid-value"],
  72: ["InvalidOptions", "invalid-value"],
  73: ["InvalidNamespace", "syntax-error"],
  85: ["IndexOptionsConflict", "duplicate-object"],
  86: ["IndexKeySpecsConflict", "duplicate-object"],
  96: ["OperationFailed", "invalid-value"],
  115: ["CommandNotSupported", "unsupported"],
  121: ["DocumentValidationFailure", "check-violation"],
  125: ["CommandFailed", "unsupported"],
  146: ["ExceededMemoryLimit", "resources-exhausted"],
  158: ["OperationNotSupportedInTransaction", "unsupported"],
  165: ["ViewDepthLimitExceeded", "value-out-of-range"],
  166: ["CommandNotSupportedOnView", "unsupported"],
  167: ["OptionNotSupportedOnView", "unsupported"],
  168: ["InvalidPipelineOperator", "syntax-error"],
  171: ["CannotIndexParallelArrays", "invalid-value"],
  175: ["QueryPlanKilled", "undefined-table"],
  181: ["AmbiguousIndexKeyPattern", "invalid-value"],
  197: ["InvalidIndexSpecificationOption", "invalid-value"],
  222: ["CloneFailed", "internal"],
  235: ["MechanismUnavailable", "unsupported"],
  238: ["NotImplemented", "unsupported"],
  241: ["ConversionFailure", "invalid-value"],
  251: ["NoSuchTransaction", "transaction-state"],
  260: ["InvalidResumeToken", "invalid-value"],
  263: ["OperationNotSupportedInTransaction", "unsupported"],
  280: ["ChangeStreamFatalError", "invalid-value"],
  286: ["ChangeStreamHistoryLost", "undefined-object"],
  291: ["NoQueryExecutionPlans", "undefined-object"],
  292: ["QueryExceededMemoryLimitNoDiskUseAllowed", "resources-exhausted"],
  334: ["ErrorLabelConflict", "invalid-value"],
  10334: ["BSONObjectTooLarge", "value-too-long"],
  11000: ["DuplicateKey", "unique-violation"],
  17280: ["KeyTooLong", "value-too-long"],
};

/** The name of a code of MongoDB's, `Location12345` for one that has none. */
export function errorCodeName(code: number): string {
  return known[code]?.[0] ?? `Location${code}`;
}

/** The kind of error that a code of MongoDB's is. */
export function errorCodeKind(code: number): ErrorKind {
  return known[code]?.[1] ?? "invalid-value";
}
