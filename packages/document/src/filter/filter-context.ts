import type { ExpressionScope } from "../expression/expression.ts";
import type { Path } from "../path.ts";
import type { Document } from "../values/types.ts";
import type { Filter } from "./filter.ts";

/** What the place of a filter allows besides tests of values. */
export interface FilterFeatures {
  readonly text: boolean;
  readonly where: boolean;
  readonly expr: boolean;
  readonly jsonSchema: boolean;
  /** `$near`, `$nearSphere`: they order the result, which only `find` can. */
  readonly near: boolean;
}

/** Everything is allowed: the filter of `find`. */
export const allFeatures: FilterFeatures = { text: true, where: true, expr: true, jsonSchema: true, near: true };

/** Nothing is allowed: the filters of `$pull`, of array filters and of `$elemMatch` in a projection. */
export const noFeatures: FilterFeatures = {
  text: false,
  where: false,
  expr: false,
  jsonSchema: false,
  near: false,
};

/** What the parsers of a filter's parts are given. */
export interface FilterContext {
  readonly scope: ExpressionScope;
  readonly features: FilterFeatures;
  /** Whether this part is about the whole document, about it and negated, or about an item of an array. */
  readonly inside: "top" | "nor" | "item";
  /** How many `$text` the whole filter has. */
  readonly texts: { count: number };
  /** The parser of a document of the filter, for operators that have one in them. */
  readonly parseFields: (document: Document, context: FilterContext) => Filter;
  /** The parser of the operators of a field. */
  readonly parseOperators: (path: Path, operators: Document, context: FilterContext) => Filter;
  /** Whether an operator stands in place of a field: it is no test of one value. */
  readonly isPathless: (operator: string) => boolean;
  /** Whether a name in front makes an item of `$all` one of operators. */
  readonly isFieldOperator: (name: string) => boolean;
}
