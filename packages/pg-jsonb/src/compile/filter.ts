import { sql, type Statement } from "@db/core";
import { isIndex, typeOf, type Filter, type Path } from "@db/document/engine";
import { documentKey } from "./document-key.ts";
import { equalityPredicate } from "./equality.ts";
import { indexedCondition, type CompileContext } from "./indexed.ts";
import { anything, type Predicate } from "./predicate.ts";
import { rangePredicate } from "./range.ts";

/**
 * A filter as a condition on `doc`. What is not exact lets through every document that matches and perhaps more, and is
 * to be looked at again; what cannot be told at all is `anything`.
 */
export function filterPredicate(filter: Filter, context: CompileContext): Predicate {
  const compile = (inner: Filter): Predicate => filterPredicate(inner, context);
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
      return beside(
        rangePredicate(filter.path, filter.operator, filter.value),
        indexedCondition(context, filter.path, filter.operator, [filter.value]),
      );
    case "in":
      return filter.patterns.length > 0 ? anything : equalTo(filter.path, filter.values, context);
    case "exists": {
      const [field, ...below] = filter.path;
      if (field === undefined || field === "" || below.length > 0) return anything;
      const there: Predicate = { sql: sql`jsonb_exists(doc, ${stored(field)})`, exact: true };
      return filter.exists ? there : negated(there);
    }
    default:
      return anything;
  }
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
  const each = anyOf(values.map((value) => (value === null ? nullPredicate(path) : equalityPredicate(path, value))));
  return each.sql === undefined ? each : beside(each, indexedCondition(context, path, "$eq", values));
}

/** A predicate with a condition that an index serves beside it, which lets through at least as much. */
function beside(predicate: Predicate, condition: Statement | undefined): Predicate {
  if (predicate.sql === undefined || condition === undefined) return predicate;
  return { sql: sql`(${condition} and ${predicate.sql})`, exact: predicate.exact };
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
