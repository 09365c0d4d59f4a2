import { usage, type AnyDocument } from "@db/core";
import { isDocument } from "../values/types.ts";
import { isTrusted } from "./trusted.ts";

const combining: ReadonlySet<string> = new Set(["$and", "$or", "$nor"]);

/**
 * Gives a filter back when every operator in it has been marked by `trusted`, or needs no mark: `$and`, `$or`, `$nor` and `$comment`
 * run nothing of a value. Throws kind `usage` for any other, naming it and the field it stands at.
 */
export function guardFilter<F extends object>(filter: F): F {
  for (const [name, value] of Object.entries(filter)) {
    if (combining.has(name)) {
      if (Array.isArray(value)) for (const inner of value) if (isDocument(inner)) guardFilter(inner);
    } else if (name.startsWith("$")) {
      if (name !== "$comment" && !isTrusted(filter)) throw untrusted(name, "the filter");
    } else guardCondition(name, value);
  }
  return filter;
}

/** A field's condition: a value, or an object of operators. */
function guardCondition(field: string, value: unknown): void {
  if (!isDocument(value)) return;
  const operator = Object.keys(value).find((name) => name.startsWith("$"));
  if (operator === undefined) return;
  if (!isTrusted(value)) throw untrusted(operator, `the field ${JSON.stringify(field)}`);
  for (const inner of [value["$elemMatch"], value["$not"]]) if (isDocument(inner)) guardInner(field, inner);
  const all: unknown = value["$all"];
  if (!Array.isArray(all)) return;
  for (const item of all) {
    if (isDocument(item) && Object.hasOwn(item, "$elemMatch")) guardCondition(field, item);
  }
}

/** What stands in `$elemMatch` or `$not`: operators, or a filter of the items' fields. */
function guardInner(field: string, inner: AnyDocument): void {
  const operators = Object.keys(inner).some((name) => name.startsWith("$") && !combining.has(name));
  if (operators) guardCondition(field, inner);
  else guardFilter(inner);
}

function untrusted(operator: string, place: string): Error {
  return usage(
    `${operator} in ${place} is not marked as the program's own`,
    "Mark operators that you write by trusted({ ... }), or use where() and query(); compare with values from outside by literal(value)",
  );
}

/** A pipeline whose `$match` stages pass {@link guardFilter}, those of pipelines inside it too. */
export function guardPipeline<S extends readonly object[]>(pipeline: S): S {
  for (const stage of pipeline as readonly AnyDocument[]) {
    for (const [name, operand] of Object.entries(stage)) {
      if (!isDocument(operand)) continue;
      if (name === "$match") guardFilter(operand);
      const inner: unknown[] = name === "$facet" ? Object.values(operand) : [operand["pipeline"]];
      for (const stages of inner) if (Array.isArray(stages)) guardPipeline(stages.filter(isDocument));
    }
  }
  return pipeline;
}
