import type { BSONSymbol, Code, Timestamp } from "bson";
import { documentError } from "../../errors.ts";
import { toDouble, type NumberValue } from "../../values/numbers.ts";
import { typeOf } from "../../values/types.ts";
import { timeOf } from "../dates/date-range.ts";

/** A double as C's `%g` writes it: six digits, and an exponent of two digits at least. */
function shortDouble(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return generalDouble(value, 6);
}

/** A double as C's `%.{digits}g` writes it, without zeros at the end. */
function generalDouble(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < digits) return trimZeros(value.toFixed(digits - 1 - power));
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${trimZeros(mantissa)}e${power < 0 ? "-" : "+"}${size}`;
}

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** `Jan  1 00:00:01:5`: the time without its year, and the increment. */
function timestampText(value: Timestamp): string {
  const at = new Date(value.getHighBitsUnsigned() * 1000);
  const day = String(at.getUTCDate()).padStart(2, " ");
  const month = months[at.getUTCMonth()] as string;
  return `${month} ${day} ${at.toISOString().slice(11, 19)}:${value.getLowBitsUnsigned()}`;
}

/**
 * The text that the string operators take a value for: strings and code as they are, numbers, dates and timestamps
 * written out, null and missing as an empty text. Throws 16007 for every other type.
 */
export function coerceText(value: unknown): string {
  switch (typeOf(value)) {
    case "string":
      return value as string;
    case "null":
    case "missing":
    case "undefined":
      return "";
    case "int":
    case "long":
    case "decimal":
      return String(value);
    case "double":
      return shortDouble(toDouble(value as NumberValue));
    case "symbol":
      return (value as BSONSymbol).value;
    case "javascript":
      return String((value as Code).code);
    case "date":
      return new Date(timeOf(value as Date)).toISOString();
    case "timestamp":
      return timestampText(value as Timestamp);
    default:
      throw documentError(16007, `a value of type ${typeOf(value)} has no text`);
  }
}
