import { sql } from "@db/core";
import {
  exactDecimalOfDouble,
  formatDecimal,
  isIndex,
  isNumber,
  numberType,
  toDecimal,
  toDouble,
  type Comparison,
  type Path,
} from "@db/document/engine";
import { anything, type Predicate } from "./predicate.ts";

/** How many parts a path may have before its condition is too long: each part doubles it. */
const maxParts = 4;

const operators: Readonly<Partial<Record<Comparison, string>>> = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" };

/**
 * `{ path: { $gt: value } }` as a jsonpath in the mode `strict`: a value compares with those of its own kind only, the
 * items of an array at the end or on the way one level deep.
 */
export function rangePredicate(path: Path, operator: Comparison, value: unknown): Predicate {
  const sign = operators[operator];
  if (
    sign === undefined ||
    path.length === 0 ||
    path.length > maxParts ||
    path.some((part) => part === "" || isIndex(part))
  )
    return anything;
  const test = testOf(sign, value);
  if (test === undefined) return anything;
  return { sql: sql`doc @? ${`strict $ ? (${reaching(path, test.text)})`}::text::jsonpath`, exact: test.exact };
}

/** The condition on one value, `@`. A number is itself, or in an object under `$n`; infinite ones have no number there. */
function testOf(sign: string, value: unknown): { text: string; exact: boolean } | undefined {
  if (typeof value === "string") {
    return value.includes("\u0000") ? undefined : { text: `@ ${sign} ${JSON.stringify(value)}`, exact: true };
  }
  if (value instanceof Date) return { text: `@."$date" ${sign} ${value.getTime()}`, exact: true };
  if (!isNumber(value)) return undefined;
  const double = numberType(value) === "double" ? toDouble(value) : undefined;
  const exactly = double === undefined ? toDecimal(value) : exactDecimalOfDouble(double);
  if (exactly.special !== undefined) return undefined;
  const infinite = sign.startsWith(">") ? "Infinity" : "-Infinity";
  const special = `@."$double" == "${infinite}" || @."$decimal" == "${infinite}"`;
  const digits = formatDecimal(exactly);
  // A double has its short text, whose order among doubles and whole numbers is that of the values; what is in an object has all
  // its digits, and is compared with all of this number's. Between a fraction that is a decimal and doubles some of that is lost: with its
  // nearest double included, none is missed.
  const exact = double !== undefined || exactly.exponent >= 0;
  const [beside, text] = exact ? [sign, String(double ?? digits)] : [`${sign.slice(0, 1)}=`, String(Number(digits))];
  return { text: `@ ${beside} ${text} || @."$n" ${sign} ${digits} || ${special}`, exact };
}

/**
 * The condition that a path leads to a value of which `test` is true. Each step is a question of its own: in the mode
 * `strict` a step that fails makes its question unknown, and not the whole path.
 */
function reaching(path: Path, test: string): string {
  return path.reduceRight((inner, part) => {
    const field = JSON.stringify(part.startsWith("$") ? `$${part}` : part);
    return `exists(@.${field} ? (${inner})) || exists(@.${field}[*] ? (${inner}))`;
  }, test);
}
