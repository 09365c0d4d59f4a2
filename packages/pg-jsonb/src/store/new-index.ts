import { sql, type Statement } from "@db/core";
import { splitPath, textIndexOf, type IndexInfo } from "@db/document/engine";
import { arrayExpression, pathConstant } from "../compile/key-expression.ts";

/**
 * Which documents have to be looked at before indexes are made, as a condition: all for a unique index or one by text, those
 * with several arrays for one of several fields. No condition at all when none has to be.
 */
export function documentsToSee(schema: string, indexes: readonly IndexInfo[]): readonly [condition?: Statement] {
  const conditions: Statement[] = [];
  for (const index of indexes) {
    if (index.options["unique"] === true || textIndexOf(index) !== undefined) return [sql`true`];
    const fields = Object.keys(index.key);
    if (fields.length < 2) continue;
    const arrays: Statement[] = [];
    for (const field of fields) {
      const path = pathConstant(splitPath(field));
      if (path === undefined) return [sql`true`];
      arrays.push(sql`${arrayExpression(schema, path)}::int`);
    }
    conditions.push(sql`${sql.join(arrays, " + ")} > 1`);
  }
  return conditions.length === 0 ? [] : [sql`(${sql.join(conditions, " or ")})`];
}
