import { documentError } from "../errors.ts";
import { isNumber, wholeInt32 } from "../values/numbers.ts";
import { typeNumbers, typeOf } from "../values/types.ts";

/** `number` stands for all four. */
export const numericTypes: readonly number[] = [
  typeNumbers.double,
  typeNumbers.int,
  typeNumbers.long,
  typeNumbers.decimal,
];

const numbers: ReadonlySet<number> = new Set(Object.values(typeNumbers));

/**
 * The type numbers that `$type` and `bsonType` name: by alias, by number, or several of both in an array. Throws code 2
 * for a name or number that is none, 9 for an empty array, 14 for anything else.
 */
export function parseTypes(operand: unknown): readonly number[] {
  if (!Array.isArray(operand)) return parseType(operand);
  if (operand.length === 0) throw documentError(9, "$type needs at least one type");
  return [...new Set(operand.flatMap(parseType))];
}

function parseType(value: unknown): readonly number[] {
  if (typeof value === "string") return typesOfAlias(value);
  if (!isNumber(value)) throw documentError(14, `a type is given by its name or number, not by a ${typeOf(value)}`);
  const number = wholeInt32(value);
  if (number === undefined || !numbers.has(number)) throw documentError(2, "there is no type of this number");
  return [number];
}

/** The type numbers of an alias; code 2 when there is no such type. */
export function typesOfAlias(alias: string): readonly number[] {
  if (alias === "number") return numericTypes;
  if (!Object.hasOwn(typeNumbers, alias)) throw documentError(2, `unknown type name alias: ${JSON.stringify(alias)}`);
  return [typeNumbers[alias as keyof typeof typeNumbers]];
}
