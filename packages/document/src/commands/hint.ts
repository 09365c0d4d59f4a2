import { documentError } from "../errors.ts";
import { sameKey } from "../indexes/same-key.ts";
import { compareNumbers, isNumber } from "../values/numbers.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import type { Stage } from "../pipeline/stage.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import type { IndexInfo, StoreTransaction } from "../store/store.ts";

/**
 * Finds the index that a `hint` names, by its name or by its key. `{ $natural: 1 }` asks for no index. Code 2 when there
 * is no such index; a collection that does not exist has none to name, and is not asked.
 */
export async function checkHint(
  transaction: StoreTransaction,
  collection: string,
  hint: unknown,
): Promise<IndexInfo | undefined> {
  if (hint === undefined || (isDocument(hint) && Object.keys(hint).length === 0)) return undefined;
  if (isDocument(hint) && Object.hasOwn(hint, "$natural")) {
    const direction = hint["$natural"];
    if (!isNumber(direction) || ![1, -1].some((way) => compareNumbers(direction, way) === 0)) {
      throw documentError(2, "hint.$natural must be 1 or -1");
    }
    return undefined;
  }
  if ((await transaction.collection(collection)) === undefined) return undefined;
  const indexes = await transaction.indexes(collection);
  const found =
    typeof hint === "string"
      ? indexes.find(({ name }) => name === hint)
      : indexes.find(({ key }) => sameKey(key, hint as Document));
  if (found === undefined) throw documentError(2, "hint names an index that does not exist");
  if (found.options["hidden"] === true) throw documentError(2, "hint names an index that is hidden");
  return found;
}

/**
 * The stages that leave what an index knows of: a sparse one has no documents that lack all its fields, a partial one
 * none that its filter does not match. MongoDB answers from the index that a hint names, even where that loses documents.
 */
export function indexedOnly(index: IndexInfo, scope: ExpressionScope): Stage[] {
  const stages: Stage[] = [];
  const partial = fieldOf(index.options, "partialFilterExpression");
  if (isDocument(partial)) stages.push(matchStage(parseFilter(partial, scope)));
  if (index.options["sparse"] === true) {
    const present = Object.keys(index.key).map((field) => ({ [field]: { $exists: true } }));
    stages.push(matchStage(parseFilter({ $or: present }, scope)));
  }
  return stages;
}
