import type { TextIndex } from "../filter/filter.ts";
import { bindText, findText } from "../filter/text-search.ts";
import { splitPath } from "../path.ts";
import type { Stage } from "../pipeline/stage.ts";
import { matchStage, type MatchStage } from "../pipeline/stages/match.ts";
import type { IndexInfo, StoreTransaction } from "../store/store.ts";
import { toDouble, type NumberValue } from "../values/numbers.ts";
import { fieldOf, type Document } from "../values/types.ts";

/**
 * The same stages with the collection's text index in their first `$match`, where that searches a text. Without such an
 * index they are left as they are, and evaluating them throws code 27 (IndexNotFound).
 */
export async function withTextIndex(
  transaction: StoreTransaction,
  collection: string,
  stages: readonly Stage[],
): Promise<readonly Stage[]> {
  const [first, ...rest] = stages;
  if (first?.name !== "$match" || findText((first as MatchStage).filter) === undefined) return stages;
  const index = (await transaction.indexes(collection)).find(({ key }) => Object.values(key).includes("text"));
  return index === undefined ? stages : [matchStage(bindText((first as MatchStage).filter, textIndex(index))), ...rest];
}

function textIndex({ key, options }: IndexInfo): TextIndex {
  const weights = (fieldOf(options, "weights") ?? {}) as Document;
  const fields = new Set([...Object.keys(key).filter((field) => key[field] === "text"), ...Object.keys(weights)]);
  return {
    fields: [...fields].map((field) => ({
      path: field === "$**" ? [] : splitPath(field),
      weight: toDouble((fieldOf(weights, field) ?? 1) as NumberValue),
    })),
    language: String(fieldOf(options, "default_language") ?? "english"),
    languageOverride: String(fieldOf(options, "language_override") ?? "language"),
  };
}
