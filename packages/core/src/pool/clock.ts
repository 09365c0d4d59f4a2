/** The time a pool lives by; replaced in tests. */
export interface Clock {
  /** Milliseconds, never going backwards. */
  now(): number;
  /** Runs `task` once after `delay` milliseconds. A `background` timer does not keep the process alive. */
  start(task: () => void, delay: number, background: boolean): unknown;
  stop(timer: unknown): void;
  /** From 0 up to 1. */
  random(): number;
}

/** The longest that a timer can wait; asked for more, it would fire at once. */
export const longestTimer = 2_147_483_647;

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  start(task, delay, background) {
    const timer = setTimeout(task, Math.min(delay, longestTimer));
    if (background) timer.unref();
    return timer;
  },
  stop: (timer) => clearTimeout(timer as NodeJS.Timeout),
  random: () => Math.random(),
};
