import type { DatabaseDefinition } from "@db/core";
import { mariadb, mysql } from "@db/mysql";

/** `@db/mysql` with its defaults; TLS as mysql2's default has it, off. */
export function defineMysql(url: string): DatabaseDefinition {
  return mysql({ url, tls: "disable" });
}

/** The same for MariaDB. */
export function defineMariadb(url: string): DatabaseDefinition {
  return mariadb({ url, tls: "disable" });
}
