import type { Dialect } from "./dialect.ts";

/** Quotes a name of one or several parts: `["app", "users"]` is `"app"."users"`. @throws DatabaseError `usage` as `quoteIdentifier`. */
export function quoteName(dialect: Dialect, name: string | readonly string[]): string {
  return (typeof name === "string" ? [name] : name).map((part) => dialect.quoteIdentifier(part)).join(".");
}
