import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import type { QuerySettings } from "../../settings.ts";
import { compare } from "../../values/compare.ts";
import { isNumber, toDouble, wholeInt32, type NumberValue } from "../../values/numbers.ts";
import { isDocument, setField, typeOf, type Document } from "../../values/types.ts";
import { countOf } from "../accumulators/count-n.ts";
import { parseAccumulatedField, type AccumulatedField } from "../accumulators/registry.ts";
import { collected } from "../batches.ts";
import { granularityOf, type Granularity } from "../granularity.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** What a `$bucketAuto` asks for. */
interface BucketAutoOptions {
  readonly groupBy: Expression;
  readonly buckets: number;
  readonly output: readonly AccumulatedField[];
  readonly granularity: Granularity | undefined;
}

/** Puts documents into so many buckets of about the same size, by the value of an expression. */
export interface BucketAutoStage extends Stage, BucketAutoOptions {
  readonly name: "$bucketAuto";
}

/** A `$bucketAuto` that has been parsed. */
function bucketAutoStage(options: BucketAutoOptions): BucketAutoStage {
  return {
    name: "$bucketAuto",
    ...options,
    run: (source, { settings }) => collected(source, (documents) => makeBuckets(documents, options, settings)),
  };
}

interface Entry {
  readonly value: unknown;
  readonly document: Document;
}

function makeBuckets(documents: readonly Document[], options: BucketAutoOptions, settings: QuerySettings): Document[] {
  const { order } = settings.collation;
  const entries = documents.map((document) => ({ value: valueOf(document, options, settings), document }));
  entries.sort((left, right) => compare(left.value, right.value, order));
  const size = Math.max(1, Math.round(entries.length / options.buckets));
  const made: Document[] = [];
  let at = 0;
  let previousMax: unknown;
  while (at < entries.length) {
    const from = at;
    at = made.length === options.buckets - 1 ? entries.length : Math.min(from + size, entries.length);
    const equalToLast = (entry: Entry): boolean => compare(entry.value, (entries[at - 1] as Entry).value, order) === 0;
    const { granularity } = options;
    const limit = granularity?.up((entries[at - 1] as Entry).value as NumberValue);
    while (at < entries.length) {
      const entry = entries[at] as Entry;
      if (!equalToLast(entry) && (limit === undefined || compare(entry.value, limit, order) >= 0)) break;
      at++;
    }
    const next = entries[at];
    const first = (entries[from] as Entry).value;
    const min = granularity === undefined ? first : (previousMax ?? granularity.down(first as NumberValue));
    previousMax = upperLimit((entries[at - 1] as Entry).value, limit, next, granularity);
    made.push(bucket(entries.slice(from, at), min, previousMax, options.output, settings));
  }
  return made;
}

/** A bucket ends where the next one begins, or at the number that its granularity rounds to. */
function upperLimit(
  last: unknown,
  limit: NumberValue | undefined,
  next: Entry | undefined,
  granularity: Granularity | undefined,
): unknown {
  if (granularity === undefined || limit === undefined) return next === undefined ? last : next.value;
  return toDouble(limit) === 0 && next !== undefined ? granularity.down(next.value as NumberValue) : limit;
}

function valueOf(document: Document, { groupBy, granularity }: BucketAutoOptions, settings: QuerySettings): unknown {
  const value = evaluateExpression(groupBy, rootContext(document, settings));
  if (granularity === undefined) return value ?? null;
  if (!isNumber(value)) throw documentError(40258, `a granularity needs numbers, not a value of type ${typeOf(value)}`);
  if (Number.isNaN(toDouble(value))) throw documentError(40259, "a granularity cannot round NaN");
  if (toDouble(value) < 0) throw documentError(40260, "a granularity cannot round a negative number");
  return value;
}

function bucket(
  entries: readonly Entry[],
  min: unknown,
  max: unknown,
  output: readonly AccumulatedField[],
  settings: QuerySettings,
): Document {
  const document: Document = { _id: { min, max } };
  for (const [field, accumulator] of output) {
    const state = accumulator.start(accumulator, { settings, n: countOf(accumulator, {}, settings) });
    for (const entry of entries) {
      state.add(evaluateExpression(accumulator.input, rootContext(entry.document, settings)), entry.document);
    }
    setField(document, field, state.result() ?? null);
  }
  return document;
}

/**
 * Reads a `$bucketAuto`. Codes: 40240 no document, 40239 a `groupBy` that is neither path nor expression, 40241 to
 * 40243 a wrong count of buckets, 40244 a wrong `output`, 40261 and 40257 a wrong `granularity`, 40245 an unknown
 * option, 40246 without `groupBy` or `buckets`, and those of accumulators.
 */
export const parseBucketAuto: StageParser = (value, { scope }) => {
  if (!isDocument(value)) throw documentError(40240, "$bucketAuto needs a document");
  let groupBy: Expression | undefined;
  let buckets: number | undefined;
  let output: AccumulatedField[] = [];
  let granularity: Granularity | undefined;
  for (const [name, given] of Object.entries(value)) {
    if (name === "groupBy") {
      const call = isDocument(given) && Object.keys(given)[0]?.startsWith("$") === true;
      if (!call && !(typeof given === "string" && given.startsWith("$"))) {
        throw documentError(40239, "$bucketAuto.groupBy must be a path with $ or an expression");
      }
      groupBy = parseExpression(given, scope);
    } else if (name === "buckets") {
      if (!isNumber(given)) throw documentError(40241, "$bucketAuto.buckets must be a number");
      buckets = wholeInt32(given);
      if (buckets === undefined) throw documentError(40242, "$bucketAuto.buckets must be a whole number of 32 bits");
    } else if (name === "output") {
      if (!isDocument(given)) throw documentError(40244, "$bucketAuto.output must be a document");
      output = Object.entries(given).map(([field, operand]) => parseAccumulatedField(field, operand, scope));
    } else if (name === "granularity") {
      if (typeof given !== "string") throw documentError(40261, "$bucketAuto.granularity must be a string");
      granularity = granularityOf(given);
    } else throw documentError(40245, `$bucketAuto has no option ${JSON.stringify(name)}`);
  }
  if (groupBy === undefined || buckets === undefined) {
    throw documentError(40246, "$bucketAuto needs groupBy and buckets");
  }
  if (buckets <= 0) throw documentError(40243, "$bucketAuto.buckets must be above 0");
  if (output.length === 0) output = [parseAccumulatedField("count", { $sum: 1 }, scope)];
  return [bucketAutoStage({ groupBy, buckets, output, granularity })];
};
