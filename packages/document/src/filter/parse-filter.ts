import type { BSONRegExp } from "bson";
import { documentError, unsupportedFeature } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { splitPath } from "../path.ts";
import { importDocument } from "../values/import-value.ts";
import { isNumber, toDouble, wholeInt32 } from "../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import type { Filter } from "./filter.ts";
import { allFeatures, type FilterContext, type FilterFeatures } from "./filter-context.ts";
import { isOperators } from "./is-operators.ts";
import { parseJsonSchema } from "./json-schema.ts";
import { isFieldOperator, parseOperators } from "./parse-operators.ts";
import { isPattern, patternOf } from "./parse-pattern.ts";
import { parseText } from "./parse-text.ts";

/**
 * Parses and checks a filter. Throws code 2 (BadValue) for an operator that is not known or an operand that it cannot
 * have, 9 (FailedToParse) and 14 (TypeMismatch) where MongoDB has those, 51074 to 51108 for regular expressions, the
 * codes of expressions for `$expr`, and kind `unsupported` for `$where`. `features` says what this
 * place forbids: the filter of `$pull`, for example, cannot have `$text`.
 */
export function parseFilter(value: unknown, scope: ExpressionScope, features: Partial<FilterFeatures> = {}): Filter {
  if (!isDocument(value)) throw documentError(14, `a filter must be a document, not a ${typeOf(value)}`);
  refuseUndefined(value);
  return parseFields(importDocument(value), contextOf(scope, features));
}

/**
 * Whether a value says something of an item itself, and not of its fields: a regular expression, or operators such as
 * `{ $gt: 1 }` and not `{ $or: [...] }`.
 */
export function isItemFilter(value: unknown): value is Document | BSONRegExp {
  if (isPattern(value)) return true;
  return isDocument(value) && isFieldOperator(Object.keys(value)[0] ?? "");
}

/**
 * Parses what is said of an item itself (see {@link isItemFilter}): its filter has an empty path. Throws as
 * {@link parseFilter} does.
 */
export function parseItemFilter(
  value: Document | BSONRegExp,
  scope: ExpressionScope,
  features: Partial<FilterFeatures> = {},
): Filter {
  if (isPattern(value)) {
    return { kind: "regex", path: [], pattern: patternOf(value.pattern, value.options) };
  }
  refuseUndefined(value);
  return parseOperators([], importDocument(value), contextOf(scope, features));
}

const contextOf = (scope: ExpressionScope, features: Partial<FilterFeatures>): FilterContext => ({
  scope,
  features: { ...allFeatures, ...features },
  inside: "top",
  texts: { count: 0 },
  parseFields,
  parseOperators,
  isFieldOperator,
  isPathless: (operator) => Object.hasOwn(pathless, operator),
});

/** A filter by a value that does not exist would match everything once the field is left out: a dangerous mistake. */
function refuseUndefined(value: unknown): void {
  if (Array.isArray(value)) value.forEach(refuseUndefined);
  if (!isDocument(value)) return;
  for (const name of Object.keys(value)) {
    if (value[name] === undefined) throw documentError(2, "a filter has an undefined value");
    refuseUndefined(value[name]);
  }
}

/** All fields of a filter's document, and what they demand together. */
function parseFields(document: Document, context: FilterContext): Filter {
  const filters: Filter[] = [];
  for (const name of Object.keys(document)) {
    const operand = document[name];
    if (name.startsWith("$")) {
      const parser = Object.hasOwn(pathless, name) ? pathless[name] : undefined;
      if (parser === undefined) throw documentError(2, `unknown top level operator: ${name}`);
      const filter = parser(operand, context, name);
      if (filter !== undefined) filters.push(filter);
    } else filters.push(parseField(name, operand, context));
  }
  return filters.length === 1 ? (filters[0] as Filter) : { kind: "and", filters };
}

function parseField(name: string, operand: unknown, context: FilterContext): Filter {
  const path = splitPath(name);
  if (isOperators(operand)) return parseOperators(path, operand, context);
  if (isPattern(operand)) {
    return { kind: "regex", path, pattern: patternOf(operand.pattern, operand.options) };
  }
  return { kind: "compare", path, operator: "$eq", value: operand };
}

/** Reads an operator that stands in place of a field; gives nothing for one that demands nothing. */
type PathlessParser = (operand: unknown, context: FilterContext, operator: string) => Filter | undefined;

const pathless: Readonly<Record<string, PathlessParser>> = {
  $and: (operand, context, name) => ({ kind: "and", filters: parseBranches(operand, context, name) }),
  $or: (operand, context, name) => ({ kind: "or", filters: parseBranches(operand, context, name) }),
  $nor: (operand, context, name) => ({
    kind: "nor",
    filters: parseBranches(operand, context.inside === "top" ? { ...context, inside: "nor" } : context, name),
  }),
  $expr: (operand, context) => {
    if (context.inside === "item") throw documentError(2, "$expr can only be applied to the top-level document");
    if (!context.features.expr) throw documentError(224, "$expr is not allowed in this context");
    return { kind: "expr", expression: parseExpression(operand, context.scope) };
  },
  $jsonSchema: (operand, context) => {
    if (!context.features.jsonSchema) throw documentError(224, "$jsonSchema is not allowed in this context");
    return { kind: "jsonSchema", schema: parseJsonSchema(operand) };
  },
  $text: parseText,
  // The fields of references, which are names like any other.
  $ref: parseReference,
  $id: parseReference,
  $db: parseReference,
  $comment: () => undefined,
  $alwaysTrue: (operand, _context, name) => parseConstant(operand, name, true),
  $alwaysFalse: (operand, _context, name) => parseConstant(operand, name, false),
  $sampleRate: parseSampleRate,
  $where: (_operand, context) => {
    if (context.inside === "item") throw documentError(2, "$where can only be applied to the top-level document");
    if (!context.features.where) throw documentError(2, "$where is not allowed in this context");
    throw unsupportedFeature("$where", "write the condition as $expr; the engine runs no JavaScript of queries");
  },
};

function parseReference(operand: unknown, _context: FilterContext, name: string): Filter {
  return { kind: "compare", path: [name], operator: "$eq", value: operand };
}

function parseBranches(operand: unknown, context: FilterContext, name: string): Filter[] {
  if (!Array.isArray(operand)) throw documentError(2, `${name} must be an array`);
  if (operand.length === 0) throw documentError(2, `${name} must be a nonempty array`);
  return operand.map((branch) => {
    if (!isDocument(branch)) throw documentError(2, `the entries of ${name} must be documents`);
    return parseFields(branch, context);
  });
}

function parseConstant(operand: unknown, name: string, matches: boolean): Filter {
  if (wholeInt32(operand) !== 1) throw documentError(9, `${name} must be the integer 1`);
  return { kind: "constant", matches };
}

/** A share of the documents, drawn anew for each: as MongoDB does, by comparing a random number. */
function parseSampleRate(operand: unknown, context: FilterContext): Filter {
  if (context.inside === "item") throw documentError(2, "$sampleRate can only be applied to the top-level document");
  if (!isNumber(operand)) throw documentError(2, "$sampleRate must be a number");
  const rate = toDouble(operand);
  if (!(rate >= 0 && rate <= 1)) throw documentError(2, "$sampleRate must be between 0 and 1");
  if (rate === 0 || rate === 1) return { kind: "constant", matches: rate === 1 };
  return { kind: "expr", expression: parseExpression({ $lt: [{ $rand: {} }, rate] }, context.scope) };
}
