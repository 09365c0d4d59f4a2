/**
 * Says how a value differs from the expected one; nothing when they are identical: the same type, for a number the same
 * sign of zero, for a `Date` the same instant, for bytes a plain `Uint8Array` with the same content.
 */
export function difference(actual: unknown, expected: unknown): string | undefined {
  return same(actual, expected) ? undefined : `${describe(actual)} instead of ${describe(expected)}`;
}

function same(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return Object.is(actual, expected);
  if (typeof actual !== "object" || actual === null || tag(actual) !== tag(expected)) return false;
  if (isDate(expected)) return (actual as Date).getTime() === expected.getTime();
  if (isBytes(expected)) return isBytes(actual) && isPlain(actual) && sameBytes(actual, expected);
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => same(actual[index], item))
    );
  const keys = Object.keys(expected);
  return (
    Object.keys(actual).length === keys.length &&
    keys.every(
      (key) =>
        Object.hasOwn(actual, key) &&
        same((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key]),
    )
  );
}

// Values may come from another realm of the test runner's, so that `instanceof` says nothing.
function tag(value: object): string {
  return Object.prototype.toString.call(value);
}

function isDate(value: object): value is Date {
  return tag(value) === "[object Date]";
}

function isBytes(value: object): value is Uint8Array {
  return tag(value) === "[object Uint8Array]";
}

function isPlain(bytes: Uint8Array): boolean {
  return bytes.constructor.name === "Uint8Array";
}

function sameBytes(actual: Uint8Array, expected: Uint8Array): boolean {
  return actual.length === expected.length && expected.every((byte, index) => actual[index] === byte);
}

/** A value for a message, shortened. */
export function describe(value: unknown): string {
  const text = describeWhole(value);
  return text.length <= 120 ? text : `${text.slice(0, 100)}… (${text.length} characters)`;
}

function describeWhole(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (typeof value === "bigint") return `the bigint ${value}n`;
  if (typeof value === "number") return `the number ${Object.is(value, -0) ? "-0" : value}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (isDate(value)) return `the Date ${Number.isNaN(value.getTime()) ? "Invalid" : value.toISOString()}`;
  if (isBytes(value))
    return `the ${value.constructor.name} (${value.length}) ${Buffer.from(value.subarray(0, 40)).toString("hex")}`;
  return `the ${Array.isArray(value) ? "array" : "object"} ${JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item))}`;
}
