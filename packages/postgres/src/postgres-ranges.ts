/** A range of PostgreSQL. A bound that is `null` is open to infinity. */
export interface Range<T> {
  readonly lower: T | null;
  readonly upper: T | null;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  /** Holds no value; the other members mean nothing then. */
  readonly empty: boolean;
}

const mark = Symbol.for("@db/range");

/** Makes a range to bind: `[lower, upper)` unless told otherwise. */
export function range<T>(lower: T | null, upper: T | null, bounds: "[)" | "[]" | "(]" | "()" = "[)"): Range<T> {
  const made: Range<T> = {
    lower,
    upper,
    lowerInclusive: bounds[0] === "[",
    upperInclusive: bounds[1] === "]",
    empty: false,
  };
  Object.defineProperty(made, mark, { value: true });
  return made;
}

/** Whether a value was made by {@link range} or read from a range column. */
export function isRange(value: object): value is Range<unknown> {
  return mark in value;
}

/** Reads a range's text ("8.17.5. Range Input/Output"). */
export function decodeRange(text: string, decode: (text: string) => unknown): Range<unknown> {
  if (text === "empty") {
    const none: Range<unknown> = {
      lower: null,
      upper: null,
      lowerInclusive: false,
      upperInclusive: false,
      empty: true,
    };
    Object.defineProperty(none, mark, { value: true });
    return none;
  }
  const parts: (string | undefined)[] = [];
  let at = 1;
  for (let index = 0; index < 2; index++) {
    let value = "";
    let quoted = false;
    let seen = false;
    for (; quoted || (text[at] !== "," && at < text.length - 1); at++) {
      const character = text[at] as string;
      seen = true;
      if (character === "\\") value += text[++at];
      else if (character !== '"') value += character;
      else if (quoted && text[at + 1] === '"') value += text[++at];
      else quoted = !quoted;
    }
    parts.push(seen ? value : undefined);
    at++;
  }
  const [lower, upper] = parts.map((part) => (part === undefined ? null : decode(part)));
  return range(lower ?? null, upper ?? null, `${text[0]}${text.at(-1)}` as "[)");
}

/** Writes a range's text. */
export function encodeRange(value: Range<unknown>, encode: (value: unknown) => string): string {
  if (value.empty) return "empty";
  const bound = (item: unknown): string => (item === null ? "" : `"${encode(item).replace(/["\\]/g, "\\$&")}"`);
  return `${value.lowerInclusive ? "[" : "("}${bound(value.lower)},${bound(value.upper)}${value.upperInclusive ? "]" : ")"}`;
}
