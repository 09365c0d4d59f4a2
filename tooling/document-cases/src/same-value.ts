import { EJSON } from "bson";
import type { Expectation } from "./read-cases.ts";

type Rules = Pick<Expectation, "partial" | "anyOrder" | "anyOrderIn" | "nanEqual">;

/**
 * Where two values differ, as a path, or `undefined` when they are the same: of the same BSON type with the same value
 * (-0 is not 0), documents with the same fields in any order.
 */
export function difference(expected: unknown, given: unknown, rules: Rules, path = ""): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(given)) return `${path}: an array is expected`;
    return arrayDifference(expected, given, rules, path, path === "" && rules.anyOrder === true);
  }
  if (isPlain(expected)) {
    if (!isPlain(given)) return `${path}: a document is expected`;
    return documentDifference(expected, given, rules, path);
  }
  if (text(expected) === text(given)) return undefined;
  if (rules.nanEqual === true && isNan(expected) && isNan(given)) return undefined;
  return `${path}: ${text(expected)} is expected, not ${text(given)}`;
}

function documentDifference(
  expected: Record<string, unknown>,
  given: Record<string, unknown>,
  rules: Rules,
  path: string,
): string | undefined {
  if (rules.partial !== true) {
    const extra = Object.keys(given).find((name) => !Object.hasOwn(expected, name));
    if (extra !== undefined) return `${path}.${extra}: not expected`;
  }
  for (const name of Object.keys(expected)) {
    if (!Object.hasOwn(given, name)) return `${path}.${name}: is missing`;
    const inner = `${path}.${name}`;
    const [wanted, got] = [expected[name], given[name]];
    const found =
      rules.anyOrderIn?.includes(name) === true && Array.isArray(wanted) && Array.isArray(got)
        ? arrayDifference(wanted, got, rules, inner, true)
        : difference(wanted, got, rules, inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function arrayDifference(
  expected: readonly unknown[],
  given: readonly unknown[],
  rules: Rules,
  path: string,
  anyOrder: boolean,
): string | undefined {
  if (expected.length !== given.length) return `${path}: ${expected.length} items are expected, not ${given.length}`;
  if (!anyOrder) {
    for (const [n, item] of expected.entries()) {
      const found = difference(item, given[n], rules, `${path}[${n}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const left = [...given];
  for (const [n, item] of expected.entries()) {
    const at = left.findIndex((other) => difference(item, other, rules, `${path}[${n}]`) === undefined);
    if (at < 0) return `${path}[${n}]: ${text(item)} is not among ${text(left)}`;
    left.splice(at, 1);
  }
  return undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    (value as { readonly _bsontype?: unknown })._bsontype === undefined
  );
}

function isNan(value: unknown): boolean {
  return text(value).includes("NaN");
}

/** Canonical Extended JSON, which tells types apart. */
function text(value: unknown): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) return "Date(beyond JavaScript)";
  try {
    return EJSON.stringify({ v: value }, { relaxed: false }).slice(5, -1);
  } catch {
    return String(value);
  }
}
