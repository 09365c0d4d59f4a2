/** Kysely's names of data types that are no portable types by the same name. */
export const portableTypeNames: Readonly<Record<string, string>> = {
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
