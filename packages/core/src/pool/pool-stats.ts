/**
 * What a pool has done and does. The figures always add up:
 * `size = idle + used + busy`, `opened - closed = size`,
 * `requested = acquired + timedOut + aborted + refused + failed + waiting` and
 * `acquired = released + discarded + used + sharing`.
 */
export interface PoolStats {
  /** Open sessions. */
  readonly size: number;
  readonly idle: number;
  /** Lent to a caller. */
  readonly used: number;
  /** Callers beside the first on sessions that several share. */
  readonly sharing: number;
  /** Being checked or reset between two callers. */
  readonly busy: number;
  /** Being opened; not yet part of `size`. */
  readonly opening: number;
  /** Callers in the queue. */
  readonly waiting: number;

  /** Sessions opened, closed, and attempts to open that failed, since the start. */
  readonly opened: number;
  readonly closed: number;
  readonly failedOpens: number;

  /** Callers that asked, and what became of them. */
  readonly requested: number;
  readonly acquired: number;
  /** Gave up after `acquireTimeout` or their own deadline. */
  readonly timedOut: number;
  readonly aborted: number;
  /** Turned away: the queue was full or the pool closed. */
  readonly refused: number;
  /** Rejected because no session could be opened. */
  readonly failed: number;

  /** Leases handed back, and leases whose session was thrown away. */
  readonly released: number;
  readonly discarded: number;
  /** Leases reported as held too long. */
  readonly leaked: number;
}

/** The counters behind the statistics. */
export class PoolCounters {
  busy = 0;
  opening = 0;
  used = 0;
  sharing = 0;
  opened = 0;
  closed = 0;
  failedOpens = 0;
  requested = 0;
  acquired = 0;
  timedOut = 0;
  aborted = 0;
  refused = 0;
  failed = 0;
  released = 0;
  discarded = 0;
  leaked = 0;
}
