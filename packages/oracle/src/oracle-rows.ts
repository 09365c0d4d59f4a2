import type { ColumnInfo, Row } from "@db/core";
import { inSmallLetters } from "./oracle-names.ts";
import type { ColumnMetadata } from "./wire.ts";

/**
 * What rows call the columns: a name all in capitals in lower case, as it was most likely written, unless another column has
 * that name already.
 */
export function columnNames(names: readonly string[], mode: "lower" | "exact"): readonly string[] {
  if (mode === "exact") return names;
  const exact = new Set(names);
  return names.map((name) => {
    const lower = inSmallLetters(name) ?? name;
    return exact.has(lower) ? name : lower;
  });
}

/** The columns as results tell of them. */
export function columnInfo(names: readonly string[], columns: readonly ColumnMetadata[]): readonly ColumnInfo[] {
  return columns.map(({ dbTypeName }, index) => ({ name: names[index] ?? "", nativeType: dbTypeName }));
}

/** Makes rows of the client's lists of values. */
export function toRows(names: readonly string[], lists: readonly (readonly unknown[])[]): Row[] {
  const special = names.includes("__proto__");
  return lists.map((values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      // An assignment would set the prototype.
      if (special && name === "__proto__") own(row, name, values[index]);
      else row[name] = values[index];
    }
    return row;
  });
}

function own(row: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}
