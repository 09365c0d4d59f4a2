import type { DialectName } from "@db/core";
import type { Type } from "../ast/types.ts";

const limits: readonly (readonly [Type["kind"], bigint])[] = [
  ["integer", 2n ** 31n - 1n],
  ["bigint", 2n ** 63n - 1n],
];

/** The type of a number without a sign. `1.5` is a decimal, except on SQLite, which knows doubles only. */
export function numberType(text: string, source: DialectName): Type {
  if (/^\d+$/.test(text)) {
    const value = BigInt(text);
    const fitting = limits.find(([, limit]) => value <= limit)?.[0];
    if (fitting !== undefined) return { kind: fitting };
    return source === "sqlite" ? { kind: "double" } : { kind: "decimal", precision: text.length, scale: 0 };
  }
  // With an exponent it is a double everywhere but on PostgreSQL and Oracle, which keep a decimal.
  if (source === "sqlite" || (/e/i.test(text) && source !== "postgres" && source !== "oracle"))
    return { kind: "double" };
  if (/e/i.test(text)) {
    if (source === "oracle") return { kind: "decimal" };
    const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
    return { kind: "decimal", scale: Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent)) };
  }
  const [whole = "", fraction = ""] = text.split(".");
  return { kind: "decimal", precision: Math.max(1, whole.length + fraction.length), scale: fraction.length };
}
