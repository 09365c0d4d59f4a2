import { Double } from "@db/document";
import { parseDecimal, toDouble, typeOf, type Decimal } from "@db/document/engine";
import { digitsKey, orderKey } from "./order-key.ts";

/**
 * The key that the server's function `_key` has for a value, where it is known here; else `undefined`, and the server is asked. Of a
 * double that is no whole number it has the digits of its text.
 */
export function serverKey(value: unknown): string | undefined {
  switch (typeOf(value)) {
    case "null":
    case "bool":
    case "date":
    case "objectId":
      return orderKey(value);
    case "string":
      return (value as string).includes("\u0000") || (value as string).includes("\u0001") ? undefined : orderKey(value);
    case "int":
    case "long":
      return `${orderKey(value)}=`;
    case "double":
      return doubleKey(toDouble(value as Double));
    default:
      return undefined;
  }
}

function doubleKey(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return `${orderKey(new Double(value))}=`;
  const { coefficient, exponent, sign } = parseDecimal(String(value)) as Decimal;
  return `d${digitsKey(sign < 0, String(coefficient), exponent)}=`;
}
