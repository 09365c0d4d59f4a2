import { documentError } from "../errors.ts";
import { rootContext } from "../expression/expression.ts";
import { matchingItem } from "../filter/match.ts";
import { keepMeta } from "../metadata.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import { fieldOf, isDocument, setField, type Document } from "../values/types.ts";
import { addComputed } from "./computed-fields.ts";
import type { Projection, ProjectionChild, ProjectionNode } from "./projection.ts";

/**
 * What a projection makes of a document. `position` is the index for a positional `$`. Throws 51246 when that is needed
 * and missing, 51247 when the array has no such item, and what expressions throw.
 */
export function project(
  projection: Projection,
  document: Document,
  settings: QuerySettings,
  position?: number,
): Document {
  const { root } = projection;
  let result =
    projection.kind === "inclusion"
      ? includeFields(root, document, settings, projection.id)
      : excludeFields(root, document, settings);
  if (root.computes) result = addComputed(root, result, rootContext(document, settings)) as Document;
  if (projection.positional !== undefined)
    result = takePosition(result, projection.positional, 0, position) as Document;
  return keepMeta(document, result);
}

const kept: ProjectionChild = { kind: "field" };

function includeFields(node: ProjectionNode, document: Document, settings: QuerySettings, id = false): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const child = node.children.get(name) ?? (id && name === "_id" ? kept : undefined);
    const value = child === undefined ? undefined : included(child, document[name], settings);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function included(child: ProjectionChild, value: unknown, settings: QuerySettings): unknown {
  if (child.kind === "field") return value;
  return child.kind === "node" ? include(child.node, value, settings) : picked(child, value, settings);
}

/** The named fields of a document, of each document in an array; nothing of a scalar. */
function include(node: ProjectionNode, value: unknown, settings: QuerySettings): unknown {
  if (isDocument(value)) return includeFields(node, value, settings);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => include(node, item, settings));
  // A place that nothing is left of may yet get a computed field.
  return node.computes ? items : items.filter((item) => item !== undefined);
}

function excludeFields(node: ProjectionNode, document: Document, settings: QuerySettings): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const child = node.children.get(name);
    const value = child === undefined ? document[name] : remaining(child, document[name], settings);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function remaining(child: ProjectionChild, value: unknown, settings: QuerySettings): unknown {
  if (child.kind === "field") return undefined;
  return child.kind === "node" ? exclude(child.node, value, settings) : picked(child, value, settings);
}

function exclude(node: ProjectionNode, value: unknown, settings: QuerySettings): unknown {
  if (isDocument(value)) return excludeFields(node, value, settings);
  return Array.isArray(value) ? value.map((item) => exclude(node, item, settings)) : value;
}

/** What an operator of a find leaves of a value; nothing where an expression is about to give another. */
function picked(child: ProjectionChild, value: unknown, settings: QuerySettings): unknown {
  switch (child.kind) {
    case "slice":
      return Array.isArray(value) ? slice(value, child.skip, child.limit) : value;
    case "elemMatch": {
      const index = matchingItem(child.filter, value, settings);
      return index < 0 ? undefined : [(value as unknown[])[index]];
    }
    default:
      return undefined;
  }
}

function slice(items: readonly unknown[], skip: number | undefined, limit: number): unknown[] {
  if (skip === undefined) return limit >= 0 ? items.slice(0, limit) : items.slice(limit);
  const from = skip >= 0 ? skip : Math.max(0, items.length + skip);
  return items.slice(from, from + limit);
}

/** Leaves one item of the first array on a path; a value that has no array there stays. */
function takePosition(value: unknown, path: Path, depth: number, position: number | undefined): unknown {
  if (Array.isArray(value)) {
    if (position === undefined) {
      throw documentError(51_246, "the positional operator '.$' couldn't find a matching element in the array");
    }
    if (position >= value.length) throw documentError(51_247, "positional operator '.$' element mismatch");
    return [value[position]];
  }
  const part = path[depth];
  if (part === undefined || !isDocument(value)) return value;
  const child = fieldOf(value, part);
  if (child === undefined) return value;
  const copy = { ...value };
  setField(copy, part, takePosition(child, path, depth + 1, position));
  return copy;
}
