/** Where a pool's resources come from and how they are treated. */
export interface PoolSource<R> {
  /** Opens one; must leave nothing behind when it rejects or the signal fires. */
  open(signal: AbortSignal): Promise<R>;
  /** Closes one; must not reject. */
  close(resource: R, force: boolean): Promise<void>;
  /** Rejects when the resource is of no use any more. */
  check(resource: R): Promise<void>;
  /** What must happen before the next caller gets it: nothing, a reset, or it is beyond use. */
  condition(resource: R): "clean" | "dirty" | "broken";
  /** Brings a dirty one back to its first state. */
  reset(resource: R): Promise<void>;
}

/** What a pool tells of itself. None may throw. */
export interface PoolObserver<R> {
  onOpened?(resource: R): void;
  onClosed?(resource: R, reason: string): void;
  onOpenFailed?(error: unknown): void;
  /** A lease is held for longer than `leakThreshold`. */
  onLeak?(stack: string, heldFor: number): void;
  /** A lease reported as leaked was handed back after all. */
  onLeakReturned?(stack: string, heldFor: number): void;
}

/** What a call to `acquire` may wait for. */
export interface AcquireOptions {
  readonly signal?: AbortSignal | undefined;
  /** On the pool's clock; the wait ends at this instant if `acquireTimeout` does not end it before. */
  readonly deadline?: number | undefined;
  /** Whether it would rather have a session together with others who say so than wait for one of its own. */
  readonly share?: boolean | undefined;
}
