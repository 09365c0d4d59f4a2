import { mysqlDialect, tokenize, type CompiledText } from "@db/core";
import { writeTimestamp } from "./mysql-dates.ts";
import { checkNumber, unknownValue } from "./mysql-values.ts";

/** Texts cut at their placeholders. */
const cut = new WeakMap<CompiledText, readonly string[]>();

/**
 * A statement's text with its values written into it, for the text protocol. `backslashes` tells whether a backslash
 * escapes inside of a string, which the server says with each answer.
 */
export function writeIntoText(compiled: CompiledText, values: readonly unknown[], backslashes: boolean): string {
  if (values.length === 0) return compiled.text;
  let parts = cut.get(compiled);
  if (parts === undefined) {
    parts = cutAtPlaceholders(compiled.text);
    cut.set(compiled, parts);
  }
  let text = parts[0]!;
  for (let index = 0; index < values.length; index++) text += literal(values[index], backslashes) + parts[index + 1]!;
  return text;
}

function cutAtPlaceholders(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const token of tokenize(text, mysqlDialect.lexical)) {
    if (token.kind !== "placeholder") continue;
    parts.push(text.slice(from, token.start));
    from = token.end;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A value as it stands in a statement ("Literal Values"). */
export function literal(value: unknown, backslashes: boolean): string {
  switch (typeof value) {
    case "string":
      return quote(value, backslashes);
    case "number":
      return numberText(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    default:
      if (value === null || value === undefined) return "null";
      if (ArrayBuffer.isView(value)) return `x'${hexOf(value)}'`;
      if (Object.prototype.toString.call(value) === "[object Date]") return `'${writeTimestamp(value as Date)}'`;
      return unknownValue(value);
  }
}

/** A number with all digits of a whole one; a fraction as the float it is, not as a decimal. */
export function numberText(value: number): string {
  checkNumber(value);
  if (!Number.isInteger(value)) return value.toExponential();
  if (Object.is(value, -0)) return "-0e0";
  if (Number.isSafeInteger(value)) return String(value);
  return Math.abs(value) < 2 ** 63 ? String(BigInt(value)) : value.toExponential();
}

export function hexOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("hex");
}

const special = /['\\\0]/;
const specials = /['\\\0]/g;
const escapes: Readonly<Record<string, string>> = { "'": "''", "\\": "\\\\", "\0": "\\0" };

function quote(text: string, backslashes: boolean): string {
  if (!special.test(text)) return `'${text}'`;
  if (!backslashes) return `'${text.replaceAll("'", "''")}'`;
  return `'${text.replace(specials, (character) => escapes[character] as string)}'`;
}
