import { evaluateFieldPath } from "../../expression/field-path.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import type { QuerySettings } from "../../settings.ts";
import type { Document } from "../../values/types.ts";
import type { Sort } from "../sort.ts";

/** The documents that have one value of `partitionBy`, in the order of `sortBy`. */
export interface Partition {
  readonly documents: readonly Document[];
  readonly settings: QuerySettings;
  readonly sortBy: Sort | undefined;
}

/** An expression's value for every document. */
export function valuesIn({ documents, settings }: Partition, expression: Expression): readonly unknown[] {
  return documents.map((document) => evaluateExpression(expression, rootContext(document, settings)));
}

/** The values of the first field of the sort. */
export function sortValues({ documents, sortBy }: Partition): readonly unknown[] {
  const part = sortBy?.[0];
  return part?.kind === "field" ? documents.map((document) => evaluateFieldPath(document, part.path)) : [];
}
