import type { PortableKind } from "@db/core";

/** What is known of a value's type: a portable kind, `null` for the literal, `unknown` where nothing tells. */
export interface Type {
  readonly kind: PortableKind | "null" | "unknown";
  readonly length?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}

const of = (kind: Type["kind"]): Type => ({ kind });

export const unknownType: Type = of("unknown");
export const nullType: Type = of("null");
export const integerType: Type = of("integer");
export const bigintType: Type = of("bigint");
export const doubleType: Type = of("double");
export const booleanType: Type = of("boolean");
export const textType: Type = of("text");
export const dateType: Type = of("date");
export const timestampType: Type = of("timestamp");
export const binaryType: Type = of("binary");
/** A decimal that is a whole number: what sums of integers are on some engines. */
export const wholeType: Type = { kind: "decimal", scale: 0 };

/** The families that operations tell apart. */
export type Family =
  | "integer"
  | "decimal"
  | "double"
  | "text"
  | "boolean"
  | "date"
  | "timestamp"
  | "binary"
  | "null"
  | "unknown"
  | "other";

const families: Readonly<Partial<Record<Type["kind"], Family>>> = {
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  decimal: "decimal",
  real: "other",
  double: "double",
  boolean: "boolean",
  text: "text",
  varchar: "text",
  char: "text",
  binary: "binary",
  date: "date",
  timestamp: "timestamp",
  null: "null",
  unknown: "unknown",
};

/** The family of a type. Types with rules of their own (JSON, zones, intervals, single floats) are `other`. */
export function familyOf(type: Type): Family {
  return families[type.kind] ?? "other";
}

/** Whether a type is a number's. */
export function isNumeric(type: Type): boolean {
  const family = familyOf(type);
  return family === "integer" || family === "decimal" || family === "double";
}

/** How a type is called in a refusal. */
export function typeName(type: Type): string {
  return type.kind === "null" ? "NULL" : type.kind;
}
