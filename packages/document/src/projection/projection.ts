import type { Expression } from "../expression/expression.ts";
import type { ElemMatchFilter } from "../filter/match.ts";
import type { Path } from "../path.ts";

/** A projection, parsed and checked. */
export interface Projection {
  /** Whether the fields that it names are all that stays, or are what goes. */
  readonly kind: "inclusion" | "exclusion";
  readonly root: ProjectionNode;
  /** Whether `_id` stays without being named. */
  readonly id: boolean;
  /** The path before a positional `$`: of the array there only the item that the filter matched stays. */
  readonly positional: Path | undefined;
}

/** What becomes of the fields of a document, and of each document in an array. */
export interface ProjectionNode {
  readonly children: ReadonlyMap<string, ProjectionChild>;
  /** Whether anything below is computed: then scalars on the way become documents. */
  readonly computes: boolean;
}

/** What becomes of one field. */
export type ProjectionChild =
  /** It stays, or goes in an exclusion. */
  | { readonly kind: "field" }
  | { readonly kind: "node"; readonly node: ProjectionNode }
  | { readonly kind: "computed"; readonly expression: Expression }
  /** It stays, and so many items of it if it is an array; `skip` counts from the end when it is negative. */
  | { readonly kind: "slice"; readonly skip: number | undefined; readonly limit: number }
  /** Of an array the first item that matches stays. */
  | { readonly kind: "elemMatch"; readonly filter: ElemMatchFilter };
