import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from "bson";
import { digitCount, tenTo, type Decimal } from "./decimal.ts";
import { numberType, toDecimal, toDouble, type NumberValue } from "./numbers.ts";
import { typeOf, type Document } from "./types.ts";

/** Gives equal strings the same key; without it a string is its own. A collation's that ignores case gives one for both. */
export type StringKey = (text: string) => string;

/**
 * A text that two values share exactly when {@link equals} finds them equal: for sets, groups and unique indexes.
 * `strings` is the collation's part.
 */
export function valueKey(value: unknown, strings?: StringKey): string {
  const type = typeOf(value);
  switch (type) {
    case "int":
    case "long":
    case "double":
    case "decimal":
      return `n${numberKey(value as NumberValue)}`;
    case "string":
    case "symbol": {
      const text = typeof value === "string" ? value : (value as BSONSymbol).value;
      return `s${JSON.stringify(strings === undefined ? text : strings(text))}`;
    }
    case "object":
      return `{${Object.keys(value as Document)
        .map((name) => `${JSON.stringify(name)}:${valueKey((value as Document)[name], strings)}`)
        .join()}}`;
    case "array":
      return `[${(value as unknown[]).map((item) => valueKey(item, strings)).join()}]`;
    case "binData":
      return `b${(value as Binary).sub_type}:${(value as Binary).toString("hex")}`;
    case "objectId":
      return `o${(value as ObjectId).toHexString()}`;
    case "bool":
      return value === true ? "true" : "false";
    case "date":
      return `d${(value as Date).getTime()}`;
    case "timestamp":
      return `t${(value as Timestamp).toBigInt()}`;
    case "regex":
      return `r${JSON.stringify([(value as BSONRegExp).pattern, (value as BSONRegExp).options])}`;
    case "javascript":
    case "javascriptWithScope": {
      const { code, scope } = value as Code;
      return `c${JSON.stringify(String(code))}${scope === null ? "" : valueKey(scope, strings)}`;
    }
    default:
      return type;
  }
}

/** The digits of a number's exact value, or a double's own where no number of another type can be equal to it. */
function numberKey(value: NumberValue): string {
  if (numberType(value) !== "decimal") {
    const double = toDouble(value);
    if (Number.isSafeInteger(double)) return double === 0 ? "0" : String(double);
    if (!Number.isFinite(double)) return String(double);
  }
  const exact = toDecimal(value);
  if (exact.special !== undefined) return exact.special === "nan" ? "NaN" : exact.sign < 0 ? "-Infinity" : "Infinity";
  const reduced = reduce(exact);
  if (digitCount(reduced.coefficient) > 34 && numberType(value) === "double") return `~${toDouble(value)}`;
  const sign = reduced.sign < 0 && reduced.coefficient !== 0n ? "-" : "";
  return reduced.exponent >= 0 && reduced.exponent < 40
    ? `${sign}${reduced.coefficient * tenTo(reduced.exponent)}`
    : `${sign}${reduced.coefficient}e${reduced.exponent}`;
}

/** Without zeros at the end of the coefficient. */
function reduce(value: Decimal): Decimal {
  let { coefficient, exponent } = value;
  if (coefficient === 0n) return { sign: 1, coefficient, exponent: 0 };
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return { sign: value.sign, coefficient, exponent };
}
