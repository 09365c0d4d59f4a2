import { Double, Int32, ObjectId, calculateObjectSize } from "bson";
import { documentError, unsupportedFeature } from "../../errors.ts";
import { metaOf, type Metadata } from "../../metadata.ts";
import { importValue } from "../../values/import-value.ts";
import { isDocument, isNullish, typeOf } from "../../values/types.ts";
import { unary, type Definitions, type Evaluate, type SpecialDefinition } from "../definition.ts";
import { hashValue } from "../hash-value.ts";

const literal: SpecialDefinition = {
  parse: (_operator, value) => ({ kind: "literal", value: importValue(value ?? null) }),
};

/** An operator that takes an empty object or array: what it gives does not depend on the document. */
function withoutArguments(codes: readonly [type: number, count: number], evaluate: Evaluate): SpecialDefinition {
  return {
    parse: (operator, value) => {
      if (!isDocument(value) && !Array.isArray(value))
        throw documentError(codes[0], `${operator} takes an empty object`);
      if (Object.keys(value).length > 0) throw documentError(codes[1], `${operator} takes no arguments`);
      return { kind: "call", operator, args: [], named: {}, evaluate };
    },
  };
}

/** What `$meta` can ask for, and where it is kept; what is never known here has no value. */
const metadata: Readonly<Record<string, keyof Metadata | undefined>> = {
  textScore: "textScore",
  score: "score",
  scoreDetails: "scoreDetails",
  searchScore: "searchScore",
  searchScoreDetails: undefined,
  searchHighlights: undefined,
  searchSequenceToken: undefined,
  vectorSearchScore: undefined,
  geoNearDistance: undefined,
  geoNearPoint: undefined,
  randVal: "randVal",
  recordId: "recordId",
  indexKey: "indexKey",
  sortKey: "sortKey",
  timeseriesBucketMinTime: undefined,
  timeseriesBucketMaxTime: undefined,
  stream: undefined,
};

const evaluateMeta: Evaluate = (call, context) => {
  const name = call.named["name"];
  const key = name?.kind === "literal" ? metadata[name.value as string] : undefined;
  return key === undefined ? undefined : metaOf(context.root)[key];
};

/** `$meta`: its name is the named argument `name`, a literal. */
const meta: SpecialDefinition = {
  parse: (operator, value) => {
    if (typeof value !== "string") throw documentError(17307, `$meta takes a string, not ${typeOf(value)}`);
    if (!Object.hasOwn(metadata, value)) throw documentError(17308, "$meta takes a name of metadata that is known");
    return { kind: "call", operator, args: [], named: { name: { kind: "literal", value } }, evaluate: evaluateMeta };
  },
};

function refused(why: string): SpecialDefinition {
  return {
    parse: (operator) => {
      throw unsupportedFeature(`the operator ${operator}`, why);
    },
  };
}

const script = refused("functions in JavaScript do not run in the database");
const encryption = refused("encrypted fields are not known here");

/** The operators that belong to no family. */
export const miscellaneous: Definitions = {
  $literal: literal,
  $const: literal,
  $rand: withoutArguments([10065, 3040501], (_call, context) => new Double(context.settings.random())),
  $createObjectId: withoutArguments([10065, 3040501], () => new ObjectId()),
  $meta: meta,
  $bsonSize: unary((value) => {
    if (isNullish(value)) return null;
    if (!isDocument(value)) throw documentError(31393, `$bsonSize takes an object, not ${typeOf(value)}`);
    return new Int32(calculateObjectSize(value));
  }),
  $toHashedIndexKey: unary(hashValue),
  $function: script,
  $encStrStartsWith: encryption,
  $encStrEndsWith: encryption,
  $encStrContains: encryption,
  $encStrNormalizedEq: encryption,
};
