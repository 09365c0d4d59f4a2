import type { Filter } from "../filter/filter.ts";
import type { Path } from "../path.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { Document } from "../values/types.ts";

/** An update, parsed and checked. */
export type UpdatePlan =
  | { readonly kind: "replace"; readonly document: Document }
  | { readonly kind: "operators"; readonly changes: readonly Change[] }
  | { readonly kind: "pipeline"; readonly stages: readonly Stage[] };

/** One field that one operator changes. */
export interface Change {
  /** With its `$`. */
  readonly operator: string;
  /** May have `$`, `$[]` and `$[name]` as parts. */
  readonly path: Path;
  /** The operator's operand for the field, checked. */
  readonly operand: unknown;
  /** The array filters by name, for `$[name]`; the same for all changes of an update. */
  readonly arrayFilters: ReadonlyMap<string, Filter>;
}
