import type { AnyDocument, DocumentPath, Filter } from "@db/core";
import { trusted } from "../guard/trusted.ts";
import { FieldCondition } from "./field-condition.ts";

/**
 * A filter about one field: `where<Person>("age").gt(18)` is `{ age: { $gt: 18 } }`. Filters are put together by `$and` and
 * `$or`; {@link query} does it step by step.
 */
export function where<T extends object = AnyDocument, P extends DocumentPath<T> = DocumentPath<T>>(
  path: P,
): FieldCondition<T, P, Filter<T>> {
  return new FieldCondition<T, P, Filter<T>>(path, (filter) => filter);
}

/**
 * A value from outside, safe in a filter: `{ name: literal(body.name) }` compares with it whatever it is, where
 * `{ name: body.name }` would run an operator that somebody sent. `undefined` is refused by the filter (code 2).
 */
export function literal<V>(value: V): { readonly $eq: V } {
  return trusted({ $eq: value });
}
