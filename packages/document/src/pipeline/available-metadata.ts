import { documentError } from "../errors.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";

/** What a stage's operand gives documents as metadata. */
const sources: Readonly<Record<string, (operand: Document) => readonly string[]>> = {
  $match: (operand) => (hasText(operand) ? ["textScore", "score"] : []),
  $rankFusion: (operand) => (fieldOf(operand, "scoreDetails") === true ? ["score", "scoreDetails"] : ["score"]),
};

/** The stages whose expressions read metadata of the documents that come. */
const readers: ReadonlySet<string> = new Set(["$project", "$addFields", "$set", "$sort"]);

/** The metadata that no document has unless a stage gives it. */
const guarded: ReadonlySet<string> = new Set(["textScore", "score", "scoreDetails"]);

/** Stages whose documents are made anew, without metadata. */
const losing: ReadonlySet<string> = new Set(["$group", "$bucket", "$bucketAuto", "$sortByCount", "$count", "$facet"]);

/** Refuses a `$meta` for which no stage before gives the metadata: code 40218. */
export function checkMetadata(stages: readonly { readonly name: string; readonly operand: unknown }[]): void {
  let available: readonly string[] = [];
  for (const { name, operand } of stages) {
    if (readers.has(name)) {
      const missing = metasIn(operand).find((meta) => guarded.has(meta) && !available.includes(meta));
      if (missing !== undefined) throw documentError(40218, `no stage gives documents the metadata ${missing}`);
    }
    if (losing.has(name)) available = [];
    const given = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (given !== undefined && isDocument(operand)) available = [...available, ...given(operand)];
  }
}

function hasText(filter: Document): boolean {
  if (Object.hasOwn(filter, "$text")) return true;
  const inner = [fieldOf(filter, "$and"), fieldOf(filter, "$or")].flatMap((list) => (Array.isArray(list) ? list : []));
  return inner.some((item) => isDocument(item) && hasText(item));
}

/** The names in the `$meta`s of an operand; what `$literal` has is no expression. */
function metasIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(metasIn);
  if (!isDocument(value) || Object.hasOwn(value, "$literal")) return [];
  const meta = fieldOf(value, "$meta");
  if (typeof meta === "string" && Object.keys(value).length === 1) return [meta];
  return Object.values(value).flatMap(metasIn);
}
