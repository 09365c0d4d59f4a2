import { documentError } from "../errors.ts";
import { checkPathParts, pathsOverlap, splitPath } from "../path.ts";
import { compare } from "../values/compare.ts";
import { isDocument, typeOf } from "../values/types.ts";
import { arrayFilterName } from "./expand-path.ts";
import { identical } from "./identical.ts";
import { unchanged, type UpdateOperator } from "./operator.ts";
import { timestampOf } from "./replace-document.ts";

/** `$set` and `$setOnInsert`. */
export const set: UpdateOperator = {
  parse: (operand) => operand,
  apply: (value, operand) => (value !== undefined && identical(value, operand) ? unchanged : operand),
};

/** `$unset`: its operand does not matter. */
export const unset: UpdateOperator = { parse: (operand) => operand };

/** `$min` (-1) and `$max` (1): in the order of all values, whatever their types. */
export function extreme(sign: 1 | -1): UpdateOperator {
  return {
    parse: (operand) => operand,
    apply: (value, operand, { collation }) =>
      value === undefined || Math.sign(compare(operand, value, collation.order)) === sign ? operand : unchanged,
  };
}

/** `$currentDate`: code 2 for an operand that is neither a bool nor `{ $type: "date" | "timestamp" }`. */
export const currentDate: UpdateOperator = {
  parse: (operand) => {
    if (typeof operand === "boolean") return "date";
    if (!isDocument(operand)) {
      throw documentError(2, `$currentDate needs a bool or a document with $type, not a ${typeOf(operand)}`);
    }
    const type = operand["$type"];
    if (Object.keys(operand).some((name) => name !== "$type") || (type !== "date" && type !== "timestamp")) {
      throw documentError(2, "the $type of $currentDate must be 'date' or 'timestamp' and stand alone");
    }
    return type;
  },
  apply: (_value, operand, settings) => (operand === "timestamp" ? timestampOf(settings) : settings.now),
};

/** `$rename`: gives the new path. Throws code 2 for a new name that is no string, is on the old path or positional. */
export const rename: UpdateOperator = {
  parse: (operand, from) => {
    if (typeof operand !== "string") {
      throw documentError(2, `the new name of $rename must be a string, not a ${typeOf(operand)}`);
    }
    if (operand.includes("\0")) throw documentError(2, "the new name of $rename cannot have a null character");
    const to = splitPath(operand);
    checkPathParts(to, "$rename");
    if (pathsOverlap(from, to)) {
      throw documentError(2, "the source and the target of $rename must differ and not be on the same path");
    }
    for (const part of [...from, ...to]) {
      if (part === "$" || arrayFilterName(part) !== undefined) {
        throw documentError(2, "the source and the target of $rename may not be dynamic");
      }
    }
    return to;
  },
};
