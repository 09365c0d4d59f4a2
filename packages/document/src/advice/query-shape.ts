import type { AnyDocument } from "@db/core";
import type { Filter } from "../filter/filter.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { parseSort } from "../pipeline/sort.ts";
import { importDocument } from "../values/import-value.ts";

/** How a query asks for a field: what an index can do for it follows from that. */
export type FieldUse = "equality" | "in" | "range" | "other";

/** What a query asks for, without its values. */
export interface QueryShape {
  /** The fields of one way to match; each branch of an `$or` is a way of its own. */
  readonly ways: readonly ReadonlyMap<string, FieldUse>[];
  readonly sort: readonly (readonly [path: string, direction: 1 | -1])[];
  /** Whether it searches a text. */
  readonly text: boolean;
  /** The same for equal shapes: `age range, city equality; sort name 1`. */
  readonly name: string;
}

/** The most ways that are told apart: branches multiply. */
const maxWays = 16;

/** The shape of a query. Throws MongoDB's codes for a filter or a sort that is none. */
export function queryShape(filter: AnyDocument, sort: AnyDocument = {}): QueryShape {
  const parsed = parseFilter(importDocument(filter), { variables: new Set() });
  const ways = waysOf(parsed);
  const sorts = Object.keys(sort).length === 0 ? [] : parseSort(importDocument(sort));
  const order = sorts.flatMap((part) =>
    part.kind === "field" ? [[part.path.join("."), part.direction] as const] : [],
  );
  const told = ways.map((way) =>
    [...way]
      .map(([path, use]) => `${path} ${use}`)
      .sort()
      .join(", "),
  );
  const sorted = order.length === 0 ? "" : `; sort ${order.map(([path, way]) => `${path} ${way}`).join(", ")}`;
  const text = searchesText(parsed);
  const fields = told.sort().join(" or ") || (text ? "" : "all");
  return { ways, sort: order, text, name: `${text ? "text " : ""}${fields}${sorted}`.trim() };
}

type Way = ReadonlyMap<string, FieldUse>;

function waysOf(filter: Filter, prefix: readonly string[] = []): Way[] {
  switch (filter.kind) {
    case "and":
      return filter.filters.reduce<Way[]>((ways, inner) => combined(ways, waysOf(inner, prefix)), [new Map()]);
    case "or":
      return filter.filters.flatMap((inner) => waysOf(inner, prefix)).slice(0, maxWays);
    case "elemMatch":
      return waysOf(filter.filter, [...prefix, ...filter.path]);
    case "compare":
      return [leaf(prefix, filter.path, filter.operator === "$eq" ? "equality" : "range")];
    case "in": {
      const single = filter.values.length === 1 && filter.patterns.length === 0;
      return [leaf(prefix, filter.path, filter.patterns.length > 0 ? "other" : single ? "equality" : "in")];
    }
    case "regex": {
      const anchored = /^\^[^\\^$.*+?()[\]{}|]/.test(filter.pattern.source) && !/[imx]/.test(filter.pattern.options);
      return [leaf(prefix, filter.path, anchored ? "range" : "other")];
    }
    default:
      return "path" in filter ? [leaf(prefix, filter.path, "other")] : [new Map()];
  }
}

function leaf(prefix: readonly string[], path: readonly string[], use: FieldUse): Way {
  return new Map([[[...prefix, ...path].join("."), use]]);
}

/** Each way of the left with each of the right; of two uses of a field the one that leaves fewer documents counts. */
function combined(left: readonly Way[], right: readonly Way[]): Way[] {
  const strength: readonly FieldUse[] = ["equality", "in", "range", "other"];
  const all = left.flatMap((one) =>
    right.map((other) => {
      const both = new Map(one);
      for (const [path, use] of other) {
        const known = both.get(path);
        if (known === undefined || strength.indexOf(use) < strength.indexOf(known)) both.set(path, use);
      }
      return both;
    }),
  );
  return all.slice(0, maxWays);
}

function searchesText(filter: Filter): boolean {
  if (filter.kind === "text") return true;
  return (filter.kind === "and" || filter.kind === "or") && filter.filters.some(searchesText);
}
