import { documentError } from "../errors.ts";
import type { Filter } from "../filter/filter.ts";
import { pathsOverlap, type Path } from "../path.ts";
import type { UpdatePlan } from "./update-plan.ts";
import type { Document } from "../values/types.ts";
import { withValue } from "./change-at.ts";

/**
 * What an upsert takes from its filter: the fields that it fixes to one value, by equality, an `$in` or `$all` of one
 * value, all of them under `$and` or an `$or` of one branch. A replacement takes only the `_id`. Throws code 54 when a
 * field is fixed twice, and 111 when a replacement's `_id` is fixed in part.
 */
export function seedDocument(filter: Filter, kind: UpdatePlan["kind"] = "operators"): Document {
  const found: [Path, unknown][] = [];
  collect(filter, found);
  const equalities = kind === "replace" ? found.filter(([path]) => path[0] === "_id") : found;
  if (kind === "replace" && equalities.some(([path]) => path.length > 1)) {
    throw documentError(111, "the filter of an upsert with a replacement must fix _id as a whole");
  }
  let document: Document = {};
  equalities.forEach(([path, value], place) => {
    if (equalities.slice(0, place).some(([other]) => pathsOverlap(other, path))) {
      throw documentError(
        54,
        `cannot infer query fields to set: the path ${JSON.stringify(path.join("."))} is matched twice`,
      );
    }
    document = withValue(document, path, value);
  });
  return document;
}

function collect(filter: Filter, equalities: [Path, unknown][]): void {
  if (filter.kind === "and" || (filter.kind === "or" && filter.filters.length === 1)) {
    for (const inner of filter.filters) collect(inner, equalities);
  } else if (filter.kind === "compare" && filter.operator === "$eq") {
    equalities.push([filter.path, filter.value]);
  } else if (filter.kind === "in" && filter.values.length === 1 && filter.patterns.length === 0) {
    equalities.push([filter.path, filter.values[0]]);
  }
}
