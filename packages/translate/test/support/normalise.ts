/**
 * Values as they are compared between engines. Only what core's table of values says engines differ in is evened out:
 * booleans as 1 and 0, zeros at the end of decimals, timestamps (text on SQLite, which types no computed value).
 */
export function normalise(value: unknown, digits: number | undefined): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return value ? "number 1" : "number 0";
  if (typeof value === "bigint") return `number ${value}`;
  if (typeof value === "number")
    return `number ${digits === undefined ? (Object.is(value, -0) ? 0 : value) : Number(value.toPrecision(digits))}`;
  if (value instanceof Date)
    return `moment ${value
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, "")}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (typeof value !== "string") return JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/.test(value)) return `moment ${value.replace(/\.0*$/, "")}`;
  if (/^-?\d+\.\d+$/.test(value)) return `text ${value.replace(/\.?0+$/, "")}`;
  return `text ${value}`;
}

/** Rows with their names in order; those without an order are sorted. */
export function normaliseRows(
  rows: readonly Record<string, unknown>[],
  ordered: boolean,
  digits?: number,
): readonly string[] {
  const lines = rows.map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${name}: ${normalise(value, digits)}`)
      .join(" | "),
  );
  return ordered ? lines : lines.sort();
}
