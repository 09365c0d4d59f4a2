import { documentError } from "./errors.ts";
import { compareBytes, type StringOrder } from "./values/compare.ts";
import type { StringKey } from "./values/value-key.ts";
import { fieldOf, isDocument } from "./values/types.ts";
import { isNumber, wholeInt32 } from "./values/numbers.ts";

/** How strings compare in one query: MongoDB's `collation` option. */
export interface Collation {
  /** The order; by bytes without a collation. */
  readonly order: StringOrder;
  /** One text for all strings that the order finds equal; `undefined` by bytes, where each is its own. */
  readonly key: StringKey | undefined;
}

/** By the bytes of UTF-8: what holds where no collation is given. */
export const simpleCollation: Collation = { order: compareBytes, key: undefined };

const textOptions = new Set(["locale", "version", "caseFirst", "alternate", "maxVariable"]);

/** Whether an option's value has the option's type, and only its value is wrong. */
function hasType(name: string, value: unknown): boolean {
  if (name === "strength") return isNumber(value);
  return typeof value === (textOptions.has(name) ? "string" : "boolean");
}

const sensitivities = ["base", "base", "accent", "variant", "variant", "variant"] as const;

const options: Readonly<Record<string, (value: unknown) => boolean>> = {
  locale: (value) => typeof value === "string",
  caseLevel: (value) => typeof value === "boolean",
  caseFirst: (value) => value === "upper" || value === "lower" || value === "off",
  strength: (value) => [1, 2, 3, 4, 5].includes(wholeInt32(value) ?? 0),
  numericOrdering: (value) => typeof value === "boolean",
  alternate: (value) => value === "non-ignorable" || value === "shifted",
  maxVariable: (value) => value === "punct" || value === "space",
  normalization: (value) => typeof value === "boolean",
  backwards: (value) => typeof value === "boolean",
  version: (value) => typeof value === "string",
};

/**
 * Reads a `collation` document by ICU's rules, as far as `Intl.Collator` has them. Throws code 2 (BadValue) for an
 * option or locale that is not known, 14 (TypeMismatch) for no document, 40414 without a locale, 40415 for a name that
 * is no option; and kind `unsupported` for `alternate: "shifted"` with `maxVariable: "space"` and `backwards`, which
 * `Intl.Collator` lacks.
 */
export function parseCollation(value: unknown): Collation {
  if (value === undefined) return simpleCollation;
  if (!isDocument(value)) throw documentError(14, "collation must be a document");
  for (const [name, given] of Object.entries(value)) {
    const check = options[name];
    if (check === undefined) throw documentError(40415, `collation has no option ${JSON.stringify(name)}`);
    if (!check(given)) {
      throw documentError(hasType(name, given) ? 2 : 14, `collation.${name} has a value that is not allowed`);
    }
  }
  const locale = fieldOf(value, "locale");
  if (locale === undefined) throw documentError(40414, "collation.locale is missing");
  if (locale === "simple") return simpleCollation;
  if (fieldOf(value, "backwards") === true || fieldOf(value, "maxVariable") === "space") {
    throw documentError(
      238,
      "this collation is not supported: the runtime's ICU interface lacks backwards and maxVariable",
    );
  }
  const strength = wholeInt32(fieldOf(value, "strength")) ?? 3;
  const caseFirst = fieldOf(value, "caseFirst") as "upper" | "lower" | "off" | undefined;
  let collator: Intl.Collator;
  try {
    collator = new Intl.Collator(String(locale).replaceAll("_", "-"), {
      sensitivity:
        strength === 1 && fieldOf(value, "caseLevel") === true ? "case" : (sensitivities[strength] ?? "variant"),
      numeric: fieldOf(value, "numericOrdering") === true,
      ignorePunctuation: fieldOf(value, "alternate") === "shifted",
      ...(caseFirst === undefined || caseFirst === "off" ? {} : { caseFirst }),
    });
  } catch {
    throw documentError(2, "collation.locale is not known");
  }
  return { order: (left, right) => Math.sign(collator.compare(left, right)), key: keysOf(collator) };
}

/** Keys by looking equal strings up in those met so far, kept in order. */
function keysOf(collator: Intl.Collator): StringKey {
  const met: string[] = [];
  return (text) => {
    let [low, high] = [0, met.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = collator.compare(met[middle] as string, text);
      if (found === 0) return met[middle] as string;
      if (found < 0) low = middle + 1;
      else high = middle;
    }
    met.splice(low, 0, text);
    return text;
  };
}
