import type { Path } from "../path.ts";
import type { Filter } from "./filter.ts";

/** A filter with other paths. Those inside of `$elemMatch` begin at an item and stay. */
export function mapPaths(filter: Filter, map: (path: Path) => Path): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
    case "nor":
      return { kind: filter.kind, filters: filter.filters.map((inner) => mapPaths(inner, map)) };
    case "not":
      return { kind: "not", filter: mapPaths(filter.filter, map) };
    case "constant":
    case "expr":
    case "jsonSchema":
    case "text":
      return filter;
    default:
      return { ...filter, path: map(filter.path) };
  }
}
