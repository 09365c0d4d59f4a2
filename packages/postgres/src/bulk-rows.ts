import { encodeNumber, encodeValue } from "./postgres-values.ts";

/** Rows in COPY's text format ("COPY", File Formats, Text Format): one line each, columns between tabs, `\N` for null. */
export function writeRows(rows: readonly (readonly unknown[])[]): Buffer {
  return Buffer.from(rows.map(writeRow).join(""));
}

function writeRow(row: readonly unknown[]): string {
  let line = "";
  for (let index = 0; index < row.length; index++) {
    if (index > 0) line += "\t";
    line += writeCell(row[index]);
  }
  return `${line}\n`;
}

const special = /[\\\t\n\r\b\f\v]/;
const specials = /[\\\t\n\r\b\f\v]/g;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

function writeCell(value: unknown): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return encodeNumber(value);
  const encoded = encodeValue(value);
  if (encoded === null) return "\\N";
  if (typeof encoded !== "string") return `\\\\x${encoded.toString("hex")}`;
  return special.test(encoded) ? encoded.replace(specials, (character) => escapes[character] as string) : encoded;
}
