import type { Spread } from "../statistics.ts";

/** `0.45 (0.43–0.47)`. */
export function showRatio({ low, middle, high }: Spread): string {
  return Number.isNaN(middle) ? "-" : `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** With one decimal below 100, without above; thousands apart. */
export function showMicroseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

/** One line of a table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A table, and the empty line after it. */
export function table(heads: readonly string[], lines: readonly string[]): string[] {
  return [row(heads), row(heads.map(() => "---")), ...lines, ""];
}
