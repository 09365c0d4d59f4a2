import { tokenize, type LexicalRules } from "../dialects/index.ts";

/**
 * How many values a text in the engine's own placeholders takes: one for each `?`, the highest number of numbered ones,
 * one for each distinct name.
 */
export function countNativePlaceholders(text: string, rules: LexicalRules): number {
  let anonymous = 0;
  let highest = 0;
  const names = new Set<string>();
  for (const { kind, start, end } of tokenize(text, rules)) {
    if (kind !== "placeholder") continue;
    const name = text.slice(start + 1, end);
    if (name === "") anonymous++;
    else if (/^\d+$/.test(name)) highest = Math.max(highest, Number(name));
    else names.add(name);
  }
  return Math.max(anonymous + names.size, highest);
}
