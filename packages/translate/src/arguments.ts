import { UsageError } from "@db/core";
import { assumptionTexts } from "./assumptions.ts";
import { dialects } from "./parse/type-map.ts";
import type { TranslateOptions } from "./translate.ts";

/** Fails with kind `usage`, naming the argument and what it must be; never its content. */
export function misused(message: string): never {
  throw new UsageError({ kind: "usage", message });
}

/** @throws UsageError `usage` for a text, a dialect or an assumption that is none. */
export function checkArguments(text: unknown, options: TranslateOptions): void {
  if (typeof text !== "string") misused("translate wants the text of one statement as a string");
  if (!isRecord(options)) misused("translate wants options: give at least { from, to }");
  for (const side of ["from", "to"] as const) {
    const name: unknown = options[side];
    if (typeof name !== "string" || !Object.hasOwn(dialects, name))
      misused(`the option ${side} is no dialect: give one of ${Object.keys(dialects).join(", ")}`);
  }
  const { assume = {}, toVersion } = options;
  if (toVersion !== undefined && !(Array.isArray(toVersion) && toVersion.every((part) => Number.isInteger(part))))
    misused("the option toVersion is no list of whole numbers: give one such as [8, 0, 36]");
  if (!isRecord(assume)) misused('the option assume is no object: give one such as { text: "exact" }');
  for (const [name, value] of Object.entries(assume)) {
    if (!Object.hasOwn(assumptionTexts, name))
      misused(`assume has a name that is no assumption: give some of ${Object.keys(assumptionTexts).join(", ")}`);
    const [wanted] = assumptionTexts[name as keyof typeof assumptionTexts];
    if (value !== undefined && value !== wanted)
      misused(`assume.${name} can only be "${wanted}": give that or leave it`);
  }
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
