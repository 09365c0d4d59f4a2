import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import type { Filter } from "../filter/filter.ts";
import { noFeatures } from "../filter/filter-context.ts";
import { mapPaths } from "../filter/map-paths.ts";
import { parseFilter } from "../filter/parse-filter.ts";

/**
 * Parses array filters: by their names, with paths that begin at the item. Throws code 9 for a filter of no or of
 * several names and for two filters of one name, 2 for a name that is not of small letters and digits.
 */
export function parseArrayFilters(filters: readonly unknown[], scope: ExpressionScope): ReadonlyMap<string, Filter> {
  const byName = new Map<string, Filter>();
  for (const given of filters) {
    const names = new Set<string>();
    const filter = mapPaths(parseFilter(given, scope, noFeatures), ([name, ...rest]) => {
      names.add(name as string);
      return rest;
    });
    const [name] = names;
    if (name === undefined) throw documentError(9, "an array filter needs a field's name in front");
    if (names.size > 1) throw documentError(9, "an array filter must be about one name only");
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw documentError(2, "the name of an array filter begins with a small letter and has only letters and digits");
    }
    if (byName.has(name)) throw documentError(9, `there are several array filters of the name ${name}`);
    byName.set(name, filter);
  }
  return byName;
}
