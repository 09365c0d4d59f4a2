import type { AnyDocument } from "@db/core";
import type { ExactDocument } from "../exact/document.ts";
import { idKinds, type IdKind } from "./id-kinds.ts";

/** Neighbouring `_id`s of one kind: those above `after` up to and with `to`; all below or above where one is not given. */
export interface IdRange {
  readonly kind: IdKind;
  readonly after?: unknown;
  readonly to?: unknown;
}

/** The filter that finds a range's documents, or those that are left of it behind `last`. */
export function rangeFilter({ kind, after, to }: IdRange, last: unknown = after): AnyDocument {
  const { all } = idKinds[kind];
  const lower = last === undefined ? all : { ...("$type" in all ? all : {}), $gt: last };
  return { _id: to === undefined ? lower : { ...lower, $lte: to } };
}

/** A range as a document. A value that is not there has no field. */
export function storedIdRange({ kind, after, to }: IdRange): ExactDocument {
  return { idKind: kind, ...(after === undefined ? {} : { after }), ...(to === undefined ? {} : { to }) };
}

/** Reads what {@link storedIdRange} made. */
export function readIdRange(stored: ExactDocument): IdRange {
  return {
    kind: stored["idKind"] as IdKind,
    ...(Object.hasOwn(stored, "after") ? { after: stored["after"] } : {}),
    ...(Object.hasOwn(stored, "to") ? { to: stored["to"] } : {}),
  };
}
