import type { Clock } from "./clock.ts";
import type { PoolOptions } from "./pool-options.ts";

/** The waits between failed attempts to open: they double, are shortened by chance, and end with the first success. */
export class Backoff {
  readonly #clock: Clock;
  readonly #over: () => void;
  #failures = 0;
  #timer: unknown;
  /** What the last attempt failed with, until one succeeds. */
  lastFailure: unknown;

  /** @param over is called at the end of each wait. */
  constructor(clock: Clock, over: () => void) {
    this.#clock = clock;
    this.#over = over;
  }

  /** Whether the last attempt failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Whether the next attempt must still wait. */
  get waiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Begins a wait. A `background` one does not keep the process alive. */
  failed(error: unknown, { initial, max }: PoolOptions["backoff"], background: boolean): void {
    this.lastFailure = error;
    this.#failures++;
    if (this.#timer !== undefined || initial <= 0) return;
    const delay = Math.min(max, initial * 2 ** Math.min(this.#failures - 1, 20)) * (1 - this.#clock.random() / 2);
    this.#timer = this.#clock.start(
      () => {
        this.#timer = undefined;
        this.#over();
      },
      delay,
      background,
    );
  }

  succeeded(): void {
    this.#failures = 0;
    this.lastFailure = undefined;
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.stop(this.#timer);
    this.#timer = undefined;
  }
}
