import { sql } from "@db/core";
import { isIndex, type DistinctStage } from "@db/document/engine";
import { groupedBy, groupForm, inForm, oneForm, plainKey } from "./group-key.ts";
import { fenced, rowsOf, valueAt, type Rows } from "./rows.ts";

/** The command `distinct` on rows: one for each value, the items of an array apart. */
export function distinctRows(rows: Rows, { path }: DistinctStage): Rows | undefined {
  if (rows.order !== undefined || rows.skip > 0 || rows.limit !== undefined || rows.ok !== undefined) return undefined;
  if (path.some((part) => part === "" || isIndex(part))) return undefined;
  const at = valueAt(rows, path);
  if (at === undefined) return undefined;
  const inner = fenced(
    rows,
    [
      ["found", at.value],
      ["free", at.free ?? sql`true`],
    ],
    false,
  );
  // What lies behind an array is not found here: such a document has a row that is not good.
  const list = sql`case when not free then '[null]'::jsonb when jsonb_typeof(found) = 'array' then found when found is null then null else jsonb_build_array(found) end`;
  const each = sql`each.value`;
  const values = sql`select ${groupedBy(each)} as value, ${groupForm(each)} as form, bool_and(free) and ${oneForm(each)} as good from ${inner.from} join lateral jsonb_array_elements(${list}) as each(value) on true group by 1`;
  const value = inForm(sql`value`, sql`form`);
  return rowsOf(
    sql`(select jsonb_build_object('value', ${value}) as doc, (good and ${plainKey(sql`value`)}) as ok from (${values}) found) rows`,
    sql`ok`,
  );
}
