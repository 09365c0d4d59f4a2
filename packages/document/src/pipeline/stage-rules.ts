import { parseAddFieldsStage } from "./stages/add-fields.ts";
import { parseBucketAuto } from "./stages/bucket-auto.ts";
import { parseBucket } from "./stages/bucket.ts";
import { parseCount } from "./stages/count.ts";
import {
  parseCollStats,
  parseCurrentOp,
  parseIndexStats,
  parseListCatalog,
  parseListClusterCatalog,
  parseListLocalSessions,
  parseListSessions,
  parsePlanCacheStats,
  parseQuerySettings,
} from "./stages/describe.ts";
import { parseDocuments } from "./stages/documents.ts";
import { parseFacet } from "./stages/facet.ts";
import { parseFill } from "./stages/fill.ts";
import { parseGraphLookup } from "./stages/graph-lookup.ts";
import { parseGroup } from "./stages/group.ts";
import { parseLimit } from "./stages/limit.ts";
import { parseMatch } from "./stages/match.ts";
import { parseOut } from "./stages/out.ts";
import { parseDensify } from "./stages/parse-densify.ts";
import { parseLookup } from "./stages/parse-lookup.ts";
import { parseMerge } from "./stages/parse-merge.ts";
import { parseProject, parseUnsetStage } from "./stages/project.ts";
import { parseRankFusion, parseScoreFusion } from "./stages/rank-fusion.ts";
import { parseRedact } from "./stages/redact.ts";
import { parseChangeStream, parseGeoNear, parseSearch } from "./stages/refused.ts";
import { parseReplaceRoot, parseReplaceWith } from "./stages/replace-root.ts";
import { parseSample } from "./stages/sample.ts";
import { parseSetWindowFields } from "./stages/set-window-fields.ts";
import { parseSkip } from "./stages/skip.ts";
import { parseSortByCount } from "./stages/sort-by-count.ts";
import { parseSortStage } from "./stages/sort.ts";
import { parseUnionWith } from "./stages/union-with.ts";
import { parseUnwind } from "./stages/unwind.ts";
import type { StageParser } from "./stage-parser.ts";

/** How a stage is read, and where it may stand. */
export interface StageRule {
  readonly parse: StageParser;
  /** It must be the first or the last of its pipeline. */
  readonly position?: "first" | "last";
  /** Whether it may be within `$facet`; those that must be first or last may not. */
  readonly facet?: false;
  /** Whether an update may have it. */
  readonly update?: true;
  /** The first stage of a pipeline over no collection must have this. */
  readonly source?: "database" | "any";
}

const source = (parse: StageParser, over?: StageRule["source"]): StageRule =>
  over === undefined
    ? { parse, position: "first", facet: false }
    : { parse, position: "first", facet: false, source: over };
const target = (parse: StageParser): StageRule => ({ parse, position: "last", facet: false });
const mapping = (parse: StageParser): StageRule => ({ parse, update: true });

/** All stages by name, with their `$`. */
export const stageRules: Readonly<Record<string, StageRule>> = {
  $addFields: mapping(parseAddFieldsStage("$addFields")),
  $bucket: { parse: parseBucket },
  $bucketAuto: { parse: parseBucketAuto },
  $changeStream: source(parseChangeStream, "any"),
  $collStats: source(parseCollStats),
  $count: { parse: parseCount },
  $currentOp: source(parseCurrentOp, "database"),
  $densify: { parse: parseDensify },
  $documents: source(parseDocuments, "database"),
  $facet: { parse: parseFacet, facet: false },
  $fill: { parse: parseFill },
  $geoNear: source(parseGeoNear),
  $graphLookup: { parse: parseGraphLookup },
  $group: { parse: parseGroup },
  $indexStats: source(parseIndexStats),
  $limit: { parse: parseLimit },
  $listCatalog: source(parseListCatalog, "any"),
  $listClusterCatalog: source(parseListClusterCatalog, "database"),
  $listLocalSessions: source(parseListLocalSessions, "database"),
  $listSearchIndexes: source(parseSearch("$listSearchIndexes")),
  $listSessions: source(parseListSessions),
  $lookup: { parse: parseLookup },
  $match: { parse: parseMatch },
  $merge: target(parseMerge),
  $out: target(parseOut),
  $planCacheStats: source(parsePlanCacheStats),
  $project: mapping(parseProject),
  $querySettings: source(parseQuerySettings, "database"),
  $rankFusion: { parse: parseRankFusion, facet: false },
  $redact: { parse: parseRedact },
  $replaceRoot: mapping(parseReplaceRoot),
  $replaceWith: mapping(parseReplaceWith),
  $sample: { parse: parseSample },
  $scoreFusion: { parse: parseScoreFusion, facet: false },
  $search: source(parseSearch("$search")),
  $searchMeta: source(parseSearch("$searchMeta")),
  $set: mapping(parseAddFieldsStage("$set")),
  $setWindowFields: { parse: parseSetWindowFields },
  $skip: { parse: parseSkip },
  $sort: { parse: parseSortStage },
  $sortByCount: { parse: parseSortByCount },
  $unionWith: { parse: parseUnionWith },
  $unset: mapping(parseUnsetStage),
  $unwind: { parse: parseUnwind },
  $vectorSearch: source(parseSearch("$vectorSearch")),
};
