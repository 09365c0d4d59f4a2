import type { DatabaseDefinition } from "@db/core";
import * as driver from "@db/mysql";

const { mysql } = driver as unknown as { mysql?: (options: { url: string; tls: "disable" }) => DatabaseDefinition };

/** `@db/mysql` with its defaults; TLS as mysql2's default has it, off. */
export function defineMysql(url: string): DatabaseDefinition {
  if (mysql === undefined) throw new Error("@db/mysql has no mysql() yet");
  return mysql({ url, tls: "disable" });
}
