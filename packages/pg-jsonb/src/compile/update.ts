import {
  applyUpdate,
  typeOf,
  type Change,
  type Document,
  type Path,
  type Pull,
  type Push,
  type QuerySettings,
  type UpdatePlan,
} from "@db/document/engine";
import { encodeValue } from "../codec/encode.ts";

/** How deep a value that is written may lie: documents deeper than MongoDB's limit are the evaluator's to refuse. */
const maxDepth = 80;

/**
 * The changes of an update as JSON for the server's function `_update`: `{ operator, path, operand, made }` each, with
 * stored names; `made` is what the operator makes where there is no value. `undefined` when one of them is not among
 * those that the server does: pipelines and replacements, paths by index or position, `$` at the top of a document,
 * changes of the `_id`, `$push` with a `$sort` in two directions, and `$pull` by a filter.
 */
export function compileUpdate(plan: UpdatePlan, settings: QuerySettings): string | undefined {
  if (plan.kind !== "operators") return undefined;
  const compiled: string[] = [];
  for (const change of plan.changes) {
    if (change.operator === "$setOnInsert") continue;
    const found = compileChange(change, settings);
    if (found === undefined) return undefined;
    compiled.push(found);
  }
  return `[${compiled.join()}]`;
}

/** The paths that an update writes to or removes. */
export function changedPaths(changes: readonly Change[]): readonly Path[] {
  return changes.flatMap(({ operator, path, operand }) =>
    operator === "$rename" ? [path, operand as Path] : operator === "$setOnInsert" ? [] : [path],
  );
}

/** Operators that leave no array where none was. */
const withoutArrays: ReadonlySet<string> = new Set(
  "$setOnInsert $unset $inc $mul $currentDate $bit $pop $pull $pullAll".split(" "),
);

/** Whether a change may bring an array to a place that had none. */
export function bringsArray({ operator, operand }: Change): boolean {
  if (withoutArrays.has(operator)) return false;
  return !["$set", "$min", "$max"].includes(operator) || hasArray(operand);
}

const hasArray = (value: unknown): boolean => typeOf(value) === "array" || parts(value).some(hasArray);

function compileChange(change: Change, settings: QuerySettings): string | undefined {
  const { operator, path } = change;
  if (!changedPaths([change]).every(isPlain)) return undefined;
  if (change.operand === undefined && operator !== "$unset") return undefined;
  const made = valueMade(change, settings);
  if (made !== undefined && path.length + depthOf(made) > maxDepth) return undefined;
  const operand = Object.hasOwn(operands, operator) ? operands[operator]?.(change.operand, made) : undefined;
  if (operand === undefined) return undefined;
  const fields = [`"operator":${JSON.stringify(operator)}`, `"path":${encodePath(path)}`, `"operand":${operand}`];
  if (made !== undefined) fields.push(`"made":${encodeValue(made)}`);
  return `{${fields.join()}}`;
}

/** What the operator makes where there is no value: the evaluator itself says. */
function valueMade(change: Change, settings: QuerySettings): unknown {
  if (change.operator === "$rename") return undefined;
  const plan: UpdatePlan = { kind: "operators", changes: [{ ...change, path: ["made"] }] };
  return applyUpdate(plan, {}, { settings, position: undefined, inserting: false })["made"];
}

/** A path that an update may write to on the server. */
function isPlain(path: Path): boolean {
  const [first] = path;
  return first !== "_id" && first?.startsWith("$") === false && path.length < maxDepth && path.every(isName);
}

/** A name of digits is an item's index in an array. */
const isName = (part: string): boolean =>
  !/^\d+$/.test(part) && part !== "$" && !part.startsWith("$[") && !part.includes("\u0000");

const encodePath = (path: Path): string =>
  JSON.stringify(path.map((part) => (part.startsWith("$") ? `$${part}` : part)));

type Encode = (operand: unknown, made: unknown) => string | undefined;

/** The operators of the server, with what its functions take as the operand; `undefined` for one that they do not know. */
const operands: Readonly<Record<string, Encode>> = {
  $set: encodeValue,
  $unset: () => "null",
  $inc: encodeValue,
  $mul: encodeValue,
  $min: encodeValue,
  $max: encodeValue,
  $currentDate: (_operand, made) => encodeValue(made),
  $rename: (operand) => encodePath(operand as Path),
  $bit: encodeValue,
  $push: (operand) => encodePush(operand as Push),
  $addToSet: encodeValue,
  $pop: (operand) => String(operand),
  $pull: (operand) => {
    const pulled = operand as Pull;
    return pulled.form === "value" ? encodeValue([pulled.value]) : undefined;
  },
  $pullAll: encodeValue,
};

/** A `$sort` in two directions at once is not among what the server does. */
function encodePush({ items, position, sort, slice }: Push): string | undefined {
  const direction = sort[0]?.direction;
  if (!sort.every((part) => part.direction === direction && part.path.every(isName))) return undefined;
  const fields = [`"items":${encodeValue(items)}`];
  if (position !== undefined) fields.push(`"position":${within(position)}`);
  if (sort.length > 0)
    fields.push(`"sort":[${sort.map(({ path }) => encodePath(path)).join()}]`, `"direction":${direction}`);
  if (slice !== undefined) fields.push(`"slice":${within(slice)}`);
  return `{${fields.join()}}`;
}

/** A place far beyond any array's end is as good as any other. */
const within = (place: number): number => Math.max(-(2 ** 30), Math.min(2 ** 30, place));

function depthOf(value: unknown): number {
  return parts(value).reduce<number>((deepest, part) => Math.max(deepest, 1 + depthOf(part)), 1);
}

/** What a document or an array consists of. */
function parts(value: unknown): readonly unknown[] {
  const type = typeOf(value);
  return type === "array" ? (value as unknown[]) : type === "object" ? Object.values(value as Document) : [];
}
