import { sql, type Transaction } from "@db/core";
import {
  documentError,
  pathsOverlap,
  splitPath,
  textIndexOf,
  updateForm,
  type Change,
  type IndexInfo,
  type UpdateRequest,
} from "@db/document/engine";
import { tellChange } from "../changes/told-change.ts";
import { cautiousContext } from "../compile/assumptions.ts";
import { filterPredicate } from "../compile/filter.ts";
import { indexedPaths } from "../compile/key-expression.ts";
import { bringsArray, changedPaths, compileUpdate } from "../compile/update.ts";
import { relationName } from "./relation-name.ts";

/** How many documents an update found, and how many of them it changed. */
export interface UpdateCounts {
  readonly matched: number;
  readonly modified: number;
}

/**
 * Updates documents in one statement of the server, by the functions of `update-functions.ts`. Gives `undefined`, and has
 * changed nothing, when only the evaluator knows this update's meaning: a filter that is no exact condition, a
 * collation, an operator or a value that the functions do not know, and an index that has to look at what changes.
 * Throws MongoDB's error for a document that the update cannot be applied to; then nothing has changed either.
 */
export async function updateInPlace(
  db: Transaction,
  schema: string,
  collection: string,
  { filter, plan, multi, settings }: UpdateRequest,
  indexes: readonly IndexInfo[],
): Promise<UpdateCounts | undefined> {
  if (settings.collation.key !== undefined || plan.kind !== "operators") return undefined;
  const condition = filterPredicate(filter, cautiousContext(schema, indexedPaths(indexes)));
  if (!condition.exact || condition.sql === undefined) return undefined;
  const changes = compileUpdate(plan, settings);
  if (changes === undefined || indexes.some((index) => concerns(index, plan.changes))) return undefined;
  const table = sql.id(schema, relationName(collection));
  // Locks are taken in one order, so that updates at the same time wait for each other and never in a circle.
  const extent = multi ? sql`order by id` : sql`limit 1`;
  const found = sql`select id, doc from ${table} where ${condition.sql} ${extent} for update`;
  const change = sql`${sql.id(schema, "_update")}(doc, ${changes}::text::jsonb)`;
  const statement = sql<UpdateRow>`with changed as materialized (select id, ${change} as doc from (${found}) found), refused as (select doc from changed where jsonb_typeof(doc) = 'array' limit 1), written as (update ${table} t set doc = changed.doc from changed where t.id = changed.id and changed.doc is not null and not exists (select from refused) returning 1) select (select count(*) from changed)::int as matched, (select count(*) from written)::int as modified, (select doc::text from refused) as refused, ${tellChange(updateForm(plan))} as told`;
  const { matched, modified, refused } = await db.queryOne(statement);
  if (refused === null) return { matched, modified };
  const [code, message] = JSON.parse(refused) as [number, string];
  if (code === 0) return undefined;
  throw documentError(code, message);
}

interface UpdateRow extends UpdateCounts {
  /** Why the first document that the update cannot be applied to refuses it: `[code, message]`. */
  readonly refused: string | null;
}

/**
 * Whether an index has to look at the documents: a unique one whose keys may change, one by text whose terms may, and one
 * of several fields of which two may come to hold arrays. Which documents a partial index has is not known here.
 */
function concerns(index: IndexInfo, changes: readonly Change[]): boolean {
  const text = textIndexOf(index);
  if (text !== undefined) {
    const read = [splitPath(text.languageOverride), ...text.fields.map(({ path }) => path)];
    return changedPaths(changes).some((path) => read.some((field) => pathsOverlap(field, path)));
  }
  const { key, options } = index;
  const fields = Object.keys(key).map(splitPath);
  const unique = options["unique"] === true;
  if (!unique && fields.length === 1) return false;
  if (options["partialFilterExpression"] !== undefined) return true;
  const relevant = unique ? changes : changes.filter(bringsArray);
  return changedPaths(relevant).some((path) => fields.some((field) => pathsOverlap(field, path)));
}
