import { oracleDialect } from "@db/core";
import { refuse } from "./oracle-refusals.ts";

/** Kysely's names of data types that are no portable types by the same name. */
const portable: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double",
  "double precision": "double",
  numeric: "decimal",
  datetime: "timestamp",
  datetime2: "timestamp",
  jsonb: "json",
  blob: "binary",
  bytea: "binary",
  varbinary: "binary",
};

/** The type to declare a column with, for one of Kysely's data types. @throws DatabaseError `unsupported`. */
export function oracleType(dataType: string): string {
  const [, name = dataType, numbers = ""] = /^([a-z\d ]+?)\s*(\([\d, ]+\))?$/.exec(dataType) ?? [];
  if (name === "serial" || name === "bigserial")
    refuse(`the type ${name}`, "Use integer with generatedByDefaultAsIdentity()");
  if (/range$|^timetz$/.test(name)) refuse(`the type ${name}`);
  // The length of a large object is not declared.
  if (name === "binary" || name === "varbinary") return numbers === "" ? "blob" : `raw${numbers}`;
  if (name === "varchar" && numbers === "") return "varchar2(4000)";
  return oracleDialect.types.toNative((portable[name] ?? name) + numbers);
}

/** The type to cast to: a cast gives no large object. */
export function oracleCastType(dataType: string): string {
  if (dataType === "boolean") return "number(1)";
  const type = oracleType(dataType);
  if (type === "clob") return "varchar2(4000)";
  return type === "blob" ? "raw(2000)" : type;
}
