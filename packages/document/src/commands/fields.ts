import { documentError } from "../errors.ts";
import { decimalToDouble, quantize } from "../values/decimal.ts";
import { isNumber, numberType, toDecimal, toDouble, wholeNumber, type NumberValue } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import { checkReadConcern, checkWriteConcern } from "./concerns.ts";

/** What a field of a command may be. */
type FieldType =
  | "any"
  | "bool"
  /** A bool, or a number that counts as one. */
  | "bool-like"
  | "string"
  | "object"
  | "array"
  | "number"
  /** A whole number from 0 of any numeric type; code 2 when it is negative. */
  | "count"
  /** A whole number of milliseconds from 0 to 2^31 - 1. */
  | "milliseconds"
  /** An index's name or key; code 9 for another type. */
  | "hint";

/** The fields that a command knows. A field that is null counts as absent, unless it is required. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

/** What every command takes beside its own fields; sessions and `$db` come from a driver and mean nothing here. */
const common: FieldTypes = {
  $db: "string",
  $clusterTime: "object",
  $readPreference: "object",
  apiDeprecationErrors: "bool",
  apiStrict: "bool",
  apiVersion: "string",
  autocommit: "bool",
  comment: "any",
  lsid: "object",
  maxTimeMS: "milliseconds",
  readConcern: "object",
  startTransaction: "bool",
  txnNumber: "any",
  writeConcern: "object",
};

/** How {@link checkFields} treats a command. */
export interface FieldRules {
  readonly fields: FieldTypes;
  /** Code 40414 when absent or null. */
  readonly required?: readonly string[];
  /** Code 14 when null, where absence is allowed. */
  readonly notNull?: readonly string[];
  /** Whether the command writes; one that does not refuses `writeConcern` with code 72, and one that does `readConcern`. */
  readonly writes: boolean;
}

/**
 * Checks the fields of a command, or of a part of one: code 40415 for a name that is not known, 14 for a value of the
 * wrong type.
 */
export function checkFields(command: Document, name: string, rules: FieldRules): void {
  for (const field of Object.keys(command)) {
    if (field === name) continue;
    const type = Object.hasOwn(rules.fields, field)
      ? rules.fields[field]
      : Object.hasOwn(common, field)
        ? common[field]
        : undefined;
    if (type === undefined) throw documentError(40415, `${name} has no field ${JSON.stringify(field)}`);
    const value = command[field];
    if (value === null && rules.notNull?.includes(field) === true) throw documentError(14, `${name}.${field} is null`);
    checkType(value, type, `${name}.${field}`);
  }
  for (const field of rules.required ?? []) {
    if ((fieldOf(command, field) ?? null) === null) throw documentError(40414, `${name} needs the field ${field}`);
  }
  checkReadConcern(fieldOf(command, "readConcern"));
  checkWriteConcern(fieldOf(command, "writeConcern"));
  const wrong = rules.writes ? undefined : "writeConcern";
  if (wrong !== undefined && isDocument(fieldOf(command, wrong))) {
    throw documentError(72, `${name} does not take ${wrong}`);
  }
}

const allowed: Partial<Record<FieldType, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  "bool-like": (value) => typeof value === "boolean" || isNumber(value),
  string: (value) => typeof value === "string",
  object: isDocument,
  array: Array.isArray,
  number: isNumber,
  count: isNumber,
  milliseconds: isNumber,
  hint: (value) => typeof value === "string" || isDocument(value),
};

function checkType(value: unknown, type: FieldType, where: string): void {
  if (value === null || value === undefined) return;
  if (allowed[type]?.(value) === false) {
    throw documentError(type === "hint" ? 9 : 14, `${where} cannot be of type ${typeOf(value)}`);
  }
  if (type === "count" && toDouble(value as NumberValue) < 0) throw documentError(2, `${where} must not be negative`);
  if (type === "milliseconds") {
    const number = toDouble(value as NumberValue);
    // A number that is no whole one is not understood; one that is too large is out of range.
    if (!Number.isFinite(number) || (Math.abs(number) < 2 ** 53 && wholeNumber(value) === undefined)) {
      throw documentError(9, `${where} must be a whole number`);
    }
    if (number < 0 || number > 2_147_483_647) throw documentError(2, `${where} is out of range`);
  }
}

/** A field that is a number, cut to a whole one; `undefined` when it is absent or null. */
export function countField(command: Document, field: string): number | undefined {
  const value = givenField(command, field);
  if (value === undefined) return undefined;
  const number = value as NumberValue;
  // A decimal is rounded, half to even; a double is cut.
  const whole =
    numberType(number) === "decimal" ? decimalToDouble(quantize(toDecimal(number), 0, "half-even")) : toDouble(number);
  return Number.isNaN(whole) ? 0 : Math.trunc(whole);
}

/** A field, where null counts as absent. */
export function givenField(command: Document, field: string): unknown {
  const value = fieldOf(command, field);
  return value === null ? undefined : value;
}

/** A field that is a document; empty when it is absent. */
export function documentField(command: Document, field: string): Document {
  return (givenField(command, field) as Document | undefined) ?? {};
}

/** A field that is an array; empty when it is absent. */
export function arrayField(command: Document, field: string): readonly unknown[] {
  return (givenField(command, field) as readonly unknown[] | undefined) ?? [];
}

/** Whether a bool-like field is true; `otherwise` when it is absent. */
export function flagField(command: Document, field: string, otherwise = false): boolean {
  const value = givenField(command, field);
  if (value === undefined) return otherwise;
  return value === true || (isNumber(value) && toDouble(value) !== 0);
}

/** The name of the collection that a command is for, from one of its fields. Code 73 for what cannot be one. */
export function collectionName(command: Document, field: string): string {
  const value = fieldOf(command, field);
  if (typeof value !== "string") throw documentError(73, `${field} needs a collection's name, not a ${typeOf(value)}`);
  checkCollectionName(value);
  return value;
}

/** Code 73 for a name that no collection can have. */
export function checkCollectionName(name: string): void {
  if (name === "" || name.startsWith(".") || name.includes("\u0000") || name.includes("$")) {
    throw documentError(
      73,
      "the collection's name is not valid: it is empty, begins with a dot, or has a $ or NUL in it",
    );
  }
}
