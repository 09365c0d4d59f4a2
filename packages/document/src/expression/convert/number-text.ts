import { Double } from "bson";
import { digitCount, parseDecimal, type Decimal } from "../../values/decimal.ts";

/** A double in the shortest digits that give it back, with an exponent from 1e16 on and below 1e-4. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return power < 0 ? value.toFixed(Math.max(0, mantissa.replace(/\D/g, "").length - 1 - power)) : String(value);
}

/** A whole number in decimal digits with a sign or none; `undefined` for every other text. */
export function parseWhole(text: string): bigint | undefined {
  return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
}

/** A double as C's `strtod` reads it, hexadecimal ones included; `undefined` for another text or one out of range. */
export function parseDouble(text: string): Double | undefined {
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === "nan") return new Double(Number.NaN);
    return new Double(special[1] === "-" ? -Infinity : Infinity);
  }
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : parseHexadecimal(text);
  return value === undefined || !Number.isFinite(value) ? undefined : new Double(value);
}

function parseHexadecimal(text: string): number | undefined {
  const found = /^([+-]?)0x([\da-f]*)(?:\.([\da-f]*))?(?:p([+-]?\d+))?$/i.exec(text);
  const [whole, fraction] = [found?.[2] ?? "", found?.[3] ?? ""];
  if (found === null || whole + fraction === "") return undefined;
  const magnitude = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(found[4] ?? 0) - 4 * fraction.length);
  return found[1] === "-" ? -magnitude : magnitude;
}

/** A decimal; `undefined` for another text, and for one whose number is beyond the range of decimals. */
export function parseDecimalText(text: string): Decimal | undefined {
  const exact = parseDecimal(text);
  if (exact === undefined || exact.special !== undefined || exact.coefficient === 0n) return exact;
  const size = digitCount(exact.coefficient) + exact.exponent;
  return size > 6145 || size < -6175 ? undefined : exact;
}
