import { randomUUID } from "node:crypto";
import { sql, type Queryable } from "@db/core";
import type { IndexInfo } from "@db/document/engine";
import { arrayExpression, keyedFields, keyExpression, pathConstant } from "../compile/key-expression.ts";
import { relationName } from "./relation-name.ts";

type Constant = NonNullable<ReturnType<typeof pathConstant>>;

/** A name for the relations of an index, which stays when the collection is renamed. */
export function indexRelation(): string {
  return `_index_${randomUUID().replaceAll("-", "")}`;
}

/**
 * Makes what PostgreSQL needs to serve an index: a B-tree of the keys of its fields, and for each field a small one of the
 * documents that have an array there. Nothing for an index that is not kept by keys.
 */
export async function createRelations(
  db: Queryable,
  schema: string,
  collection: string,
  index: IndexInfo,
  relation: string,
): Promise<void> {
  const fields = keyedFields(index);
  if (fields.length === 0) return;
  const table = sql.id(schema, relationName(collection));
  const keys = fields.map(
    ([path, way]) =>
      sql`${keyExpression(schema, way, pathConstant(path) as Constant)} ${sql.raw(way === "_least" ? "asc" : "desc")}`,
  );
  await db.execute(sql`create index ${sql.id(relation)} on ${table} (${sql.join(keys)})`);
  for (const [n, [path]] of fields.entries()) {
    const has = arrayExpression(schema, pathConstant(path) as Constant);
    await db.execute(sql`create index ${sql.id(`${relation}_${n}`)} on ${table} (id) where ${has}`);
  }
}

/** Drops the relations of indexes; those that never had any are passed over. */
export async function dropRelations(
  db: Queryable,
  schema: string,
  dropped: readonly { readonly index: IndexInfo; readonly relation: string }[],
): Promise<void> {
  for (const { index, relation } of dropped) {
    const names = [relation, ...keyedFields(index).map((_, n) => `${relation}_${n}`)];
    await db.execute(sql`drop index if exists ${sql.join(names.map((name) => sql.id(schema, name)))}`);
  }
}
