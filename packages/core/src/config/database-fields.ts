import type { ConfigurationProblem } from "../errors/index.ts";
import type { PoolOptions } from "../pool/pool-options.ts";
import type { ObjectField, OptionFields } from "./fields.ts";
import { formatDuration, type Duration } from "./units.ts";

/** The limits of each pool; one endpoint has one pool. Every 0 switches its limit off, `min` and `max` excepted. */
export interface PoolSettings {
  /** Sessions kept open even when nothing is asked of them. Default: 0. */
  readonly min?: number | undefined;
  /** The most sessions open at a time. Default: 10. */
  readonly max?: number | undefined;
  /** The most sessions kept idle; one returned beyond that is closed. Default: 0, as many as `max`. */
  readonly maxIdle?: number | undefined;
  /** How long a caller waits for a session. Default: 10 s. */
  readonly acquireTimeout?: Duration | undefined;
  /** How many callers may wait; the next is refused with kind `queue-full`. Default: 1000. */
  readonly maxQueue?: number | undefined;
  /**
   * A session idle for longer is closed, down to `min`. Default: 1 min: work that comes every minute finds its session,
   * and it stays well below the 4 to 6 minutes after which cloud balancers forget a quiet connection.
   */
  readonly idleTimeout?: Duration | undefined;
  /** A session older than this is closed once it is idle. Default: 30 min. */
  readonly maxLifetime?: Duration | undefined;
  /** The part of `maxLifetime` it is shortened by at random, so that sessions do not all expire at once. Default: 0.025. */
  readonly lifetimeJitter?: number | undefined;
  /** A session lent this often is closed. Default: 0, off. */
  readonly maxUses?: number | undefined;
  /** A session quiet for longer is checked before it is lent; 0 checks none. Default: 1 s. */
  readonly validateAfter?: Duration | undefined;
  /** Idle sessions are pinged at this interval, so that firewalls do not forget them. Default: 0, off. */
  readonly keepAlive?: Duration | undefined;
  /** A session lent for longer is reported with its borrower's stack. Default: 0, off. */
  readonly leakThreshold?: Duration | undefined;
  /** The wait between failed attempts to open a session: it doubles from `initial` (100 ms) to `max` (2 s). */
  readonly backoff?: { readonly initial?: Duration | undefined; readonly max?: Duration | undefined } | undefined;
}

/** {@link PoolSettings} after parsing: complete, durations in milliseconds. */
export type ParsedPoolSettings = PoolOptions;

/** How whole transactions are repeated after a failure that allows it. */
export interface RetrySettings {
  /** How often a transaction runs at most, the first time included. Default: 1, never repeated. */
  readonly attempts?: number | undefined;
  /** The wait before the second attempt; it doubles with each further one. Default: 50 ms. */
  readonly delay?: Duration | undefined;
  /** What the wait grows to at most. Default: 2 s. */
  readonly maxDelay?: Duration | undefined;
  /** The part of each wait that is left to chance, so that rivals do not meet again: 0 none of it, 1 all. Default: 1. */
  readonly jitter?: number | undefined;
}

/** {@link RetrySettings} after parsing: complete, durations in milliseconds. */
export interface ParsedRetrySettings {
  readonly attempts: number;
  readonly delay: number;
  readonly maxDelay: number;
  readonly jitter: number;
}

/** One replica: what differs from the primary's engine options, and how it is chosen. */
export interface ReplicaSettings {
  /** A replica further behind than this gets no reads. Default: any lag will do. */
  readonly maxLag?: Duration | undefined;
  /** Its share of the reads, relative to the others'. 0: only when no other is there. Default: 1. */
  readonly weight?: number | undefined;
  /** Engine options that differ from the primary's: `host`, `port`, `url` … */
  readonly [option: string]: unknown;
}

/** {@link ReplicaSettings} after parsing. Engine options stay as they were given: the driver parses them. */
export interface ParsedReplicaSettings {
  readonly maxLag?: number | undefined;
  readonly weight: number;
  readonly [option: string]: unknown;
}

/** What core itself reads, the same on every engine. */
export interface DatabaseSettings {
  /** What errors, events and metrics call the database. In a file the key in `databases` says it. Default: `main`. */
  readonly name?: string | undefined;
  readonly pool?: PoolSettings | undefined;
  /** The time limit of each call that has none of its own; 0 is off. Default: off. */
  readonly timeout?: Duration | undefined;
  /** The time limit of opening one session, sign-in included. Default: 10 s. */
  readonly connectTimeout?: Duration | undefined;
  /** How long closing waits for calls that run; then they are cut. Default: 10 s. */
  readonly drainTimeout?: Duration | undefined;
  readonly retry?: RetrySettings | undefined;
  /** Copies of the database that can take reads. */
  readonly replicas?: readonly ReplicaSettings[] | undefined;
  /** Where provably read-only statements go when the caller does not say. Default: `primary`. */
  readonly reads?: "primary" | "replica" | undefined;
}

/** {@link DatabaseSettings} after parsing: complete, durations in milliseconds. */
export interface ParsedDatabaseSettings {
  readonly name: string;
  readonly pool: ParsedPoolSettings;
  readonly timeout: number;
  readonly connectTimeout: number;
  readonly drainTimeout: number;
  readonly retry: ParsedRetrySettings;
  readonly replicas: readonly ParsedReplicaSettings[];
  readonly reads: "primary" | "replica";
}

const pool: ObjectField = {
  kind: "object",
  default: {},
  description: "The pool of sessions; each endpoint has one.",
  check: (value) => [...ordered(value, "min", "max"), ...ordered(value, "maxIdle", "max", 0)],
  fields: {
    min: { kind: "integer", min: 0, default: 0, description: "Sessions kept open even when nothing is asked of them." },
    max: { kind: "integer", min: 1, default: 10, description: "The most sessions open at a time." },
    maxIdle: {
      kind: "integer",
      min: 0,
      default: 0,
      description: "The most sessions kept idle; one returned beyond that is closed. 0: as many as `max`.",
    },
    acquireTimeout: {
      kind: "duration",
      default: "10s",
      zeroIsOff: true,
      description: "How long a caller waits for a session.",
    },
    maxQueue: {
      kind: "integer",
      min: 0,
      default: 1000,
      description: "How many callers may wait; the next is refused. 0: any number.",
    },
    idleTimeout: {
      kind: "duration",
      default: "1m",
      zeroIsOff: true,
      description: "A session idle for longer is closed, down to `min`.",
    },
    maxLifetime: {
      kind: "duration",
      default: "30m",
      zeroIsOff: true,
      description: "A session older than this is closed once it is idle.",
    },
    lifetimeJitter: {
      kind: "number",
      min: 0,
      max: 1,
      default: 0.025,
      description:
        "The part of `maxLifetime` it is shortened by at random, so that sessions do not all expire at once.",
    },
    maxUses: { kind: "integer", min: 0, default: 0, description: "A session lent this often is closed. 0 is off." },
    validateAfter: {
      kind: "duration",
      default: "1s",
      zeroIsOff: true,
      description: "A session quiet for longer is checked before it is lent.",
    },
    keepAlive: {
      kind: "duration",
      default: 0,
      zeroIsOff: true,
      description: "Idle sessions are pinged at this interval, so that firewalls do not forget them.",
    },
    leakThreshold: {
      kind: "duration",
      default: 0,
      zeroIsOff: true,
      description: "A session lent for longer is reported with its borrower's stack.",
    },
    backoff: {
      kind: "object",
      default: {},
      description: "The wait between failed attempts to open a session: it doubles from `initial` to `max`.",
      check: (value) => ordered(value, "initial", "max", undefined, formatDuration),
      fields: {
        initial: { kind: "duration", default: "100ms", description: "The first wait." },
        max: { kind: "duration", default: "2s", description: "The longest wait." },
      },
    },
  },
};

const retry: ObjectField = {
  kind: "object",
  default: {},
  description: "How whole transactions are repeated after a failure that allows it.",
  check: (value) => ordered(value, "delay", "maxDelay", undefined, formatDuration),
  fields: {
    attempts: {
      kind: "integer",
      min: 1,
      default: 1,
      description: "How often a transaction runs at most, the first time included.",
    },
    delay: {
      kind: "duration",
      default: "50ms",
      description: "The wait before the second attempt; it doubles each time.",
    },
    maxDelay: { kind: "duration", default: "2s", description: "What the wait grows to at most." },
    jitter: {
      kind: "number",
      min: 0,
      max: 1,
      default: 1,
      description: "The part of each wait that is left to chance.",
    },
  },
};

/** What a replica says beside its engine options. */
export const replicaFields: OptionFields = {
  maxLag: {
    kind: "duration",
    description: "A replica further behind than this gets no reads. Left out: any lag will do.",
  },
  weight: {
    kind: "number",
    min: 0,
    default: 1,
    description: "Its share of the reads, relative to the others'. 0: only when no other is there.",
  },
};

/** The table behind {@link DatabaseSettings}. Replicas keep their engine options unread, for the driver. */
export const databaseFields: OptionFields = {
  name: { kind: "string", default: "main", description: "What errors, events and metrics call the database." },
  pool,
  timeout: {
    kind: "duration",
    default: 0,
    zeroIsOff: true,
    description: "The time limit of each call that has none of its own.",
  },
  connectTimeout: {
    kind: "duration",
    default: "10s",
    zeroIsOff: true,
    description: "The time limit of opening one session, sign-in included.",
  },
  drainTimeout: {
    kind: "duration",
    default: "10s",
    description: "How long closing waits for calls that run; then they are cut.",
  },
  retry,
  replicas: {
    kind: "array",
    default: [],
    description: "Copies that can take reads: engine options that differ from the primary's, and:",
    of: { kind: "object", open: true, fields: replicaFields, description: "One replica." },
  },
  reads: {
    kind: "enum",
    values: ["primary", "replica"],
    default: "primary",
    description: "Where provably read-only statements go when the caller does not say.",
  },
};

/** A problem when one member is above another. `off` is the value of the lower member that stands for "no limit". */
function ordered(
  value: Readonly<Record<string, unknown>>,
  low: string,
  high: string,
  off?: number,
  show: (value: number) => string = String,
): ConfigurationProblem[] {
  const from = value[low];
  const to = value[high];
  if (typeof from !== "number" || typeof to !== "number" || from <= to || from === off) return [];
  return [{ path: low, message: `${show(from)} is more than ${high}, which is ${show(to)}` }];
}
