/** A type as the catalogue views tell it. */
export interface FoundType {
  readonly name: string;
  /** In bytes; -1 is `max`. */
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  /** Of a text, where it is known. */
  readonly collation?: string | null | undefined;
}

/**
 * The collation by which a server gives its JSON to clients that do not know the type ("JSON data type"), and by which a
 * column of 2019 and later is declared that is to be read as JSON.
 */
export const jsonCollation = "Latin1_General_100_BIN2_UTF8";

/** A type as it is declared: `nvarchar(20)`, `decimal(10,2)`, `varchar(max) collate …` for JSON. */
export function nativeTypeText({ name, length, precision, scale, collation }: FoundType): string {
  switch (name) {
    case "nvarchar":
    case "nchar":
      return `${name}(${length < 0 ? "max" : length / 2})`;
    case "varchar":
      return length < 0 && collation === jsonCollation
        ? `varchar(max) collate ${jsonCollation}`
        : `varchar(${length < 0 ? "max" : length})`;
    case "char":
    case "binary":
    case "varbinary":
      return `${name}(${length < 0 ? "max" : length})`;
    case "decimal":
    case "numeric":
      return `${name}(${precision},${scale})`;
    case "time":
    case "datetime2":
    case "datetimeoffset":
      return `${name}(${scale})`;
    default:
      return String(name);
  }
}
