import { sql } from "@db/core";
import type { CountStage } from "@db/document/engine";
import { fenced, rowsOf, storedName, type Rows } from "./rows.ts";

/** A `$count` of rows: no row where there are none. */
export function countRows(rows: Rows, { field }: CountStage): Rows | undefined {
  // What is skipped would hide a row that is not good.
  if (rows.ok !== undefined && rows.skip > 0) return undefined;
  const plain = rows.limit === undefined && rows.skip === 0 && rows.ok === undefined;
  const { from, where, ok } = plain ? rows : fenced({ ...rows, order: undefined }, [], false);
  const condition = where.length === 0 ? sql.empty : sql` where ${sql.join([...where], " and ")}`;
  const counted = sql`jsonb_build_object(${storedName(field)}::text, count(*)) as doc`;
  const good = ok === undefined ? sql.empty : sql`, bool_and(${ok}) as ok`;
  const made = rowsOf(
    sql`(select ${counted}${good} from ${from}${condition} having count(*) > 0) counted`,
    ok === undefined ? undefined : sql`ok`,
  );
  return { ...made, few: true };
}
