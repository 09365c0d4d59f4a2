import { randomUUID } from "node:crypto";
import { sql, type Queryable } from "@db/core";
import { textIndexOf, type IndexInfo } from "@db/document/engine";
import { arrayExpression, keyedFields, keyExpression, pathConstant } from "../compile/key-expression.ts";
import type { callLimits } from "./call-limits.ts";
import { relationName } from "./relation-name.ts";
import { dropTextColumn } from "./text-column.ts";

type Constant = NonNullable<ReturnType<typeof pathConstant>>;

/** A name for the relations of an index, which stays when the collection is renamed. */
export function indexRelation(): string {
  return `_index_${randomUUID().replaceAll("-", "")}`;
}

/**
 * Makes what PostgreSQL needs to serve an index: a B-tree of the keys of its fields, and for each field a small one of the
 * documents that have an array there; an index by text is one over the column of terms. Nothing for one that is kept in
 * neither way. `concurrently` lets others write meanwhile, and cannot be in a transaction.
 */
export async function createRelations(
  db: Queryable,
  schema: string,
  collection: string,
  index: IndexInfo,
  relation: string,
  { concurrently = false, limits = {} }: { concurrently?: boolean; limits?: ReturnType<typeof callLimits> } = {},
): Promise<void> {
  const table = sql.id(schema, relationName(collection));
  const create = sql.raw(`create index${concurrently ? " concurrently" : ""}`);
  if (textIndexOf(index) !== undefined) {
    // Its column is made with it, and cannot be before.
    if (concurrently) return;
    await db.execute(sql`create index ${sql.id(relation)} on ${table} using gin (terms)`);
    return;
  }
  const fields = keyedFields(index);
  if (fields.length === 0) return;
  const keys = fields.map(
    ([path, way]) =>
      sql`${keyExpression(schema, way, pathConstant(path) as Constant)} ${sql.raw(way === "_least" ? "asc" : "desc")}`,
  );
  await db.execute(sql`${create} ${sql.id(relation)} on ${table} (${sql.join(keys)})`, limits);
  for (const [n, [path]] of fields.entries()) {
    const has = arrayExpression(schema, pathConstant(path) as Constant);
    await db.execute(sql`${create} ${sql.id(`${relation}_${n}`)} on ${table} (id) where ${has}`, limits);
  }
}

/** The names of the relations by keys that an index has: none for one that is kept in another way. */
export function relationsOf(index: IndexInfo, relation: string): readonly string[] {
  const fields = keyedFields(index);
  return fields.length === 0 ? [] : [relation, ...fields.map((_, n) => `${relation}_${n}`)];
}

/** Drops the relations of a collection's indexes; those that never had any are passed over. */
export async function dropRelations(
  db: Queryable,
  schema: string,
  collection: string,
  dropped: readonly { readonly index: IndexInfo; readonly relation: string }[],
): Promise<void> {
  for (const { index, relation } of dropped) {
    if (textIndexOf(index) !== undefined) await dropTextColumn(db, schema, collection);
    const names = relationsOf(index, relation);
    if (names.length > 0)
      await db.execute(sql`drop index if exists ${sql.join(names.map((name) => sql.id(schema, name)))}`);
  }
}
