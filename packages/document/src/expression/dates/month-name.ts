import { monthNames } from "./date-format.ts";

/** The number of a month by its English name or by three letters of it or more, in any case; `undefined` for others. */
export function monthNumber(name: string): number | undefined {
  const lower = name.toLowerCase();
  const at = monthNames.findIndex((month) => {
    const full = month.toLowerCase();
    return full === lower || full.slice(0, 3) === lower || (lower === "sept" && full === "september");
  });
  return at < 0 ? undefined : at + 1;
}
