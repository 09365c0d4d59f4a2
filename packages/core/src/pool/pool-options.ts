import { databaseError } from "../errors/index.ts";

/** A pool's limits, checked and complete. Durations are milliseconds; 0 switches a limit off unless said otherwise. */
export interface PoolOptions {
  /** Sessions kept open even when nothing is asked of them. */
  readonly min: number;
  /** The most sessions open at a time. */
  readonly max: number;
  /** The most sessions kept idle; a session returned beyond that is closed. */
  readonly maxIdle: number;
  /** How long a caller waits for a session. */
  readonly acquireTimeout: number;
  /** How many callers may wait; the next is refused. */
  readonly maxQueue: number;
  /** A session idle for longer is closed, down to `min`. */
  readonly idleTimeout: number;
  /** A session older than this is closed when it is next idle. */
  readonly maxLifetime: number;
  /** The part of `maxLifetime` by which it is shortened at random, so that sessions do not all expire at once. */
  readonly lifetimeJitter: number;
  /** A session lent this often is closed. */
  readonly maxUses: number;
  /** A session quiet for longer is checked before it is lent. */
  readonly validateAfter: number;
  /** Idle sessions are checked at this interval, so that firewalls do not forget them. */
  readonly keepAlive: number;
  /** A session lent for longer is reported with its borrower's stack. */
  readonly leakThreshold: number;
  /** The wait between failed attempts to open: it doubles from `initial` to `max`, shortened by up to half at random. */
  readonly backoff: { readonly initial: number; readonly max: number };
}

/** The limits a pool has where nothing is said. */
export const defaultPoolOptions: PoolOptions = {
  min: 0,
  max: 10,
  maxIdle: 0,
  acquireTimeout: 10_000,
  maxQueue: 1000,
  idleTimeout: 60_000,
  maxLifetime: 1_800_000,
  lifetimeJitter: 0.025,
  maxUses: 0,
  validateAfter: 1000,
  keepAlive: 0,
  leakThreshold: 0,
  backoff: { initial: 100, max: 2000 },
};

/** Gives limits that can be kept. @throws DatabaseError `configuration` for others. */
export function checkPoolOptions(options: PoolOptions): PoolOptions {
  const { min, max } = options;
  if (max >= 1 && min >= 0 && min <= max) return options;
  throw databaseError({
    kind: "configuration",
    message: `a pool needs 0 <= min <= max and max >= 1, got min ${min} and max ${max}`,
  });
}
