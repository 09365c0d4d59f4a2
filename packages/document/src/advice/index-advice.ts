import type { AnyDocument, IndexDefinition } from "@db/core";

/** A query that is asked, with values as they are met. They stay in the process, and no advice has them. */
export interface AskedQuery {
  readonly filter: AnyDocument;
  readonly sort?: AnyDocument | undefined;
  /** How often it is asked. Default: 1. */
  readonly count?: number | undefined;
}

/** Queries of one shape. */
export interface AskedShape {
  /** Its fields and how they are asked for: `age range, city equality; sort name 1`. */
  readonly shape: string;
  readonly count: number;
}

/** How a query is answered on the sample. */
export interface SampledPlan {
  readonly fullScan: boolean;
  readonly indexes: readonly string[];
  /** What the engine estimates it to cost, in a unit of its own; `undefined` where it does not tell. */
  readonly cost: number | undefined;
}

/** An index to make. */
export interface IndexRecommendation {
  /** For `createIndex`. */
  readonly index: IndexDefinition;
  /** The same for MongoDB's shell. */
  readonly command: string;
  /** Which parts of equality, sort and range it is made of. */
  readonly rule: string;
  readonly shapes: readonly AskedShape[];
  /**
   * What says so: plans of the most frequent of its queries on a copy of some documents, without and with the index; or nothing
   * but the rule.
   */
  readonly evidence:
    | { readonly kind: "sample"; readonly documents: number; readonly before: SampledPlan; readonly after: SampledPlan }
    | { readonly kind: "heuristic" };
  /** Bytes, from the values of the sample; `undefined` without one. */
  readonly estimatedSize: number | undefined;
  /** Indexes that are there and would serve nothing more. */
  readonly redundant: readonly string[];
  readonly risks: readonly string[];
}

/** What {@link adviseIndexes} found. */
export interface IndexAdvice {
  /** Those for the most frequent queries first. */
  readonly recommendations: readonly IndexRecommendation[];
  /** Queries that indexes serve which are there. */
  readonly served: readonly (AskedShape & { readonly indexes: readonly string[] })[];
  /** Queries that no index helps. */
  readonly unserved: readonly (AskedShape & { readonly reason: string })[];
  /** Indexes that could go: never one that keeps keys unique or lets documents expire. */
  readonly drop: readonly { readonly name: string; readonly reason: string }[];
}
