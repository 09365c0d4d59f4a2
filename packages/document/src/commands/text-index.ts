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
  for (const info of await transaction.indexes(collection)) {
    const index = textIndexOf(info);
    if (index !== undefined) return [matchStage(bindText((first as MatchStage).filter, index)), ...rest];
  }
  return stages;
}

/** What a text index is over, and its languages; `undefined` for an index of another kind. */
export function textIndexOf({ key, options }: IndexInfo): TextIndex | undefined {
  if (!Object.values(key).includes("text")) return undefined;
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
