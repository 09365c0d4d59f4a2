import { documentError } from "../errors.ts";
import type { Filter } from "../filter/filter.ts";

/** What a partial index may ask (https://www.mongodb.com/docs/manual/core/index-partial). */
const allowed = new Set<Filter["kind"]>(["and", "or", "compare", "in", "exists", "type", "constant"]);

/**
 * Refuses a filter that no partial index can have: code 224 (QueryFeatureNotAllowed) for `$expr`, 67 for another
 * operator than equality, order, `$in`, `$type`, `$exists: true`, `$and` and `$or`.
 */
export function checkPartialFilter(filter: Filter): void {
  if (filter.kind === "expr") throw documentError(224, "partialFilterExpression cannot have $expr");
  if (!allowed.has(filter.kind) || (filter.kind === "exists" && !filter.exists)) {
    throw documentError(67, `partialFilterExpression has an operator that it cannot have (${filter.kind})`);
  }
  if (filter.kind === "and" || filter.kind === "or") for (const part of filter.filters) checkPartialFilter(part);
}
