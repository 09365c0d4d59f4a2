import type { Binary } from "bson";
import { simpleCollation } from "../../collation.ts";
import { documentError } from "../../errors.ts";
import { remainderOfDecimals, signOf } from "../../values/decimal.ts";
import { isNumber, toDecimalOperand, wholeNumber } from "../../values/numbers.ts";
import { typeNumbers, typeOf, type BsonType, type Document } from "../../values/types.ts";
import { numericTypes, typesOfAlias } from "../parse-types.ts";
import { patternOf } from "../parse-pattern.ts";
import { testValue } from "../test-value.ts";
import { arrayOf, boolOf, documentOf, wrongType, type Check, type Keyword } from "./schema.ts";
import { unorderedKey } from "./unordered-key.ts";

/** The keywords about one value: its type, its range, its text. */
export const valueKeywords: Readonly<Record<string, Keyword>> = {
  type: (value, schema, name) => {
    if (Object.hasOwn(schema, "bsonType")) throw documentError(9, "$jsonSchema cannot have both type and bsonType");
    return typeCheck(value, name, typesOfJsonType);
  },
  bsonType: (value, _schema, name) => typeCheck(value, name, typesOfAlias),
  enum: (value, _schema, name) => {
    const keys = arrayOf(value, name, 9).map(unorderedKey);
    const allowed = new Set(keys);
    if (allowed.size < keys.length) throw documentError(9, "the keyword enum of $jsonSchema repeats a value");
    return { test: (given) => allowed.has(unorderedKey(given)) };
  },
  minimum: (value, schema, name) => rangeCheck(value, name, schema["exclusiveMinimum"] === true ? "$gt" : "$gte"),
  maximum: (value, schema, name) => rangeCheck(value, name, schema["exclusiveMaximum"] === true ? "$lt" : "$lte"),
  exclusiveMinimum: (value, schema, name) => checkExclusive(value, schema, name, "minimum"),
  exclusiveMaximum: (value, schema, name) => checkExclusive(value, schema, name, "maximum"),
  multipleOf: (value, _schema, name) => {
    if (!isNumber(value)) throw wrongType(name, "a number", value);
    const divisor = toDecimalOperand(value);
    if (signOf(divisor) <= 0) {
      throw documentError(9, "the keyword multipleOf of $jsonSchema must be above zero");
    }
    return {
      test: (given) => {
        if (!isNumber(given)) return true;
        const rest = remainderOfDecimals(toDecimalOperand(given), divisor);
        return rest.special === undefined && signOf(rest) === 0;
      },
    };
  },
  minLength: (value, _schema, name) => lengthCheck(value, name, (length, limit) => length >= limit),
  maxLength: (value, _schema, name) => lengthCheck(value, name, (length, limit) => length <= limit),
  pattern: (value, _schema, name) => {
    if (typeof value !== "string") throw wrongType(name, "a string", value);
    const { regex } = patternOf(value, "");
    return { test: (given) => typeof given !== "string" || regex.test(given) };
  },
  title: checkText,
  description: checkText,
  // What is encrypted by the client arrives as binary data of subtype 6.
  encrypt: (value, schema, name) => {
    documentOf(value, name);
    if (Object.hasOwn(schema, "encryptMetadata")) {
      throw documentError(9, "$jsonSchema cannot have both encrypt and encryptMetadata");
    }
    return { test: (given) => typeOf(given) === "binData" && (given as Binary).sub_type === 6 };
  },
  encryptMetadata: (value, _schema, name) => {
    if (Object.keys(documentOf(value, name)).length === 0) throw documentError(9, `the keyword ${name} is empty`);
    return undefined;
  },
};

/** The types of JSON that MongoDB has; `integer` is one of JSON Schema's that it has not. */
const jsonTypes: Readonly<Record<string, readonly number[]>> = {
  object: [typeNumbers.object],
  array: [typeNumbers.array],
  boolean: [typeNumbers.bool],
  number: numericTypes,
  string: [typeNumbers.string],
  null: [typeNumbers.null],
};

function typesOfJsonType(name: string): readonly number[] {
  const types = Object.hasOwn(jsonTypes, name) ? jsonTypes[name] : undefined;
  if (types !== undefined) return types;
  if (name === "integer")
    throw documentError(9, "$jsonSchema type 'integer' is not supported; bsonType has int and long");
  throw documentError(2, `unknown type name alias: ${JSON.stringify(name)}`);
}

function typeCheck(value: unknown, name: string, typesOf: (alias: string) => readonly number[]): Check {
  const aliases = typeof value === "string" ? [value] : arrayOf(value, name, 9);
  const types = aliases.flatMap((alias) => {
    if (typeof alias !== "string") throw wrongType(name, "a string or an array of strings", alias);
    return typesOf(alias);
  });
  if (new Set(aliases).size < aliases.length)
    throw documentError(9, `the keyword ${name} of $jsonSchema repeats a type`);
  return { test: (given) => types.includes(typeNumbers[typeOf(given) as Exclude<BsonType, "missing">]) };
}

function rangeCheck(value: unknown, name: string, operator: "$gt" | "$gte" | "$lt" | "$lte"): Check {
  if (!isNumber(value)) throw wrongType(name, "a number", value);
  const filter = { kind: "compare", path: [], operator, value } as const;
  return { test: (given) => !isNumber(given) || testValue(filter, given, simpleCollation) };
}

function checkExclusive(value: unknown, schema: Document, name: string, limit: string): undefined {
  boolOf(value, name);
  if (!Object.hasOwn(schema, limit)) throw documentError(9, `the keyword ${name} of $jsonSchema needs ${limit}`);
}

function checkText(value: unknown, _schema: Document, name: string): undefined {
  if (typeof value !== "string") throw wrongType(name, "a string", value);
}

/** A count that a keyword gives: a whole number of 64 bits from 0; code 9 for anything else. */
export function countOf(value: unknown, name: string): number {
  const count = wholeNumber(value);
  if (count === undefined || count < 0n) {
    throw documentError(9, `the keyword ${name} of $jsonSchema must be a whole number that is not negative`);
  }
  return Number(count);
}

function lengthCheck(value: unknown, name: string, holds: (length: number, limit: number) => boolean): Check {
  const limit = countOf(value, name);
  return { test: (given) => typeof given !== "string" || holds([...given].length, limit) };
}
