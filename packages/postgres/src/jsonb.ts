import { sql, type Fragment } from "@db/core";

/**
 * Whether a `jsonb` column holds all of a value: `where ${jsonContains("data", { tags: ["new"] })}`. A GIN index on the
 * column serves it. @throws DatabaseError `usage` for a value that JSON cannot hold.
 */
export function jsonContains(column: string | Fragment, value: unknown): Fragment {
  return sql`${typeof column === "string" ? sql.id(column) : column} @> ${sql.json(value)}::jsonb`;
}
