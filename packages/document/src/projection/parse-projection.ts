import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { parseFieldPath } from "../expression/field-names.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { definitions } from "../expression/registry.ts";
import { isTrue } from "../expression/truth.ts";
import { splitPath, type Path } from "../path.ts";
import { isNumber } from "../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { findOperators } from "./find-operators.ts";
import { newProjectionContext, type ProjectionContext } from "./projection-context.ts";
import type { Projection } from "./projection.ts";

/** What a projection is parsed by. */
export interface ProjectionOptions {
  readonly scope: ExpressionScope;
  /** Whether it is a find's: then `$slice`, `$elemMatch` and a positional `$` are known and it may be empty. */
  readonly find: boolean;
}

/**
 * Parses and checks a projection. Throws 15969 for no document, 51272 for an empty one (of `$project`), 31253 and 31254
 * for fields that stay and fields that go in one projection, 31310 and 31252 for a computed field among those that go,
 * 31249 and 31250 for paths that meet, 31325 for an operator that is not known, 51270 for an empty document as a value,
 * 31271 to 31276, 31308, 31394 and 31395 for a find's operators in places where they cannot be, 31324 and 168 for them
 * in a pipeline, and the codes of field paths and expressions.
 */
export function parseProjection(value: unknown, options: ProjectionOptions): Projection {
  if (!isDocument(value)) throw documentError(15_969, `a projection must be a document, not a ${typeOf(value)}`);
  const names = Object.keys(value);
  if (names.length === 0 && !options.find) throw documentError(51_272, "a projection must have at least one field");
  const context = newProjectionContext(options.scope, options.find);
  for (const name of names) parseField(name, value[name], context);
  return finish(context);
}

/** What a projection does whose fields do not say whether they are all that stays. */
function finish(context: ProjectionContext): Projection {
  const kind = context.kind ?? defaultKind(context);
  // An `_id` that stays needs no mention where the others go, and one that goes none where the others stay.
  if (context.id === (kind === "exclusion")) context.tree.remove("_id");
  return { kind, root: context.tree.node(), id: context.id !== false, positional: context.positional };
}

function defaultKind(context: ProjectionContext): "inclusion" | "exclusion" {
  if (context.id === true) return "inclusion";
  if (context.slice) return "exclusion";
  if (context.elemMatch) return "inclusion";
  return context.id === false || context.find ? "exclusion" : "inclusion";
}

function parseField(name: string, value: unknown, context: ProjectionContext, place = ""): void {
  if (isPositional(name) && !context.find) {
    throw documentError(31_324, "a positional $ is only known to the projection of a find");
  }
  if (name.includes(".$.")) {
    throw documentError(31_394, "a positional $ can only be at the end of a path of a projection");
  }
  if (isPositional(name)) parsePositional(name, value, context, place);
  else if (isDocument(value)) parseObject(name, value, context, place);
  else if (isFlag(value)) parseFlag(name, value, context, place);
  else parseComputed(name, value, context, place);
}

const isPositional = (name: string): boolean => name.endsWith(".$");
const isFlag = (value: unknown): boolean => typeof value === "boolean" || isNumber(value);

/** The path of a name within the path around it. The name is checked by itself: a dot in front is an empty name. */
const pathOf = (name: string, place: string): Path => [...splitPlace(place), ...parseFieldPath(name)];
const splitPlace = (place: string): Path => (place === "" ? [] : splitPath(place));

function parseFlag(name: string, value: unknown, context: ProjectionContext, place: string): void {
  const included = isTrue(value);
  context.tree.add(pathOf(name, place), { kind: "field" });
  if (name === "_id" && place === "") context.id = included;
  else if (included) context.demand("inclusion", 31_253, name);
  else context.demand("exclusion", 31_254, name);
}

function parseObject(name: string, value: Document, context: ProjectionContext, place: string): void {
  const names = Object.keys(value);
  const [first] = names;
  if (first === undefined) {
    throw documentError(51_270, `an empty document is no valid value of a projection, at ${JSON.stringify(name)}`);
  }
  const path = pathOf(name, place);
  if (first.startsWith("$") && names.length === 1 && parseOperator(path, first, value, context)) return;
  context.tree.enter(path);
  for (const inner of names) parseField(inner, value[inner], context, path.join("."));
}

/** Reads an operator of a find or an expression; gives `false` for the name of a field, as `$id` of a reference. */
function parseOperator(path: Path, operator: string, value: Document, context: ProjectionContext): boolean {
  if (Object.hasOwn(findOperators, operator) && context.find) {
    if (findOperators[operator]?.(path, value[operator], context) === true) return true;
  } else if (operator === "$elemMatch") throw documentError(168, "cannot use $elemMatch in this context");
  if (!Object.hasOwn(definitions, operator)) {
    if (isFieldName(operator)) return false;
    throw documentError(31_325, `unknown expression ${operator}`);
  }
  const isMeta = operator === "$meta";
  if (context.kind === "exclusion" && !isMeta) {
    throw documentError(31_252, "a field that an expression gives cannot be in an exclusion projection");
  }
  // What only $meta gives leaves open, in a find, whether other fields stay.
  if (!isMeta || !context.find) context.kind ??= "inclusion";
  context.tree.add(path, { kind: "computed", expression: parseExpression(value, context.scope) });
  return true;
}

function isFieldName(name: string): boolean {
  try {
    parseFieldPath(name);
    return true;
  } catch {
    return false;
  }
}

/** A field that a literal, a field path or an array of expressions gives. */
function parseComputed(name: string, value: unknown, context: ProjectionContext, place: string): void {
  const expression = parseExpression(value, context.scope);
  context.tree.add(pathOf(name, place), { kind: "computed", expression });
  context.demand("inclusion", 31_310, name);
}

/** `a.b.$`: what is before it stays, one item of it. */
function parsePositional(name: string, value: unknown, context: ProjectionContext, place: string): void {
  if (isDocument(value)) throw documentError(31_271, "a positional $ cannot have an expression for its value");
  if (!isFlag(value)) throw documentError(31_308, "a positional $ cannot have a literal for its value");
  if (!isTrue(value)) throw documentError(31_395, "a positional $ cannot be in an exclusion");
  if (context.positional !== undefined) throw documentError(31_276, "a projection can have one positional $ only");
  if (context.elemMatch) throw documentError(31_256, "a projection cannot have both $elemMatch and a positional $");
  if (name === ".$") throw documentError(5_392_900, "a positional $ needs a field in front of it");
  const path = pathOf(name.slice(0, -2), place);
  context.tree.add(path, { kind: "field" });
  context.positional = path;
  context.demand("inclusion", 31_253, name);
}
