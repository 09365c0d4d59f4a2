import { sql, type Statement } from "@db/core";
import { pathsOverlap, type UnwindStage } from "@db/document/engine";
import { column, fenced, itemColumns, valueAt, type ItemColumn, type Rows } from "./rows.ts";

/** An `$unwind` of rows: a row for each item, which stands in a column. `undefined` where the server cannot do it. */
export function unwindRows(rows: Rows, { path, indexField, preserveEmpty }: UnwindStage): Rows | undefined {
  if (rows.order !== undefined || rows.ok !== undefined) return undefined;
  if (indexField !== undefined && !isFree(rows, indexField, path)) return undefined;
  const at = valueAt(rows, path);
  if (at === undefined) return undefined;
  const n = rows.items.length;
  // Without an item a document stays as it is, also where an array is on the way.
  const free = preserveEmpty && at.free !== undefined ? column(`open${n}`) : undefined;
  const inner = fenced(rows, [["list", at.value], ...(free && at.free ? [[`open${n}`, at.free] as const] : [])]);
  const item = sql`each${sql.raw(String(n))}`;
  const [value, place] = [sql`${item}.value`, sql`${item}.place`];
  const columns: ItemColumn[] = [{ path, column: column(`item${n}`), free }];
  const selected: Statement[] = [
    sql`doc`,
    ...inner.ties,
    ...itemColumns(inner),
    ...(free === undefined ? [] : [free]),
    sql`${preserveEmpty ? sql`case when list = 'null'::jsonb then list else ${value} end` : value} as ${column(`item${n}`)}`,
    sql`${place} as ${column(`place${n}`)}`,
  ];
  if (indexField !== undefined) {
    const index = sql`case when jsonb_typeof(list) = 'array' and ${place} is not null then jsonb_build_object('$long', true, '$n', ${place} - 1) else 'null'::jsonb end`;
    selected.push(sql`${index} as ${column(`item${n + 1}`)}`);
    columns.push({ path: indexField, column: column(`item${n + 1}`), free: undefined });
  }
  // A value that is no array counts as one item.
  const list = sql`case coalesce(jsonb_typeof(list), 'null') when 'array' then list when 'null' then null else jsonb_build_array(list) end`;
  const join = preserveEmpty ? sql`left join lateral` : sql`join lateral`;
  return {
    ...inner,
    from: sql`(select ${sql.join(selected)} from ${inner.from} ${join} jsonb_array_elements(${list}) with ordinality as ${item}(value, place) on true) rows`,
    items: [...inner.items, ...columns],
    // A field that goes, or comes, is not in the order that the codec keeps.
    whole: rows.whole && !preserveEmpty && indexField === undefined,
    spread: true,
    ties: [...inner.ties, column(`place${n}`)],
  };
}

/** Whether a field at the top can be put beside the item and all others. */
function isFree({ items }: Rows, field: readonly string[], path: readonly string[]): boolean {
  return field.length === 1 && [path, ...items.map((item) => item.path)].every((other) => !pathsOverlap(field, other));
}
