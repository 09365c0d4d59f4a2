/**
 * How documents are compared.
 *
 * - `counts`: how many there are.
 * - `hash`: an order-free hash of all documents of a range on both sides, each document by its bytes, types and order of fields included;
 *   where it differs, the documents of that part are named.
 * - `full`: every document with its counterpart, in the order of `_id`s. Not after a transformation that may change `_id`s.
 */
export type VerificationMode = "counts" | "hash" | "full";

/** A document that is not the same on both sides. */
export interface DocumentDifference {
  /** The name in the source. */
  readonly collection: string;
  /** The `_id` in the target, with exact types. */
  readonly id: unknown;
  /** `missing` in the target, `extra` there, or `different`. */
  readonly kind: "missing" | "extra" | "different";
  /** The first path that differs; of `different` ones. */
  readonly path?: string;
}

/** How one collection compares. */
export interface CollectionVerification {
  readonly name: string;
  readonly as: string;
  /** How many documents the source has, as far as the transfer is to carry them over. */
  readonly source: number;
  readonly target: number;
  /** The order-free hashes of both sides; in the mode `hash`. */
  readonly sourceHash: string | undefined;
  readonly targetHash: string | undefined;
  readonly equal: boolean;
}

/** How two databases compare. */
export interface Verification {
  readonly mode: VerificationMode;
  readonly equal: boolean;
  readonly collections: readonly CollectionVerification[];
  /** What differs, up to `differenceLimit` of each collection. */
  readonly differences: readonly DocumentDifference[];
  /** Whether there are more than are named. */
  readonly truncated: boolean;
}
