import { sql, type Statement } from "@db/core";

/**
 * The place among all types of a value that has a plain form in JSONB, by MongoDB's order: null and missing, numbers, strings,
 * ObjectIds, booleans, dates; 0 for any other value, which is to be compared in other ways. `value` is a column.
 */
export function plainRank(value: Statement): Statement {
  return sql`(case coalesce(jsonb_typeof(${value}), 'null') when 'null' then 1 when 'number' then 2 when 'string' then 3 when 'boolean' then 8 when 'object' then case when jsonb_exists(${value}, '$oid') then 7 when jsonb_exists(${value}, '$date') then 9 else 0 end else 0 end)`;
}

/** What orders numbers, booleans and dates among themselves; SQL's null for others. `rank` is a column with the value's. */
export function plainNumber(value: Statement, rank: Statement): Statement {
  return sql`(case ${rank} when 2 then ${value}::numeric when 8 then ${value}::boolean::int::numeric when 9 then (${value} -> '$date')::numeric end)`;
}

/** What orders strings and ObjectIds among themselves: the bytes of UTF-8. `rank` is a column with the value's. */
export function plainText(value: Statement, rank: Statement): Statement {
  return sql`((case ${rank} when 3 then ${value} #>> '{}' when 7 then ${value} ->> '$oid' end) collate "C")`;
}
