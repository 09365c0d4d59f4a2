import { mssqlDialect } from "@db/core";
import { portableTypeNames } from "../portable-type-names.ts";
import { refuse } from "./mssql-refusals.ts";

/**
 * The type to declare a column with for one of Kysely's data types: core's own, so that text is in Unicode and a
 * timestamp is no row version. @throws DatabaseError `unsupported`.
 */
export function mssqlType(dataType: string): string {
  const [, name = dataType, numbers = ""] = /^([a-z\d ]+?)\s*(\([\d, ]+\))?$/.exec(dataType) ?? [];
  if (name === "serial" || name === "bigserial") refuse(`the type ${name}`, "Use integer with identity()");
  if (/range$|^timetz$/.test(name)) refuse(`the type ${name}`);
  if ((name === "binary" || name === "varbinary") && numbers !== "") return `varbinary${numbers}`;
  if (name === "varchar" && numbers === "") return "nvarchar(4000)";
  return mssqlDialect.types.toNative((portableTypeNames[name] ?? name) + numbers);
}

/** The type to cast to: a cast gives no collation, by which columns of JSON are known. */
export function mssqlCastType(dataType: string): string {
  return mssqlType(dataType).replace(/^(varchar\(max\)) collate \w+$/, "n$1");
}
