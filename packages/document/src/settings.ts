import type { Timestamp } from "bson";
import { simpleCollation, type Collation } from "./collation.ts";

/** What holds throughout one command, whatever it evaluates. */
export interface QuerySettings {
  readonly collation: Collation;
  /** `$$NOW`: one moment for the whole command. */
  readonly now: Date;
  /** `$$CLUSTER_TIME`; `undefined` where the engine has none. */
  readonly clusterTime: Timestamp | undefined;
  /** The variables of the command's `let`, by their names without `$$`, evaluated. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** A number from 0 (inclusive) to 1: `$rand` and `$sample`. */
  readonly random: () => number;
}

/** Settings with everything at its default: compare by bytes, the time now, no variables. */
export function defaultSettings(given: Partial<QuerySettings> = {}): QuerySettings {
  return {
    collation: simpleCollation,
    now: new Date(),
    clusterTime: undefined,
    variables: {},
    random: Math.random,
    ...given,
  };
}
