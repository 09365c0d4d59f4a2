import type { Pool } from "./pool.ts";

/** One open resource and what the pool remembers of it. */
export interface Slot<R> {
  readonly resource: R;
  readonly openedAt: number;
  /** The instant from which it is no longer lent. */
  readonly expiresAt: number;
  /** Sessions of an older generation than the pool's are closed instead of lent. */
  readonly generation: number;
  /** When it was last heard of. */
  quietSince: number;
  /** When a caller last had it; a check does not count. */
  idleSince: number;
  uses: number;
  state: "idle" | "used" | "busy" | "closed";
  /** The connection broke while it was lent or busy. */
  lost: boolean;
  lease: Lease<R> | undefined;
  /** How many have it at the moment. */
  borrowers: number;
}

/**
 * A borrowed resource. It ends once, by one of two verbs: `release` hands it back for the next caller, `discard` throws
 * it away. Anything doubtful is thrown away.
 */
export class Lease<R> {
  readonly slot: Slot<R>;
  readonly #pool: Pool<R>;
  #ended = false;
  /** When it began, on the pool's clock. */
  readonly since: number;
  /** Whether others may have the same session at the same time. */
  readonly shared: boolean;
  /** Where it was taken, if leaks are looked for. */
  stack: string | undefined;
  /** Whether it was reported as held too long. */
  reported = false;

  /** @internal */
  constructor(pool: Pool<R>, slot: Slot<R>, since: number, shared: boolean, stack: string | undefined) {
    this.#pool = pool;
    this.slot = slot;
    this.since = since;
    this.shared = shared;
    this.stack = stack;
  }

  /** The borrowed thing itself; of no use after the lease has ended. */
  get resource(): R {
    return this.slot.resource;
  }

  /** Whether `release` or `discard` was called. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Hands it back. If it is not clean the pool throws it away instead. Does nothing after the lease has ended. */
  release(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pool.giveBack(this);
  }

  /** Throws it away; `force` closes it without waiting for anything. Does nothing after the lease has ended. */
  discard(force = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pool.throwAway(this, force);
  }
}
