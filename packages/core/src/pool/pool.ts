import { DatabaseError } from "../errors/index.ts";
import { Backoff } from "./backoff.ts";
import { borrowerStack } from "./borrower-stack.ts";
import { systemClock, type Clock } from "./clock.ts";
import { Housekeeper } from "./housekeeper.ts";
import { Lease, type Slot } from "./lease.ts";
import { abortedWait, poolClosed, queueFull, waitTimedOut } from "./pool-errors.ts";
import { checkPoolOptions, type PoolOptions } from "./pool-options.ts";
import type { AcquireOptions, PoolObserver, PoolSource } from "./pool-source.ts";
import { PoolCounters, type PoolStats } from "./pool-stats.ts";
import { waitInQueue } from "./wait-in-queue.ts";
import { WaiterQueue } from "./waiter-queue.ts";

/** The most callers that share a session. */
const maxSharing = 8;

/**
 * The sessions of one endpoint, lent first come first served: to one caller at a time, or to some who agree to share. Resources are opened when they are
 * needed and closed when they are old, idle, worn or doubtful.
 */
export class Pool<R> {
  readonly name: string;
  readonly #source: PoolSource<R>;
  readonly #observer: PoolObserver<R>;
  readonly #clock: Clock;
  #options: PoolOptions;
  readonly #slots = new Map<R, Slot<R>>();
  /** The last one returned is the first one lent, so that those beyond need grow old and are closed. */
  readonly #idle: Slot<R>[] = [];
  readonly #waiters = new WaiterQueue<Lease<R>>();
  readonly #counters = new PoolCounters();
  readonly #housekeeper: Housekeeper;
  readonly #backoff: Backoff;
  #generation = 0;
  #suspended = false;
  #stopOpening = new AbortController();
  #closing: Promise<void> | undefined;
  #closed = false;
  #leaving = 0;
  #whenQuiet: (() => void) | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(
    name: string,
    options: PoolOptions,
    source: PoolSource<R>,
    observer: PoolObserver<R> = {},
    clock: Clock = systemClock,
  ) {
    this.name = name;
    this.#options = checkPoolOptions(options);
    this.#source = source;
    this.#observer = observer;
    this.#clock = clock;
    this.#housekeeper = new Housekeeper(clock, () => this.#tidy());
    this.#backoff = new Backoff(clock, () => {
      this.#serve();
      this.#keepMinimum();
    });
  }

  get options(): PoolOptions {
    return this.#options;
  }

  /** A session that can be lent at this very moment, without a promise; nothing when the caller would have to wait. */
  tryAcquire(): Lease<R> | undefined {
    if (this.#waiters.length > 0 || this.#suspended || this.#closing !== undefined) return undefined;
    const slot = this.#idle.at(-1);
    if (slot === undefined) return undefined;
    const now = this.#clock.now();
    if (!this.#lendable(slot, now) || this.#needsCheck(slot, now)) return undefined;
    this.#idle.pop();
    this.#counters.requested++;
    return this.#lend(slot, now, false);
  }

  /**
   * Waits for a session.
   * Rejects with `acquire-timeout` (no session in time; its `cause` is the last failure to open), `aborted`,
   * `queue-full`, `closed`, or the error of opening when no session lives and none can be opened.
   */
  acquire(call: AcquireOptions = {}): Promise<Lease<R>> {
    const lease = this.tryAcquire();
    if (lease !== undefined) return Promise.resolve(lease);
    this.#counters.requested++;
    const refusal = this.#refusal(call);
    if (refusal !== undefined) return Promise.reject(refusal);
    const promise = this.#wait(call);
    this.#serve();
    return promise;
  }

  /** Opens sessions until `min` live. Rejects with the error of opening. */
  async fill(): Promise<void> {
    // Held until all are there, or the same one would be lent again.
    const leases: Lease<R>[] = [];
    try {
      for (let missing = Math.max(1, this.#options.min); missing > 0; missing--) leases.push(await this.acquire());
    } finally {
      for (const lease of leases) lease.release();
    }
  }

  /** Whether the last attempt to open a session failed. */
  get failing(): boolean {
    return this.#backoff.failing;
  }

  stats(): PoolStats {
    const { used, sharing, busy, opening, ...counters } = this.#counters;
    return {
      size: this.#slots.size,
      idle: this.#idle.length,
      used,
      sharing,
      busy,
      opening,
      waiting: this.#waiters.length,
      ...counters,
    };
  }

  /** Changes limits while the pool runs; sessions beyond the new `max` are closed as they become free. */
  resize(change: Partial<PoolOptions>): void {
    this.#options = checkPoolOptions({ ...this.#options, ...change });
    this.#tidy();
    this.#serve();
  }

  /** Lends nothing until `resume`; callers wait in the queue. */
  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
    this.#serve();
  }

  /** Says that a session broke by itself. Its older siblings are closed before they are lent again. */
  lost(resource: R): void {
    const slot = this.#slots.get(resource);
    if (slot === undefined || slot.lost) return;
    slot.lost = true;
    this.evict();
    if (slot.state === "idle") this.#close(slot, "lost", true);
    this.#serve();
  }

  /** Closes every session that is open now: idle ones at once, lent ones when they come back. */
  evict(): void {
    this.#generation++;
    for (const slot of this.#idle.slice()) this.#close(slot, "evicted", false);
    this.#keepMinimum();
  }

  /**
   * Closes the pool: new callers are refused, those who wait are served until `deadline` milliseconds have passed, then
   * they are refused and lent sessions are closed under their borrowers. Resolves when nothing is open. A second call
   * gives the same promise.
   */
  close(deadline: number): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    // Known to be closing before the first session goes, or another would be opened to keep the minimum.
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing = promise;
    resolve(this.#drain(deadline));
    return promise;
  }

  /** @internal The lease's `release`. */
  giveBack(lease: Lease<R>): void {
    const slot = lease.slot;
    const now = this.#endLease(lease);
    this.#counters.released++;
    if (slot.borrowers > 0) return;
    slot.quietSince = now;
    slot.idleSince = now;
    const condition = slot.lost ? "broken" : this.#source.condition(slot.resource);
    const { maxUses } = this.#options;
    if (condition === "broken" || this.#closed) this.#close(slot, "broken", true);
    else if (!this.#lendable(slot, now) || (maxUses > 0 && slot.uses >= maxUses)) this.#close(slot, "worn", false);
    else if (this.#slots.size > this.#options.max) this.#close(slot, "surplus", false);
    else if (condition === "dirty") void this.#work(slot, (resource) => this.#source.reset(resource));
    else this.#makeIdle(slot, now);
    this.#serve();
    this.#checkEmpty();
  }

  /** @internal The lease's `discard`. */
  throwAway(lease: Lease<R>, force: boolean): void {
    const { slot } = lease;
    this.#endLease(lease);
    this.#counters.discarded++;
    // Whoever shares it ends on it first.
    if (slot.borrowers > 0) {
      slot.lost = true;
      return;
    }
    this.#close(slot, "discarded", force);
    this.#serve();
  }

  // --- lending -----------------------------------------------------------------------------------------------------

  #lendable(slot: Slot<R>, now: number): boolean {
    return slot.generation === this.#generation && now < slot.expiresAt;
  }

  #needsCheck(slot: Slot<R>, now: number): boolean {
    const { validateAfter } = this.#options;
    return validateAfter > 0 && now - slot.quietSince > validateAfter;
  }

  #lend(slot: Slot<R>, now: number, shared: boolean): Lease<R> {
    slot.state = "used";
    slot.uses++;
    if (slot.borrowers++ === 0) this.#counters.used++;
    else this.#counters.sharing++;
    this.#counters.acquired++;
    const watched = this.#options.leakThreshold > 0;
    const lease = new Lease(this, slot, now, shared, watched ? borrowerStack() : undefined);
    slot.lease ??= lease;
    if (watched) this.#housekeeper.wakeAt(now + this.#options.leakThreshold);
    return lease;
  }

  /** Lends it to the first who waits, and to those behind who share it: as many as each session has on the average. */
  #lendToWaiters(slot: Slot<R>, now: number): void {
    const callers = this.#waiters.length + this.#counters.used + this.#counters.sharing;
    let places = Math.min(maxSharing, Math.ceil(callers / this.#slots.size));
    const first = this.#waiters.next();
    if (first === undefined) return;
    first.resolve(this.#lend(slot, now, first.share));
    if (!first.share) return;
    while (--places > 0 && this.#waiters.peek()?.share === true)
      this.#waiters.next()?.resolve(this.#lend(slot, now, true));
  }

  #endLease({ slot }: Lease<R>): number {
    const now = this.#clock.now();
    if (--slot.borrowers > 0) {
      this.#counters.sharing--;
      return now;
    }
    this.#counters.used--;
    // Of those who shared it the first stands for all.
    const first = slot.lease;
    slot.lease = undefined;
    if (first?.reported === true) this.#observer.onLeakReturned?.(first.stack ?? "", now - first.since);
    return now;
  }

  #refusal(call: AcquireOptions): DatabaseError | undefined {
    if (this.#closing !== undefined) {
      this.#counters.refused++;
      return poolClosed(this.name);
    }
    if (call.signal?.aborted === true) {
      this.#counters.aborted++;
      return abortedWait(call.signal);
    }
    if (this.#waiters.length >= this.#options.maxQueue && this.#options.maxQueue > 0) {
      this.#counters.refused++;
      return queueFull(this.name, this.#waiters.length);
    }
    return undefined;
  }

  #wait(call: AcquireOptions): Promise<Lease<R>> {
    const began = this.#clock.now();
    const { acquireTimeout, leakThreshold } = this.#options;
    const stack = leakThreshold > 0 ? borrowerStack() : undefined;
    return waitInQueue(this.#waiters, this.#clock, {
      signal: call.signal,
      share: call.share === true,
      until: Math.min(acquireTimeout > 0 ? began + acquireTimeout : Infinity, call.deadline ?? Infinity),
      served: (lease) => {
        if (stack !== undefined) lease.stack = stack;
      },
      gaveUp: (why) => {
        if (why === "aborted") this.#counters.aborted++;
        else this.#counters.timedOut++;
        return why === "aborted" ? abortedWait(call.signal) : this.#acquireTimeout(this.#clock.now() - began);
      },
      left: () => this.#checkEmpty(),
    });
  }

  #acquireTimeout(waited: number): DatabaseError {
    return waitTimedOut(this.name, waited, this.#options.max, this.stats(), this.#backoff.lastFailure);
  }

  /** Gives sessions to those who wait, checking and opening as needed. */
  #serve(): void {
    if (this.#suspended) return;
    while (this.#waiters.length > 0) {
      const slot = this.#idle.at(-1);
      if (slot === undefined) break;
      const now = this.#clock.now();
      const lendable = this.#lendable(slot, now);
      const unchecked = this.#needsCheck(slot, now);
      // Those being checked or reset already will do for those who wait.
      if (lendable && unchecked && this.#counters.busy >= this.#waiters.length) break;
      this.#idle.pop();
      if (!lendable) this.#close(slot, "worn", false);
      else if (unchecked) void this.#work(slot, (resource) => this.#source.check(resource));
      else this.#lendToWaiters(slot, now);
    }
    this.#openForWaiters();
  }

  #makeIdle(slot: Slot<R>, now: number): void {
    const { maxIdle } = this.#options;
    const room =
      this.#closing === undefined && (maxIdle <= 0 || this.#idle.length < Math.max(maxIdle, this.#options.min));
    if (!room && this.#waiters.length === 0) {
      this.#close(slot, "surplus", false);
      return;
    }
    slot.state = "idle";
    this.#idle.push(slot);
    this.#watch(slot, now);
  }

  /** Takes a free session aside to check or reset it, then puts it back or closes it. */
  async #work(slot: Slot<R>, task: (resource: R) => Promise<void>): Promise<void> {
    slot.state = "busy";
    this.#counters.busy++;
    let sound = true;
    try {
      await task(slot.resource);
    } catch {
      sound = false;
    }
    this.#counters.busy--;
    if (slot.state !== "busy") return;
    const now = this.#clock.now();
    slot.quietSince = now;
    if (!sound || slot.lost || this.#closed) this.#close(slot, sound ? "lost" : "failed its check", true);
    else if (!this.#lendable(slot, now)) this.#close(slot, "worn", false);
    else this.#makeIdle(slot, now);
    this.#serve();
  }

  // --- opening -----------------------------------------------------------------------------------------------------

  #openForWaiters(): void {
    const { max } = this.#options;
    // Sessions being checked or reset will serve somebody; after a failure one attempt at a time is enough.
    const coming = (): number => this.#counters.opening + this.#counters.busy;
    while (this.#waiters.length > coming() && this.#slots.size + this.#counters.opening < max && this.#mayOpen())
      void this.#open();
  }

  #keepMinimum(): void {
    const { min } = this.#options;
    while (this.#closing === undefined && this.#slots.size + this.#counters.opening < min && this.#mayOpen())
      void this.#open();
  }

  #mayOpen(): boolean {
    return !this.#closed && !this.#backoff.waiting && (!this.#backoff.failing || this.#counters.opening === 0);
  }

  async #open(): Promise<void> {
    this.#counters.opening++;
    const { signal } = this.#stopOpening;
    try {
      const resource = await this.#source.open(signal);
      this.#counters.opening--;
      this.#admit(resource);
    } catch (error) {
      this.#counters.opening--;
      this.#counters.failedOpens++;
      this.#openFailed(error);
    }
    this.#serve();
    this.#checkEmpty();
  }

  #admit(resource: R): void {
    const now = this.#clock.now();
    const { maxLifetime, lifetimeJitter } = this.#options;
    const lifetime = maxLifetime > 0 ? maxLifetime * (1 - this.#clock.random() * lifetimeJitter) : Infinity;
    const slot: Slot<R> = {
      resource,
      openedAt: now,
      expiresAt: now + lifetime,
      generation: this.#generation,
      quietSince: now,
      idleSince: now,
      uses: 0,
      state: "busy",
      lost: false,
      lease: undefined,
      borrowers: 0,
    };
    this.#slots.set(resource, slot);
    this.#counters.opened++;
    this.#backoff.succeeded();
    this.#observer.onOpened?.(resource);
    if (this.#closed) this.#close(slot, "the pool is closed", true);
    else this.#makeIdle(slot, now);
    this.#keepMinimum();
  }

  #openFailed(error: unknown): void {
    if (this.#closed) return;
    this.#observer.onOpenFailed?.(error);
    const hopeless = DatabaseError.is(error) && error.retry === "never";
    // With sessions alive or coming those who wait may still be served; without any, waiting would only hide the error.
    if (hopeless || this.#slots.size + this.#counters.opening === 0) this.#rejectWaiters(error);
    this.#backoff.failed(error, this.#options.backoff, this.#waiters.length === 0);
  }

  #rejectWaiters(error: unknown): void {
    for (let waiter = this.#waiters.next(); waiter !== undefined; waiter = this.#waiters.next()) {
      this.#counters.failed++;
      waiter.reject(error);
    }
  }

  // --- closing -----------------------------------------------------------------------------------------------------

  #close(slot: Slot<R>, reason: string, force: boolean): void {
    if (slot.state === "closed") return;
    if (slot.state === "idle") {
      const index = this.#idle.indexOf(slot);
      if (index >= 0) this.#idle.splice(index, 1);
    }
    slot.state = "closed";
    this.#slots.delete(slot.resource);
    this.#counters.closed++;
    this.#leaving++;
    void this.#source.close(slot.resource, force).finally(() => {
      this.#leaving--;
      this.#observer.onClosed?.(slot.resource, reason);
      this.#checkEmpty();
    });
    this.#keepMinimum();
  }

  async #drain(deadline: number): Promise<void> {
    for (const slot of this.#idle.slice())
      if (this.#waiters.length === 0) this.#close(slot, "the pool is closed", false);
    const patience = this.#clock.start(() => this.#giveUp(), Math.max(0, deadline), false);
    if (!this.#isQuiet()) await new Promise<void>((resolve) => (this.#whenQuiet = resolve));
    this.#clock.stop(patience);
    this.#giveUp();
    if (!this.#isEmpty()) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
  }

  #isQuiet(): boolean {
    return this.#counters.used === 0 && this.#waiters.length === 0;
  }

  #isEmpty(): boolean {
    // Once it is closed, what is left is with borrowers, and closed under them.
    return (this.#closed || this.#slots.size === 0) && this.#leaving === 0 && this.#counters.opening === 0;
  }

  /** The end of patience: everything that is still open is closed, everyone who still waits is refused. */
  #giveUp(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#suspended = false;
    this.#housekeeper.stop();
    this.#backoff.stop();
    this.#stopOpening.abort();
    for (let waiter = this.#waiters.next(); waiter !== undefined; waiter = this.#waiters.next()) {
      this.#counters.refused++;
      waiter.reject(poolClosed(this.name));
    }
    for (const slot of [...this.#slots.values()]) {
      if (slot.state === "used") void this.#closeUnderBorrower(slot.resource);
      else this.#close(slot, "the pool is closed", slot.state === "busy");
    }
    this.#whenQuiet?.();
  }

  /** Its lease stays until the borrower ends it, which may be never; nobody waits for that. */
  async #closeUnderBorrower(resource: R): Promise<void> {
    this.#leaving++;
    await this.#source.close(resource, true).catch(() => undefined);
    this.#leaving--;
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.#closing === undefined) return;
    if (this.#isQuiet()) this.#whenQuiet?.();
    if (this.#isEmpty()) this.#whenEmpty?.();
  }

  // --- house-keeping -----------------------------------------------------------------------------------------------

  /** Tells the house-keeper when this idle session next needs attention. */
  #watch(slot: Slot<R>, now: number): void {
    const { idleTimeout, keepAlive } = this.#options;
    let at = slot.expiresAt;
    if (idleTimeout > 0) at = Math.min(at, slot.idleSince + idleTimeout);
    if (keepAlive > 0) at = Math.min(at, now + keepAlive);
    if (at !== Infinity) this.#housekeeper.wakeAt(at);
  }

  #tidy(): void {
    if (this.#closing !== undefined) return;
    const now = this.#clock.now();
    const { idleTimeout, keepAlive, min, max } = this.#options;
    // The longest idle stand first.
    for (const slot of this.#idle.slice()) {
      const surplus =
        this.#slots.size > max || (idleTimeout > 0 && now - slot.idleSince >= idleTimeout && this.#slots.size > min);
      if (!this.#lendable(slot, now)) this.#close(slot, "worn", false);
      else if (surplus) this.#close(slot, "idle", false);
      else if (keepAlive > 0 && now - slot.quietSince >= keepAlive) {
        this.#idle.splice(this.#idle.indexOf(slot), 1);
        void this.#work(slot, (resource) => this.#source.check(resource));
      } else this.#watch(slot, now);
    }
    this.#reportLeaks(now);
    this.#keepMinimum();
  }

  #reportLeaks(now: number): void {
    const { leakThreshold } = this.#options;
    if (leakThreshold <= 0) return;
    for (const slot of this.#slots.values()) {
      const lease = slot.lease;
      if (lease === undefined || lease.reported) continue;
      if (now - lease.since >= leakThreshold) {
        lease.reported = true;
        this.#counters.leaked++;
        this.#observer.onLeak?.(lease.stack ?? "", now - lease.since);
      } else this.#housekeeper.wakeAt(lease.since + leakThreshold);
    }
  }
}
