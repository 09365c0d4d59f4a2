import {
  mariadbDialect,
  mssqlDialect,
  mysqlDialect,
  oracleDialect,
  postgresDialect,
  sqliteDialect,
  type Dialect,
  type DialectName,
} from "@db/core";
import type { Type } from "../ast/types.ts";

/** Core's dialect of a name. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  postgres: postgresDialect,
  mysql: mysqlDialect,
  mariadb: mariadbDialect,
  mssql: mssqlDialect,
  oracle: oracleDialect,
  sqlite: sqliteDialect,
};

const unsized = new Set(["varchar", "character varying", "varchar2", "nvarchar", "nvarchar2"]);
/** Names of the MySQL family's that its catalogue does not use. */
const castNames: Readonly<Record<string, Type>> = {
  signed: { kind: "bigint" },
  "signed integer": { kind: "bigint" },
  "double precision": { kind: "double" },
};

/** The portable type of a source's type, where the two mean the same values. */
export function typeMapOf(source: DialectName, text: string): Type | undefined {
  const mysql = source === "mysql" || source === "mariadb";
  if (mysql && Object.hasOwn(castNames, text)) return castNames[text];
  // Smaller ranges than the portable type's, or values of their own.
  if (/unsigned|zerofill|^(?:enum|set|year|citext|name|mediumint|money|smallmoney|xml|sysname|json|jsonb)\b/.test(text))
    return undefined;
  if (mysql && /^(?:tinyint(?!\(1\))|bit)/.test(text)) return undefined;
  if (source === "postgres" && text.startsWith("bit")) return undefined;
  if (source === "mssql" && /^(?:tinyint|datetime|smalldatetime|image|n?text|rowversion|timestamp)(?!2|o)/.test(text))
    return undefined;
  if (source === "postgres" && unsized.has(text)) return { kind: "text" };
  if (source === "mssql" && unsized.has(text)) return { kind: "varchar", length: 30 };
  const type = dialects[source].types.toPortable(text);
  if (type === undefined) return undefined;
  // SQLite's integers have 64 bits whatever they are called.
  if (source === "sqlite" && type.kind === "real") return { kind: "double" };
  if (source === "sqlite" && (type.kind === "integer" || type.kind === "smallint")) return { kind: "bigint" };
  if (source === "oracle" && /^number(?:\(|$)/.test(text) && type.kind === "boolean") return { kind: "smallint" };
  return type;
}
