import { documentError } from "../errors.ts";
import { mapStages } from "../pipeline/run-pipeline.ts";
import { pathsOverlap, type Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import { equals } from "../values/compare.ts";
import { fieldOf, type Document } from "../values/types.ts";
import { expandPath } from "./expand-path.ts";
import { applyChange } from "./apply-change.ts";
import { identical } from "./identical.ts";
import { comparePaths, conflict, targetPath } from "./parse-changes.ts";
import { replaceDocument } from "./replace-document.ts";
import type { Change, UpdatePlan } from "./update-plan.ts";

/** What an update is applied by. */
export interface ApplyOptions {
  readonly settings: QuerySettings;
  /** The index for a positional `$`: see `matchedPosition`. */
  readonly position: number | undefined;
  /** Whether the document is one that an upsert is about to insert: then `$setOnInsert` counts. */
  readonly inserting: boolean;
}

/**
 * The document that an update makes of another: the very same object when it changes nothing. Throws code 66 when it
 * would change the `_id`, 28 for a path through something that has no fields, 40 for two changes that positional parts
 * bring to one path, 52 for a new field that begins with `$`, 2 and 14 for values that an operator cannot be
 * applied to.
 */
export function applyUpdate(plan: UpdatePlan, document: Document, options: ApplyOptions): Document {
  switch (plan.kind) {
    case "replace":
      return checkId(document, replaceDocument(document, plan.document, options.settings));
    case "pipeline":
      return checkId(
        document,
        replaceDocument(document, mapStages(plan.stages, document, options.settings), options.settings),
      );
    case "operators":
      return checkId(document, applyChanges(plan.changes, document, options), identical);
  }
}

function applyChanges(changes: readonly Change[], document: Document, options: ApplyOptions): Document {
  let updated = document;
  for (const change of resolve(changes, document, options)) updated = applyChange(change, updated, options.settings);
  return updated;
}

/** The changes with the paths that their positional parts stand for. */
function resolve(changes: readonly Change[], document: Document, options: ApplyOptions): readonly Change[] {
  const effective = changes.filter((change) => options.inserting || change.operator !== "$setOnInsert");
  if (effective.every(({ path }) => !path.some((part) => part.startsWith("$")))) return effective;
  const taken: Path[] = [];
  const resolved: Change[] = [];
  for (const change of effective) {
    for (const path of expandPath(change.path, document, { ...options, arrayFilters: change.arrayFilters })) {
      if (taken.some((other) => pathsOverlap(other, path))) throw conflict(path);
      taken.push(path);
      resolved.push({ ...change, path });
    }
  }
  return resolved.sort((left, right) => comparePaths(targetPath(left), targetPath(right)));
}

/**
 * An `_id` stays what it is; one that is not there yet may be given. Operators cannot change even its type, a whole
 * document may come with an equal one.
 */
function checkId(
  before: Document,
  after: Document,
  same: (left: unknown, right: unknown) => boolean = equals,
): Document {
  const id = fieldOf(before, "_id");
  if (before !== after && id !== undefined) {
    const found = fieldOf(after, "_id");
    if (found === undefined || !same(id, found)) {
      throw documentError(66, "performing the update would modify the immutable field '_id'");
    }
  }
  return after;
}
