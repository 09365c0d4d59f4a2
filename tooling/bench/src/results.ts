import type { Family } from "./contestant.ts";
import type { Series } from "./measure.ts";
import type { Weights } from "./weight.ts";

/** Everything a run has measured on one engine. */
export interface EngineResult {
  readonly key: string;
  readonly title: string;
  readonly family: Family;
  /** The server's version, where there is a server. */
  readonly version?: string | undefined;
  /** Why nothing was measured at all. */
  readonly notRun?: string | undefined;
  readonly workloads: readonly { readonly key: string; readonly series: readonly Series[] }[];
}

/** Everything a run has measured. */
export interface Results {
  /** Node's version, rounds, scale: what the reader has to know. */
  readonly conditions: readonly string[];
  readonly engines: readonly EngineResult[];
  readonly weights: readonly Weights[];
}
