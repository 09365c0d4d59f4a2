import { sql, type Transaction } from "@db/core";
import type { DeleteRequest, IndexInfo } from "@db/document/engine";
import { cautiousContext } from "../compile/assumptions.ts";
import { filterPredicate } from "../compile/filter.ts";
import { indexedPaths } from "../compile/key-expression.ts";
import { keysRelation, relationName } from "./relation-name.ts";

/**
 * Deletes documents in one statement of the server, with the keys that they have in unique indexes; gives how many.
 * `undefined`, and nothing has happened, where the filter is no exact condition.
 */
export async function deleteInPlace(
  db: Transaction,
  schema: string,
  collection: string,
  { filter, settings, limit }: DeleteRequest,
  indexes: readonly IndexInfo[],
): Promise<number | undefined> {
  if (settings.collation.key !== undefined) return undefined;
  const condition = filterPredicate(filter, cautiousContext(schema, indexedPaths(indexes)));
  if (!condition.exact || condition.sql === undefined) return undefined;
  const table = sql.id(schema, relationName(collection));
  // Locks are taken in one order, so that writers at the same time wait for each other and never in a circle; of some of many there
  // is no order, and those that are locked are left for the next time.
  const extent =
    limit === undefined
      ? sql`order by id for update`
      : sql`limit ${limit} for update${sql.raw(limit > 1 ? " skip locked" : "")}`;
  const found = sql`select id from ${table} where ${condition.sql} ${extent}`;
  const unique = indexes.some(({ options }) => options["unique"] === true);
  const released = unique
    ? sql`, released as (delete from ${sql.id(schema, keysRelation(collection))} k using removed where k.id = removed.id)`
    : sql.empty;
  const { n } = await db.queryOne<{ n: number }>(
    sql`with removed as (delete from ${table} t using (${found}) found where t.id = found.id returning t.id)${released} select count(*)::int as n from removed`,
  );
  return n;
}
