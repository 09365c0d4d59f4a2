import type { BulkBatch } from "@db/core";
import { types } from "./mysql-types.ts";
import { checkNumber, isDate, unknownValue } from "./mysql-values.ts";
import { writeTimestamp } from "./mysql-dates.ts";
import { hexOf, numberText } from "./text-literals.ts";

/** How a column's values are written into the file that is loaded. */
export type CellForm = "text" | "hex" | "bits";

/** The form for a column by its type and character set: bytes go as digits, since the file is text in UTF-8. */
export function cellFormOf(type: number, binary: boolean): CellForm {
  if (type === types.bit) return "bits";
  return binary && byteTypes.has(type) ? "hex" : "text";
}

const byteTypes: ReadonlySet<number> = new Set<number>([
  types.varchar,
  types.blob,
  types.varString,
  types.string,
  types.geometry,
  types.vector,
]);

/**
 * Rows as a file of "LOAD DATA": columns between tabs, a line feed behind each row, a backslash before what would mean
 * something, `\N` for null.
 */
export function writeRows(rows: BulkBatch, forms: readonly CellForm[]): Buffer {
  const plain = forms.every((form) => form === "text");
  let text = "";
  const width = forms.length;
  const cells = new Array<unknown>(width);
  for (let row = 0; row < rows.length; row++) {
    rows.read(row, cells, 0);
    for (let index = 0; index < width; index++) {
      const value = cells[index];
      if (index > 0) text += "\t";
      if (typeof value === "string" && (plain || forms[index] === "text")) text += escape(value);
      else text += writeCell(value, forms[index]!);
    }
    text += "\n";
  }
  return Buffer.from(text);
}

function writeCell(value: unknown, form: CellForm): string {
  if (value === null || value === undefined) return "\\N";
  if (form !== "text") return writeHex(value, form);
  switch (typeof value) {
    case "string":
      return escape(value);
    case "number":
      return writeNumber(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    default:
      if (isDate(value)) return writeTimestamp(value);
      // Bytes for a column of text: whether they are text the server says.
      if (ArrayBuffer.isView(value))
        return escape(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8"));
      return unknownValue(value);
  }
}

/** The column says what a number's text is, so that there is no need to mark a float. */
function writeNumber(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return Number.isInteger(value) ? numberText(value) : String(checkNumber(value));
}

function writeHex(value: unknown, form: "hex" | "bits"): string {
  if (typeof value === "object" && value !== null && ArrayBuffer.isView(value)) return hexOf(value);
  if (form === "bits" && (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")) {
    const digits = BigInt(value).toString(16);
    return digits.length % 2 === 0 ? digits : `0${digits}`;
  }
  return Buffer.from(writeText(value)).toString("hex");
}

/** What another value is as text, before anything is escaped. */
function writeText(value: unknown): string {
  return typeof value === "string" ? value : writeCell(value, "text");
}

const special = /[\\\t\n\r\0]/;
const specials = /[\\\t\n\r\0]/g;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
};

function escape(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] as string) : text;
}
