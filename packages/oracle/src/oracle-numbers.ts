/**
 * The value of a number that came as text. A whole number is a `number` where that is safe, else a `bigint`; what has or may
 * have decimals is a decimal: text of all its digits. `scale` is the column's, where it is told.
 */
export function numberValue(text: string, scale: number | undefined): number | bigint | string {
  const plain = plainDecimal(text);
  if (scale !== undefined && scale > 0) return plain;
  if (plain.includes(".")) return plain;
  const number = Number(plain);
  return Number.isSafeInteger(number) ? number : BigInt(plain);
}

/** `.5`, `-.5`, `1E+3` and `1.50E-2` as they are written without an exponent: `0.5`, `-0.5`, `1000`, `0.015`. */
export function plainDecimal(text: string): string {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign, whole = "", decimals = "", exponent = "0"] = match;
  const digits = whole + decimals;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const fraction = padded.slice(at).replace(/0+$/, "");
  const unsigned = fraction === "" ? integer : `${integer}.${fraction}`;
  return sign === "-" && unsigned !== "0" ? `-${unsigned}` : unsigned;
}
