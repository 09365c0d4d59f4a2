import { javascriptValues, parsePortableType, type Column, type JavaScriptValue, type PortableType } from "@db/core";

/** How the values of a table's columns are typed. */
export interface ColumnTypeOptions {
  /** As the engine's option of that name: what timestamps are read as. */
  readonly timestamps: "date" | "string";
}

/** What a column gives, and what may be written to it. */
interface ValueTypes {
  readonly select: string;
  readonly insert: string;
}

const same = (type: string): ValueTypes => ({ select: type, insert: type });

/** What core reads columns as, and what it takes for them. */
const valueTypes: Readonly<Record<Exclude<JavaScriptValue, "array" | "date">, ValueTypes>> = {
  number: same("number"),
  "number-or-bigint": same("number | bigint"),
  string: same("string"),
  boolean: same("boolean"),
  bytes: same("Uint8Array"),
  // Text is taken for JSON text; anything else has to be marked.
  json: { select: "unknown", insert: "JsonValue | string" },
};

function typesOf(type: PortableType, options: ColumnTypeOptions): ValueTypes {
  const value = javascriptValues[type.kind];
  if (value === "array") {
    const { select, insert } = type.element === undefined ? same("unknown") : typesOf(type.element, options);
    // An element may be null, whatever the column says.
    return { select: `(${select} | null)[]`, insert: `(${insert} | null)[]` };
  }
  if (value === "date") return { select: options.timestamps === "date" ? "Date" : "string", insert: "Date | string" };
  if (type.kind === "decimal") return { select: "string", insert: "string | number | bigint" };
  return valueTypes[value];
}

/** The type of a column in Kysely's terms: what it gives, what an insert may say, what an update may. */
export function columnType(column: Column, readOnly: boolean, options: ColumnTypeOptions): string {
  const types = column.type === undefined ? same("unknown") : typesOf(parsePortableType(column.type), options);
  const orNull = (type: string): string => (column.nullable && type !== "unknown" ? `${type} | null` : type);
  const select = orNull(types.select);
  const insert = orNull(types.insert);
  if (readOnly || column.generated !== undefined || column.identity === "always") return `GeneratedAlways<${select}>`;
  const optional = column.default !== undefined || column.identity !== undefined;
  if (select === insert) return optional ? `Generated<${select}>` : select;
  return `ColumnType<${select}, ${optional ? `${insert} | undefined` : insert}, ${insert}>`;
}
