import type { Literal } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import type { Writer } from "./writer.ts";

/** Writes a constant in the target's form for its type: `1.5` is a decimal here and a double there. */
export function writeLiteral(writer: Writer, node: Literal): string {
  const { value, at } = node;
  switch (node.form) {
    case "null":
      return "null";
    case "boolean":
      return writer.dialect.booleanLiteral(value === "true");
    case "text":
      return writer.text(value, at);
    case "binary":
      return binary(writer, value);
    case "date":
    case "timestamp":
      return moment(writer, node);
    case "number":
      return number(writer, node);
  }
}

function binary(writer: Writer, digits: string): string {
  if (writer.is("postgres")) return `'\\x${digits}'::bytea`;
  if (writer.is("mssql")) return `0x${digits}`;
  return writer.is("oracle") ? `hextoraw('${digits}')` : `x'${digits}'`;
}

function moment(writer: Writer, { form, value }: Literal): string {
  if (writer.is("sqlite")) return `'${value}'`;
  if (writer.is("mssql")) return `cast('${value}' as ${form === "date" ? "date" : "datetime2"})`;
  return `${form} '${value}'`;
}

function number(writer: Writer, { value: written, type, at }: Literal): string {
  const value = pointed(written);
  if (type.kind === "double") {
    if (writer.is("postgres")) return `cast(${value} as double precision)`;
    if (writer.is("oracle")) return `${value}d`;
    if (/e/i.test(value)) return value;
    return writer.is("sqlite") ? (value.includes(".") ? value : `${value}.0`) : `${value}e0`;
  }
  // An exponent makes a double of a decimal on most.
  const plain = plainNumber(value);
  const whole = type.kind === "decimal" && !plain.includes(".");
  // Without a point it would be an integer, or a double that has lost digits.
  if (whole && writer.mysqlFamily) {
    if (plain.length > 65) refuse("a decimal of more than 65 digits", at);
    return `cast(${plain} as decimal(${plain.length}, 0))`;
  }
  if (whole && writer.is("sqlite") && BigInt(plain) >= 2n ** 63n) refuse("an integer beyond 64 bits", at);
  if (!writer.is("sqlite") || type.kind !== "decimal") return plain;
  return plain.includes(".") || type.scale === 0 ? plain : `${plain}.0`;
}

/** `.5` and `2.` are not numbers everywhere. */
function pointed(text: string): string {
  return text.replace(/^\./, "0.").replace(/\.(?=$|[eE])/, ".0");
}

/** A decimal as its digits, without an exponent. */
export function plainNumber(text: string): string {
  const value = pointed(text);
  return /e/i.test(value) ? withoutExponent(value) : value;
}

/** `1.5e3` as `1500`. */
function withoutExponent(value: string): string {
  const [mantissa = "", exponent = "0"] = value.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point >= digits.length) return digits + "0".repeat(point - digits.length);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
