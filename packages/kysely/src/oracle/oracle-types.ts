import { oracleDialect } from "@db/core";
import { portableTypeNames } from "../portable-type-names.ts";
import { refuse } from "./oracle-refusals.ts";

/** The type to declare a column with, for one of Kysely's data types. @throws DatabaseError `unsupported`. */
export function oracleType(dataType: string): string {
  const [, name = dataType, numbers = ""] = /^([a-z\d ]+?)\s*(\([\d, ]+\))?$/.exec(dataType) ?? [];
  if (name === "serial" || name === "bigserial")
    refuse(`the type ${name}`, "Use integer with generatedByDefaultAsIdentity()");
  if (/range$|^timetz$/.test(name)) refuse(`the type ${name}`);
  // The length of a large object is not declared.
  if (name === "binary" || name === "varbinary") return numbers === "" ? "blob" : `raw${numbers}`;
  if (name === "varchar" && numbers === "") return "varchar2(4000)";
  return oracleDialect.types.toNative((portableTypeNames[name] ?? name) + numbers);
}

/** The type to cast to: a cast gives no large object. */
export function oracleCastType(dataType: string): string {
  if (dataType === "boolean") return "number(1)";
  const type = oracleType(dataType);
  if (type === "clob") return "varchar2(4000)";
  return type === "blob" ? "raw(2000)" : type;
}
