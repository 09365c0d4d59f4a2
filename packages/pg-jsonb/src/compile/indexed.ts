import { sql, type Statement } from "@db/core";
import type { Comparison, Path } from "@db/document/engine";
import { encodeValue } from "../codec/encode.ts";
import { arrayExpression, indexedLength, keyExpression, pathConstant, type IndexedPaths } from "./key-expression.ts";

/** What the compiler knows of the collection. */
export interface CompileContext {
  readonly schema: string;
  readonly indexed: IndexedPaths;
}

const signs: Readonly<Record<Comparison, string>> = { $eq: "=", $gt: ">=", $gte: ">=", $lt: "<=", $lte: "<=" };

/**
 * A condition that lets through all that `{ path: { operator: value } }` matches, in the form that an index on the path
 * serves: by the key of the value, and whatever has an array there, which a partial index finds. `undefined` where no index
 * is. It stands beside the exact condition and never in its place.
 */
export function indexedCondition(
  { schema, indexed }: CompileContext,
  path: Path,
  operator: Comparison,
  values: readonly unknown[],
): Statement | undefined {
  const way = indexed.get(path.join("."));
  const constant = way === undefined ? undefined : pathConstant(path);
  if (way === undefined || constant === undefined) return undefined;
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
