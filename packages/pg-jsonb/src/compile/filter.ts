import { sql, type Statement } from "@db/core";
import {
  isIndex,
  searchTerms,
  typeOf,
  type Comparison,
  type Filter,
  type Path,
  type TextFilter,
} from "@db/document/engine";
import { documentKey } from "./document-key.ts";
import { equalityPredicate } from "./equality.ts";
import { idRange } from "./id-range.ts";
import { indexedCondition, scalarCondition, type CompileContext } from "./indexed.ts";
import { anything, type Predicate } from "./predicate.ts";
import { rangePredicate } from "./range.ts";

/**
 * A filter as a condition on `doc`. What is not exact lets through every document that matches and perhaps more, and is
 * to be looked at again; what cannot be told at all is `anything`. With `scores` a search by text is never exact: the evaluator has to
 * give each document its score.
 */
export function filterPredicate(filter: Filter, context: CompileContext, scores = false): Predicate {
  const compile = (inner: Filter): Predicate => filterPredicate(inner, context, scores);
  switch (filter.kind) {
    case "constant":
      return { sql: filter.matches ? sql`true` : sql`false`, exact: true };
    case "and":
      return allOf(filter.filters.map(compile));
    case "or":
      return anyOf(filter.filters.map(compile));
    case "nor":
      return negated(anyOf(filter.filters.map(compile)));
    case "not":
      return negated(compile(filter.filter));
    case "compare":
      if (filter.operator === "$eq") return equalTo(filter.path, [filter.value], context);
      if (filter.path.length === 1 && filter.path[0] === "_id") {
        const range = idRange(filter.operator, filter.value, context);
        if (range !== undefined) return range;
      }
      return byIndex(context, filter.path, filter.operator, [filter.value], () =>
        rangePredicate(filter.path, filter.operator, filter.value),
      );
    case "in":
      return filter.patterns.length > 0 ? anything : equalTo(filter.path, filter.values, context);
    case "exists": {
      const [field, ...below] = filter.path;
      if (field === undefined || field === "" || below.length > 0) return anything;
      const there: Predicate = { sql: sql`jsonb_exists(doc, ${stored(field)})`, exact: true };
      return filter.exists ? there : negated(there);
    }
    case "text":
      return textPredicate(filter, scores);
    default:
      return anything;
  }
}

/** By the collection's column of terms. Where scores are asked for, the evaluator has to look at each document. */
function textPredicate(filter: TextFilter, scores: boolean): Predicate {
  const terms = searchTerms(filter);
  if (terms === undefined) return anything;
  const listed = (words: readonly string[]): Statement =>
    sql`array(select jsonb_array_elements_text(${JSON.stringify(words)}::text::jsonb))`;
  const none = terms.none.length === 0 ? sql.empty : sql` and not terms && ${listed(terms.none)}`;
  return { sql: sql`(terms && ${listed(terms.some)}${none})`, exact: terms.exact && !scores };
}

/** How many values are compared by the server: each takes some of the 65,535 parameters that a statement has. */
const maxValues = 1000;

/** Equal to one of some values. An `_id` is never an array, and its key is the table's. */
function equalTo(path: Path, values: readonly unknown[], context: CompileContext): Predicate {
  if (values.length === 0) return { sql: sql`false`, exact: true };
  if (path.length === 1 && path[0] === "_id" && values.every((value) => !["array", "regex"].includes(typeOf(value)))) {
    const keys = values.map((value) => documentKey(value));
    if (keys.length === 1) return { sql: sql`id = ${keys[0]}`, exact: true };
    if (keys.length <= maxValues) return { sql: sql`id in (${sql.join(keys)})`, exact: true };
    // One parameter, however many there are: a statement has at most 65,535.
    const listed = sql`select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb)`;
    return { sql: sql`id = any(array(${listed}))`, exact: true };
  }
  if (values.length > maxValues) return anything;
  return byIndex(context, path, "$eq", values, () =>
    anyOf(values.map((value) => (value === null ? nullPredicate(path) : equalityPredicate(path, value)))),
  );
}

/**
 * By an index alone where that is exact; else by another predicate, with a condition beside it that an index serves and that lets
 * through at least as much.
 */
function byIndex(
  context: CompileContext,
  path: Path,
  operator: Comparison,
  values: readonly unknown[],
  otherwise: () => Predicate,
): Predicate {
  const alone = scalarCondition(context, path, operator, values);
  if (alone !== undefined) return { sql: alone, exact: true };
  const predicate = otherwise();
  const condition = predicate.sql === undefined ? undefined : indexedCondition(context, path, operator, values);
  return condition === undefined
    ? predicate
    : { sql: sql`(${condition} and ${predicate.sql})`, exact: predicate.exact };
}

/** A field is null, missing, or an array with null in it. Further down more is to be asked: whether arrays are empty. */
function nullPredicate(path: Path): Predicate {
  const [field, ...below] = path;
  if (field === undefined || field === "" || below.length > 0 || isIndex(field)) return anything;
  const name = stored(field);
  return {
    sql: sql`(doc -> ${name} is null or doc -> ${name} = 'null'::jsonb or doc @> ${`{${JSON.stringify(name)}:[null]}`}::text::jsonb)`,
    exact: true,
  };
}

const stored = (field: string): string => (field.startsWith("$") ? `$${field}` : field);

function allOf(parts: readonly Predicate[]): Predicate {
  const conditions = parts.flatMap((part) => (part.sql === undefined ? [] : [part.sql]));
  const exact = parts.every((part) => part.exact);
  if (conditions.length === 0) return parts.length === 0 ? { sql: sql`true`, exact: true } : anything;
  return { sql: joined(conditions, " and "), exact };
}

function anyOf(parts: readonly Predicate[]): Predicate {
  const conditions: Statement[] = [];
  for (const part of parts) {
    if (part.sql === undefined) return anything;
    conditions.push(part.sql);
  }
  if (conditions.length === 0) return { sql: sql`false`, exact: true };
  return { sql: joined(conditions, " or "), exact: parts.every((part) => part.exact) };
}

/** Only an exact condition can be turned round: what a superset leaves out is certain, and what it has is not. */
function negated(part: Predicate): Predicate {
  return part.exact && part.sql !== undefined ? { sql: sql`(${part.sql}) is not true`, exact: true } : anything;
}

function joined(conditions: readonly Statement[], separator: string): Statement {
  return sql`(${sql.join([...conditions], separator)})`;
}
