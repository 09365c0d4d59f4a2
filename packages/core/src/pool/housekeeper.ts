import type { Clock } from "./clock.ts";

/** Wakes a task at the earliest of the instants it was asked for: one timer for all, none when nothing is due. */
export class Housekeeper {
  readonly #clock: Clock;
  readonly #task: () => void;
  #timer: unknown;
  #at = Infinity;
  #stopped = false;

  constructor(clock: Clock, task: () => void) {
    this.#clock = clock;
    this.#task = task;
  }

  /** Asks for a wake-up; an earlier one already asked for serves as well. */
  wakeAt(instant: number): void {
    if (instant >= this.#at || this.#stopped) return;
    if (this.#timer !== undefined) this.#clock.stop(this.#timer);
    this.#at = instant;
    // Never more often than every 5 ms, and within what a timer can hold.
    const delay = Math.min(Math.max(5, instant - this.#clock.now()), 2_000_000_000);
    this.#timer = this.#clock.start(
      () => {
        this.#timer = undefined;
        this.#at = Infinity;
        this.#task();
      },
      delay,
      true,
    );
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== undefined) this.#clock.stop(this.#timer);
    this.#timer = undefined;
  }
}
