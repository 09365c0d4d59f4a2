import { Double, Int32 } from "bson";
import { documentError, unsupportedFeature } from "../../errors.ts";
import { checkFieldName } from "../../expression/field-names.ts";
import type { QuerySettings } from "../../settings.ts";
import { compare } from "../../values/compare.ts";
import { isNumber, toDouble } from "../../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";
import { batchesFrom, batchesOf, collectDocuments } from "../batches.ts";
import { setMeta } from "../../metadata.ts";
import { runPipeline } from "../run-pipeline.ts";
import { sortOrder } from "../sort.ts";
import { checkSpec, specField, type SpecType } from "../spec-fields.ts";
import type { Stage, StageContext } from "../stage.ts";
import type { ParseContext, StageParser } from "../stage-parser.ts";
import type { SortStage } from "./sort.ts";

/** A pipeline whose ranks count, and how much. */
interface RankedInput {
  readonly name: string;
  readonly pipeline: readonly Stage[];
  readonly weight: number;
}

/** The documents of several pipelines, first those that rank well in them: by reciprocal ranks. */
export interface RankFusionStage extends Stage {
  readonly name: "$rankFusion";
  readonly inputs: readonly RankedInput[];
  readonly scoreDetails: boolean;
}

/** What is added to every rank before it is turned round. */
const rankConstant = 60;

/** A document and its ranks by the names of pipelines. */
interface Ranked {
  readonly document: Document;
  readonly ranks: Map<string, number>;
}

/** A `$rankFusion` that has been parsed. Each document gets its `score` as metadata, and `scoreDetails` if wanted. */
function rankFusionStage(inputs: readonly RankedInput[], scoreDetails = false): RankFusionStage {
  return {
    name: "$rankFusion",
    inputs,
    scoreDetails,
    run: (source, context) =>
      batchesFrom(async function* () {
        const documents = await collectDocuments(source);
        const ranked = new Map<string, Ranked>();
        for (const input of inputs) {
          for (const [document, rank] of await rankedBy(input, documents, context)) {
            const key = valueKey(document["_id"]);
            const known = ranked.get(key) ?? { document: { ...document }, ranks: new Map<string, number>() };
            ranked.set(key, known);
            known.ranks.set(input.name, rank);
          }
        }
        const scored = [...ranked.values()].map((found) => ({ ...found, score: scoreOf(found, inputs) }));
        scored.sort((left, right) => right.score - left.score || compare(left.document["_id"], right.document["_id"]));
        yield* batchesOf(
          scored.map((found) => {
            const details = scoreDetails ? { scoreDetails: detailsOf(found, inputs) } : {};
            setMeta(found.document, { score: new Double(found.score), ...details });
            return found.document;
          }),
        );
      }),
  };
}

function scoreOf({ ranks }: Ranked, inputs: readonly RankedInput[]): number {
  return inputs.reduce((score, { name, weight }) => {
    const rank = ranks.get(name);
    return rank === undefined ? score : score + weight * (1 / (rank + rankConstant));
  }, 0);
}

/** How a score came about, in MongoDB's words, as programs may look for them. */
function detailsOf(found: Ranked & { readonly score: number }, inputs: readonly RankedInput[]): Document {
  return {
    value: new Double(found.score),
    description:
      "value output by reciprocal rank fusion algorithm, computed as sum of (weight * (1 / (60 + rank))) across input pipelines from which this document is output, from:",
    details: inputs.map(({ name, weight }) => {
      const rank = found.ranks.get(name);
      const given = rank === undefined ? { rank: "NA" } : { rank: new Int32(rank), weight: new Double(weight) };
      return { inputPipelineName: name, ...given, details: [] };
    }),
  };
}

/** The documents that a pipeline gives and their ranks; those that are equal in its last sort share one. */
async function rankedBy(
  { pipeline }: RankedInput,
  documents: readonly Document[],
  context: StageContext,
): Promise<readonly (readonly [Document, number])[]> {
  const found = await collectDocuments(runPipeline(pipeline, batchesOf(documents), context));
  const order = lastOrder(pipeline, context.settings);
  const ranks: number[] = [];
  return found.map((document, n) => {
    const before = found[n - 1];
    const rank = before !== undefined && order(before, document) === 0 ? (ranks[n - 1] as number) : n + 1;
    ranks.push(rank);
    return [document, rank] as const;
  });
}

function lastOrder(pipeline: readonly Stage[], settings: QuerySettings): (left: Document, right: Document) => number {
  const sort = pipeline.findLast((stage) => stage.name === "$sort") as SortStage;
  return sortOrder(sort.sort, settings);
}

/** Stages that choose and order documents and do not change them. */
const selecting: readonly string[] = [
  "$limit",
  "$match",
  "$rankFusion",
  "$sample",
  "$score",
  "$scoreFusion",
  "$skip",
  "$sort",
];

/** Stages that give documents in an order of their own. */
const ranking: readonly string[] = ["$geoNear", "$search", "$vectorSearch"];

const fusions: readonly string[] = ["$rankFusion", "$scoreFusion"];

/**
 * Reads a `$rankFusion`. Codes: 73 over no collection, 9 no document, 40415, 14 and 40414 for unknown, wrong and missing
 * options, 9834300 an empty pipeline, 10473002 a fusion in a fusion, 10170100 one that is not first, 9191100 a pipeline
 * without order, 9191103 one that changes documents, 13118 a weight that is no number, 9460300 one that is negative,
 * 9460301 and 9967500 weights for no pipeline, and those of field names and pipelines.
 */
export const parseRankFusion: StageParser = (value, context) => {
  const { pipelines, spec } = fusionSpec("$rankFusion", value, context, { pipelines: "object" }, { weights: "object" });
  const parsed = pipelines.map(([name, pipeline]) => {
    checkRanked(pipeline);
    const stages = context.parseInner(pipeline, "union");
    checkFieldName(name);
    return { name, pipeline: stages };
  });
  const weights = readWeights(
    (specField(spec, "combination") ?? {}) as Document,
    parsed.map(({ name }) => name),
  );
  const inputs = parsed.map((input) => ({ ...input, weight: weights.get(input.name) ?? 1 }));
  return [rankFusionStage(inputs, specField(spec, "scoreDetails") === true)];
};

/**
 * Reads a `$scoreFusion` as far as its shape goes; then it is refused, as no stage here gives scores but `$score`.
 */
export const parseScoreFusion: StageParser = (value, context) => {
  const combination = { weights: "object", method: "string", expression: "any" } as const;
  fusionSpec("$scoreFusion", value, context, { pipelines: "object", normalization: "string" }, combination);
  throw unsupportedFeature("$scoreFusion");
};

function fusionSpec(
  stage: string,
  value: unknown,
  context: ParseContext,
  inputTypes: Readonly<Record<string, SpecType>>,
  combinationTypes: Readonly<Record<string, SpecType>>,
): { readonly spec: Document; readonly pipelines: readonly (readonly [string, readonly Document[]])[] } {
  if (!isDocument(value)) throw documentError(9, `${stage} needs a document`);
  checkSpec(value, stage, { input: "object", combination: "object", scoreDetails: "bool" }, ["input"]);
  const input = specField(value, "input") as Document;
  checkSpec(input, `${stage}.input`, inputTypes, Object.keys(inputTypes));
  const combination = specField(value, "combination");
  if (isDocument(combination)) checkSpec(combination, `${stage}.combination`, combinationTypes);
  const pipelines = Object.entries(specField(input, "pipelines") as Document).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw documentError(14, `a pipeline of ${stage} cannot be of type ${typeOf(pipeline)}`);
    if (!pipeline.every(isDocument)) throw documentError(14, `a stage of ${stage} must be a document`);
    return [name, pipeline as readonly Document[]] as const;
  });
  if (context.overDatabase) throw documentError(73, `${stage} is over a collection`);
  return { spec: value, pipelines };
}

function checkRanked(pipeline: readonly Document[]): void {
  if (pipeline.length === 0) throw documentError(9834300, "a pipeline of $rankFusion is empty");
  const names = pipeline.map((stage) => Object.keys(stage)[0] ?? "");
  if (fusions.includes(names[0] as string))
    throw documentError(10473002, "a pipeline of $rankFusion has a fusion of its own");
  if (names.some((name) => fusions.includes(name))) throw documentError(10170100, "a fusion must be the first stage");
  if (names.includes("$score")) throw documentError(10614800, "a pipeline of $rankFusion has a $score");
  if (!ranking.includes(names[0] as string) && !names.includes("$sort")) {
    throw documentError(9191100, "a pipeline of $rankFusion has no order");
  }
  const changing = names.find((name) => !selecting.includes(name) && !ranking.includes(name));
  if (changing !== undefined)
    throw documentError(9191103, `a pipeline of $rankFusion changes documents with ${changing}`);
}

function readWeights(combination: Document, names: readonly string[]): ReadonlyMap<string, number> {
  const given = specField(combination, "weights");
  const weights = new Map<string, number>();
  if (given === undefined) return weights;
  let unknown = 0;
  for (const name of Object.keys(given as Document)) {
    if (!names.includes(name)) {
      unknown++;
      continue;
    }
    const weight = fieldOf(given as Document, name);
    if (!isNumber(weight)) throw documentError(13118, "a weight of $rankFusion must be a number");
    if (!(toDouble(weight) >= 0)) throw documentError(9460300, "a weight of $rankFusion must not be negative");
    weights.set(name, toDouble(weight));
  }
  if (Object.keys(given as Document).length > names.length) {
    throw documentError(9460301, "$rankFusion has more weights than pipelines");
  }
  if (unknown > 0) throw documentError(9967500, "$rankFusion has a weight for no pipeline");
  return weights;
}
