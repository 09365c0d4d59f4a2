import { sql, type Statement } from "@db/core";
import type { Comparison, Path } from "@db/document/engine";
import { encodeValue } from "../codec/encode.ts";
import { arrayExpression, indexedLength, keyExpression, pathConstant, type IndexedPaths } from "./key-expression.ts";
import { lowestKey, nextLetter } from "./order-key.ts";
import { serverKey } from "./server-key.ts";

/** What the compiler knows of the collection. */
export interface CompileContext {
  readonly schema: string;
  readonly indexed: IndexedPaths;
  /** Whether all documents' keys in the table have the order of their `_id`s. To ask is to count on it. */
  readonly orderedIds: boolean;
  /** Whether no document has an array at an indexed path. To ask is to count on it. */
  scalar(path: string): boolean;
  /** Whether documents are known to have arrays at an indexed path. */
  arrays(path: string): boolean;
  /** Told that a condition asks for a key or else for an array: only a plan that is made for the values finds its indexes. */
  mixed?(): void;
}

const signs: Readonly<Record<Comparison, string>> = { $eq: "=", $gt: ">=", $gte: ">=", $lt: "<=", $lte: "<=" };

/**
 * A condition that lets through all that `{ path: { operator: value } }` matches, in the form that an index on the path
 * serves: by the key of the value, and whatever has an array there, which a partial index finds. `undefined` where no index
 * is. It stands beside the exact condition and never in its place.
 */
export function indexedCondition(
  context: CompileContext,
  path: Path,
  operator: Comparison,
  values: readonly unknown[],
): Statement | undefined {
  const { schema, indexed } = context;
  const way = indexed.get(path.join("."));
  const constant = way === undefined ? undefined : pathConstant(path);
  if (way === undefined || constant === undefined) return undefined;
  // Where arrays are no exception, the index over whole documents finds an item better.
  if (operator === "$eq" && context.arrays(path.join("."))) return undefined;
  context.mixed?.();
  const key = keyExpression(schema, way, constant);
  const keyOf = (value: unknown): Statement => sql`${sql.id(schema, "_key")}(${encodeValue(value)}::text::jsonb)`;
  const length = sql.raw(String(indexedLength));
  const [value] = values;
  let condition: Statement;
  if (operator === "$eq") {
    const keys = values.map((each) => sql`left(${keyOf(each)}, ${length})`);
    condition = keys.length === 1 ? sql`${key} = ${keys[0]}` : sql`${key} in (${sql.join(keys)})`;
  } else {
    // The letter of a type, and the one after it: a value is greater or less than those of its own type alone.
    const bound = operator.startsWith("$g")
      ? sql`${key} < chr(ascii(${keyOf(value)}) + 1)`
      : sql`${key} >= chr(ascii(${keyOf(value)}))`;
    condition = sql`${key} ${sql.raw(signs[operator])} left(${keyOf(value)}, ${length}) and ${bound}`;
  }
  return sql`((${condition}) or ${arrayExpression(schema, constant)})`;
}

/**
 * `{ path: { operator: value } }` by the keys of an index alone, exactly, where no document has an array at the path; several values are those of an
 * `$in`. `undefined` where there is no such index, a document may have an array, or a key is longer than what the index holds.
 */
export function scalarCondition(
  context: CompileContext,
  path: Path,
  operator: Comparison,
  values: readonly unknown[],
): Statement | undefined {
  const name = path.join(".");
  const way = context.indexed.get(name);
  const constant = way === undefined ? undefined : pathConstant(path);
  if (way === undefined || constant === undefined) return undefined;
  const keys: string[] = [];
  for (const value of values) {
    const key = serverKey(value);
    // A null has rules of its own in a range.
    if (key === undefined || key.length >= indexedLength || (operator !== "$eq" && value === null)) return undefined;
    keys.push(key);
  }
  if (!context.scalar(name)) return undefined;
  const key = keyExpression(context.schema, way, constant);
  if (operator === "$eq") {
    if (keys.length === 1) return sql`${key} = ${keys[0]}`;
    const listed = sql`select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb)`;
    return sql`${key} = any(array(${listed}))`;
  }
  const [value] = values;
  // The letter of a type, and the one after it: a value is greater or less than those of its own type alone.
  const bound = operator.startsWith("$g") ? sql`< ${nextLetter(value)}` : sql`>= ${lowestKey(value)}`;
  return sql`(${key} ${sql.raw(exactSigns[operator])} ${keys[0]} and ${key} ${bound})`;
}

const exactSigns: Readonly<Record<Comparison, string>> = { $eq: "=", $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" };
