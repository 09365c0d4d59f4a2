import type { Clock } from "../../../src/pool/index.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Time that stands still until it is moved. */
export class FakeClock implements Clock {
  #now = 1000;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  start(task: () => void, delay: number): unknown {
    const timer: Timer = { at: this.#now + delay, order: this.#order++, task };
    this.#timers.add(timer);
    return timer;
  }

  stop(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  random(): number {
    return 0.5;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time, running what becomes due in its order, with everything that follows from it. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers]
        .filter(({ at }) => at <= until)
        .toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
      await settle();
    }
    this.#now = until;
    await settle();
  }
}

/** Lets everything that is due run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
