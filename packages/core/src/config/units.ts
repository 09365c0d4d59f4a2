/**
 * A length of time: a number of milliseconds, or text with units: `"250ms"`, `"5s"`, `"1.5m"`, `"2h"`, `"1d"`, several
 * together as in `"1h30m"`, and `"0"`. Units are `ns`, `us`, `ms`, `s`, `m`, `h` and `d`. Never negative.
 */
export type Duration = number | string;

/**
 * An amount of memory: a number of bytes, or text with a unit: `"512B"`, `"64KiB"`, `"10MB"`, `"1.5GiB"`, and `"0"`.
 * `kB`, `MB`, `GB`, `TB` are powers of 1000; `KiB`, `MiB`, `GiB`, `TiB` are powers of 1024. Never negative.
 */
export type Size = number | string;

const milliseconds = new Map<string, number>([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

const bytes = new Map<string, number>([
  ["b", 1],
  ["kb", 1000],
  ["mb", 1000 ** 2],
  ["gb", 1000 ** 3],
  ["tb", 1000 ** 4],
  ["kib", 1024],
  ["mib", 1024 ** 2],
  ["gib", 1024 ** 3],
  ["tib", 1024 ** 4],
]);

/**
 * Reads a duration. Text without a unit is refused, except zero, since nobody can tell seconds from milliseconds in it.
 * @returns milliseconds, not rounded; `undefined` for what is no duration (negative, NaN, infinite, unknown unit).
 */
export function parseDuration(value: Duration): number | undefined {
  if (typeof value === "number") return value >= 0 && value < Infinity ? value : undefined;
  return readAmount(value, milliseconds);
}

/**
 * Reads a size. Text without a unit is refused, except zero. A fraction of a byte is rounded to the nearest byte.
 * @returns bytes; `undefined` for what is no size, or is beyond the safe integers.
 */
export function parseSize(value: Size): number | undefined {
  const amount = typeof value === "number" ? value : readAmount(value.toLowerCase(), bytes);
  if (amount === undefined || !(amount >= 0)) return undefined;
  const rounded = Math.round(amount);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}

/** Writes milliseconds the way a reader would: the largest unit that divides them, `60000` as `"1m"`. */
export function formatDuration(value: number): string {
  if (value === 0) return "0";
  for (const unit of ["d", "h", "m", "s"]) {
    const size = milliseconds.get(unit) ?? 1;
    if (value % size === 0) return `${value / size}${unit}`;
  }
  return `${value}ms`;
}

/** Writes bytes the way a reader would: `65536` as `"64KiB"`, `10000000` as `"10MB"`. */
export function formatSize(value: number): string {
  if (value === 0) return "0";
  for (const unit of ["TiB", "GiB", "MiB", "KiB", "TB", "GB", "MB"]) {
    const size = bytes.get(unit.toLowerCase()) ?? 1;
    if (value % size === 0) return `${value / size}${unit}`;
  }
  return `${value}B`;
}

const term = /(\d+(?:\.\d*)?|\.\d+)\s*([a-zµ]+)\s*/gy;

function readAmount(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "0") return 0;
  let total = 0;
  let end = 0;
  term.lastIndex = 0;
  while (end < trimmed.length) {
    const match = term.exec(trimmed);
    const unit = units.get(match?.[2] ?? "");
    if (match === null || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
    end = term.lastIndex;
  }
  return end === 0 || !Number.isFinite(total) ? undefined : total;
}
