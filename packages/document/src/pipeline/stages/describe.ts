import { documentError } from "../../errors.ts";
import { isNumber, toDouble } from "../../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../../values/types.ts";
import { batchesFrom, batchesOf } from "../batches.ts";
import { checkSpec, specField, type SpecType } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { ParseContext, StageParser } from "../stage-parser.ts";

/** Tells of the collection or of the database; what there is to tell is the host's. */
export interface DescribeStage extends Stage {
  readonly options: Document;
}

/** A stage that asks the host. */
function describeStage(name: string, options: Document): DescribeStage {
  return {
    name,
    options,
    run: (_source, { host, collection }) =>
      batchesFrom(async function* () {
        yield await host.describe(collection ?? "", name, options);
      }),
  };
}

/** A stage that has nothing to tell, as no engine here keeps what it tells of. */
function emptyStage(name: string, options: Document): DescribeStage {
  return { name, options, run: () => batchesOf([]) };
}

/** Reads an `$indexStats`: code 28803 for all but `{}`. */
export const parseIndexStats: StageParser = (value) => {
  if (!isDocument(value) || Object.keys(value).length > 0) throw documentError(28803, "$indexStats takes {} only");
  return [describeStage("$indexStats", value)];
};

/** Reads a `$collStats`. Codes: 5447000 no document, 40415 and 14 for options, 2 a scale below 1, 40481 and 31170 options of `count` and `queryExecStats`. */
export const parseCollStats: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(5447000, "$collStats needs a document");
  checkSpec(value, "$collStats", {
    latencyStats: "object",
    storageStats: "object",
    count: "object",
    queryExecStats: "object",
    operationStats: "object",
    targetAllNodes: "bool",
  });
  for (const [name, given] of Object.entries(value)) {
    const check = Object.hasOwn(statistics, name) ? statistics[name] : undefined;
    if (isDocument(given)) check?.(given);
  }
  return [describeStage("$collStats", value)];
};

const statistics: Readonly<Record<string, (value: Document) => void>> = {
  latencyStats: (value) => checkSpec(value, "$collStats.latencyStats", { histograms: "bool" }),
  storageStats: (value) => {
    const types = { scale: "any", verbose: "bool", waitForLock: "bool", numericOnly: "bool" } as const;
    checkSpec(value, "$collStats.storageStats", types);
    const scale = specField(value, "scale");
    if (scale === undefined) return;
    if (!isNumber(scale)) throw documentError(14, `$collStats.storageStats.scale cannot be of type ${typeOf(scale)}`);
    if (!(Math.trunc(toDouble(scale)) >= 1)) throw documentError(2, "$collStats.storageStats.scale must be at least 1");
  },
  count: (value) => checkEmpty(value, 40481, "count"),
  queryExecStats: (value) => checkEmpty(value, 31170, "queryExecStats"),
};

function checkEmpty(value: Document, code: number, option: string): void {
  if (Object.keys(value).length > 0) throw documentError(code, `$collStats.${option} takes {} only`);
}

/** Reads a `$planCacheStats`. Codes: 9 no document or an unknown option, 13111 a wrong `allHosts`, 4503200 `allHosts: true`. */
export const parsePlanCacheStats: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(9, "$planCacheStats needs a document");
  for (const [name, given] of Object.entries(value)) {
    if (name !== "allHosts") throw documentError(9, `$planCacheStats has no option ${JSON.stringify(name)}`);
    if (typeof given !== "boolean") throw documentError(13111, "$planCacheStats.allHosts must be a bool");
    if (given) throw documentError(4503200, "$planCacheStats.allHosts needs a sharded cluster");
  }
  return [describeStage("$planCacheStats", value)];
};

/** Reads a `$listClusterCatalog`. Codes: 9621301 over a collection, 9621302 no document, 40415 and 14 for options. */
export const parseListClusterCatalog: StageParser = (value, { overDatabase }) => {
  if (!overDatabase) throw documentError(9621301, "$listClusterCatalog is over a database, not a collection");
  if (!isDocument(value)) throw documentError(9621302, "$listClusterCatalog needs a document");
  checkSpec(value, "$listClusterCatalog", { shards: "bool", balancingConfiguration: "bool", tracked: "bool" });
  return [describeStage("$listClusterCatalog", value)];
};

/** Reads a `$querySettings`. Codes: 7746800 no document, 40415 and 14 for options, 73 over a collection. */
export const parseQuerySettings: StageParser = (value, context) => {
  if (!isDocument(value)) throw documentError(7746800, "$querySettings needs a document");
  checkSpec(value, "$querySettings", { showDebugQueryShape: "bool" });
  requireDatabase("$querySettings", context);
  return [emptyStage("$querySettings", value)];
};

function requireDatabase(name: string, { overDatabase }: ParseContext): void {
  if (!overDatabase) throw documentError(73, `${name} is over a database, not a collection`);
}

const sessionOptions: Readonly<Record<string, SpecType>> = { allUsers: "bool", users: "array" };

/** Reads a `$listLocalSessions`. Codes: 73 over a collection, 14 no document, 40415 and 14 for options. */
export const parseListLocalSessions: StageParser = (value, context) => {
  requireDatabase("$listLocalSessions", context);
  checkSessions("$listLocalSessions", value);
  return [emptyStage("$listLocalSessions", value as Document)];
};

/** Reads a `$listSessions`, which is over a collection of the server's own: code 73 over any other. */
export const parseListSessions: StageParser = (value) => {
  checkSessions("$listSessions", value);
  throw documentError(73, "$listSessions is over config.system.sessions only");
};

function checkSessions(name: string, value: unknown): void {
  if (!isDocument(value)) throw documentError(14, `${name} needs a document`);
  checkSpec(value, name, sessionOptions);
  if (fieldOf(value, "allUsers") === true && fieldOf(value, "users") !== undefined) {
    throw documentError(72, `${name} has allUsers or users, not both`);
  }
}

const currentOpOptions: readonly string[] = [
  "allUsers",
  "idleConnections",
  "idleCursors",
  "idleSessions",
  "localOps",
  "targetAllNodes",
  "truncateOps",
];

/** Reads a `$currentOp`. Codes: 9 no document and what is wrong with its options, 73 over a collection. */
export const parseCurrentOp: StageParser = (value, context) => {
  if (!isDocument(value)) throw documentError(9, "$currentOp needs a document");
  requireDatabase("$currentOp", context);
  for (const [name, given] of Object.entries(value)) {
    if (!currentOpOptions.includes(name)) throw documentError(9, `$currentOp has no option ${JSON.stringify(name)}`);
    if (typeof given !== "boolean") throw documentError(9, `$currentOp.${name} must be a bool`);
  }
  return [describeStage("$currentOp", value)];
};

/** Reads a `$listCatalog`: code 9 for no document. */
export const parseListCatalog: StageParser = (value) => {
  if (!isDocument(value)) throw documentError(9, "$listCatalog needs a document");
  return [describeStage("$listCatalog", value)];
};
