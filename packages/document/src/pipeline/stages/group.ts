import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression, type ExpressionScope } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import type { QuerySettings } from "../../settings.ts";
import { isNumber } from "../../values/numbers.ts";
import { isDocument, setField, type Document } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";
import type { AccumulatorState } from "../accumulators/accumulator.ts";
import { classicCodes, compiledCodes, countOf } from "../accumulators/count-n.ts";
import { parseAccumulatedField, type AccumulatedField } from "../accumulators/registry.ts";
import { batchesFrom, batchesOf } from "../batches.ts";
import { compiledEvaluation, compiledResult, isCompiled } from "../compiled-groups.ts";
import type { Batches, Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** One document for each value of an expression, with what accumulators make of the documents that have it. */
export interface GroupStage extends Stage {
  readonly name: "$group";
  /** The group's key, `_id` of the result; a missing one counts as null. */
  readonly id: Expression;
  readonly fields: readonly AccumulatedField[];
}

interface Group {
  readonly id: unknown;
  readonly states: readonly AccumulatorState[];
}

/** A `$group` that has been parsed. With `compiled` it has the peculiarities of MongoDB's compiled plans. */
export function groupStage(id: Expression, fields: readonly AccumulatedField[], compiled = false): GroupStage {
  const expressions = [id, ...fields.map(([, { input }]) => input)];
  return {
    name: "$group",
    id,
    fields,
    run: (source, { settings }) =>
      batchesFrom(async function* () {
        const groups = new Map<string, Group>();
        for await (const batch of source) {
          const take = (): void => {
            for (const document of batch) takeDocument(document, groups, id, fields, settings, compiled);
          };
          if (compiled) compiledEvaluation(expressions, take);
          else take();
        }
        yield* results(groups, fields, compiled ? compiledResult : (value) => value);
      }),
  };
}

function takeDocument(
  document: Document,
  groups: Map<string, Group>,
  id: Expression,
  fields: readonly AccumulatedField[],
  settings: QuerySettings,
  compiled: boolean,
): void {
  const context = rootContext(document, settings);
  const value = evaluateExpression(id, context) ?? null;
  const key = valueKey(value, settings.collation.key);
  let group = groups.get(key);
  if (group === undefined) {
    const root = isDocument(value) ? value : {};
    const states = fields.map(([, accumulator]) => {
      const n = countOf(accumulator, root, settings, compiled ? compiledCodes : classicCodes);
      return accumulator.start(accumulator, { settings, n });
    });
    group = { id: value, states };
    groups.set(key, group);
  }
  for (const [n, [, { input }]] of fields.entries()) {
    group.states[n]?.add(evaluateExpression(input, context), document);
  }
}

function results(
  groups: ReadonlyMap<string, Group>,
  fields: readonly AccumulatedField[],
  finish: (value: unknown, operator?: string) => unknown,
): Batches {
  return batchesOf(
    [...groups.values()].map(({ id, states }) => {
      const document: Document = { _id: finish(id) };
      for (const [n, [field, { operator }]] of fields.entries()) {
        setField(document, field, finish(states[n]?.result() ?? null, operator));
      }
      return document;
    }),
  );
}

/**
 * Reads a `$group`. Codes: 15947 no document, 15955 no `_id`, 17390 a number or a bool within `_id`, and those of
 * accumulators.
 */
export const parseGroup: StageParser = (value, context) => {
  if (!isDocument(value)) throw documentError(15947, "$group needs a document");
  let id: Expression | undefined;
  const fields: AccumulatedField[] = [];
  for (const [name, given] of Object.entries(value)) {
    if (name === "_id") id = parseGroupId(given, context.scope);
    else fields.push(parseAccumulatedField(name, given, context.scope));
  }
  if (id === undefined) throw documentError(15955, "$group needs an _id");
  return [groupStage(id, fields, isCompiled(context, id, fields))];
};

function parseGroupId(value: unknown, scope: ExpressionScope): Expression {
  if (isDocument(value) && !Object.keys(value)[0]?.startsWith("$")) {
    if (Object.values(value).some((given) => isNumber(given) || typeof given === "boolean")) {
      throw documentError(17390, "a field of a group's _id is a number or a bool, as in an inclusion");
    }
  }
  return parseExpression(value, scope);
}
