import type { Row } from "@db/core";
import type { ColumnDefinition } from "better-sqlite3";
import { decodeAny, decoderOf, type ColumnDecoder } from "./sqlite-values.ts";

/** What the client read: a row is an array of values. */
export type RawRows = unknown[][];

/** Turns the rows that the client made for one call into what the caller gets. */
export interface RowDecoder {
  /** For rows with every integer as `bigint`. */
  exact(rows: RawRows): Row[];
  /**
   * For rows with every integer as a number, which is what the client makes fastest. Nothing when a number may be an
   * integer that was rounded: then the statement must be read again, exactly.
   */
  quick(rows: RawRows): Row[] | undefined;
}

/**
 * Compiles the decoder of one result shape: a loop that writes each row as one object literal, so that all rows have the
 * same hidden class and nothing is looked up per row. The array is used again. Of two columns with one name the last one
 * counts.
 */
export function rowDecoder(columns: readonly ColumnDefinition[], timestamps: "date" | "string"): RowDecoder {
  const decoders = columns.map(({ type }) => decoderOf(type, timestamps));
  return {
    exact: compile(columns, decoders, (v) => `if (typeof ${v} === "bigint") ${v} = any(${v});`) as RowDecoder["exact"],
    quick: compile(
      columns,
      decoders,
      (v) =>
        `if (typeof ${v} === "number") { if (${v} > 9007199254740991 || ${v} < -9007199254740991) return undefined; }`,
    ) as RowDecoder["quick"],
  };
}

function compile(
  columns: readonly ColumnDefinition[],
  decoders: readonly (ColumnDecoder | undefined)[],
  integers: (variable: string) => string,
): (rows: RawRows) => Row[] | undefined {
  const reads = columns.map(
    (_, index) =>
      `let v${index} = f[${index}]; ${integers(`v${index}`)}` +
      ` else if (typeof v${index} === "object" && v${index} !== null) v${index} = any(v${index});`,
  );
  const members = columns.map(({ name }, index) => {
    // A computed key, since a plain `__proto__` would set the row's prototype.
    const key = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    return decoders[index] === undefined ? `${key}: v${index}` : `${key}: d${index}(v${index})`;
  });
  const parameters = decoders.map((_, index) => `d${index}`);
  const body = `return (rows) => { for (let i = 0; i < rows.length; i++) { const f = rows[i]; ${reads.join(" ")} rows[i] = { ${members.join(", ")} }; } return rows; };`;
  const make = new Function("any", ...parameters, body) as (
    any: ColumnDecoder,
    ...given: readonly (ColumnDecoder | undefined)[]
  ) => (rows: RawRows) => Row[] | undefined;
  return make(decodeAny, ...decoders);
}
