import type { ColumnInfo, Row } from "@db/core";
import { decoderOf } from "./postgres-values.ts";
import type { FieldDescription } from "./wire.ts";

/** Makes a row of the texts of one data row. */
type RowDecoder = (fields: readonly (string | null)[]) => Row;

/** What is known of a result before its rows come. */
export interface ResultShape {
  readonly columns: readonly ColumnInfo[];
  readonly decode: RowDecoder;
}

/** The shape of what gives no rows. */
export const noRows: ResultShape = { columns: [], decode: () => ({}) };

/**
 * Compiles the decoder of one result shape: a function that writes the row as one object literal, so that all rows have
 * the same hidden class and no column is looked up twice. Of columns with the same name the last one counts.
 */
export function shapeOf(fields: readonly FieldDescription[], timestamps: "date" | "string"): ResultShape {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, nativeType: dataTypeID }));
  const decoders = fields.map(({ dataTypeID }) => decoderOf(dataTypeID, timestamps));
  const members = fields.map(({ name }, index) => {
    // A computed key, since a plain `__proto__` would set the row's prototype.
    const key = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    return decoders[index] === undefined
      ? `${key}: f[${index}]`
      : `${key}: f[${index}] === null ? null : d${index}(f[${index}])`;
  });
  const parameters = decoders.map((_, index) => `d${index}`);
  const make = new Function(...parameters, `return (f) => ({ ${members.join(", ")} });`) as (
    ...given: unknown[]
  ) => RowDecoder;
  return { columns, decode: make(...decoders) };
}
