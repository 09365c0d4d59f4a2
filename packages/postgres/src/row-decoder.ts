import type { ColumnInfo, Row } from "@db/core";
import { bytesDecoderOf } from "./byte-formats.ts";
import type { FieldDescription } from "./wire.ts";

/** Makes a row of the bytes of one data row; `at` is where its number of fields stands. */
type RowDecoder = (bytes: Buffer, at: number) => Row;

/** What is known of a result before its rows come. */
export interface ResultShape {
  readonly columns: readonly ColumnInfo[];
  readonly decode: RowDecoder;
}

/** The shape of what gives no rows. */
export const noRows: ResultShape = { columns: [], decode: () => ({}) };

/**
 * Compiles the decoder of one result shape: a function that reads the values one after the other and writes the row as
 * one object literal, so that all rows have the same hidden class, no column is looked up and nothing is made in between.
 * Of columns with the same name the last one counts.
 */
export function shapeOf(fields: readonly FieldDescription[], timestamps: "date" | "string"): ResultShape {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, nativeType: dataTypeID }));
  const decoders = fields.map(({ dataTypeID }) => bytesDecoderOf(dataTypeID, timestamps));
  const reads = fields.map(
    (_, index) =>
      `n = (b[p] << 24) | (b[p + 1] << 16) | (b[p + 2] << 8) | b[p + 3]; p += 4; let v${index} = null;` +
      ` if (n >= 0) { v${index} = d${index}(b, p, p + n); p += n; }`,
  );
  const members = fields.map(({ name }, index) => {
    // A computed key, since a plain `__proto__` would set the row's prototype.
    const key = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    return `${key}: v${index}`;
  });
  const parameters = decoders.map((_, index) => `d${index}`);
  const body = `return (b, at) => { let p = at + 2, n; ${reads.join(" ")} return { ${members.join(", ")} }; };`;
  const make = new Function(...parameters, body) as (...given: unknown[]) => RowDecoder;
  return { columns, decode: make(...decoders) };
}
