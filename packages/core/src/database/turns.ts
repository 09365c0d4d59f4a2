import type { CallOptions } from "../driver/index.ts";
import { systemClock } from "../pool/clock.ts";
import { abortedError, exceeded, noLimits, timeoutError } from "./limits.ts";

/** Lets one call at a time use a session, in the order they came, or some that share it. */
export class Turns {
  #busy = false;
  #sharing = 0;
  readonly #waiting: (() => void)[] = [];

  /** Takes the turn if it is free. */
  tryTake(): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    return true;
  }

  /** Takes part in the turn of calls that share it, or begins one. Each of them ends it. */
  tryShare(): boolean {
    if (this.#busy && this.#sharing === 0) return false;
    this.#busy = true;
    this.#sharing++;
    return true;
  }

  /** Waits for the turn, within a call's limits. Rejects with `aborted` or `timeout`; the turn is then not taken. */
  take(call: CallOptions = noLimits): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    if (call === noLimits) return new Promise((resolve) => this.#waiting.push(resolve));
    const before = exceeded(call);
    return before === undefined ? this.#takeWithin(call) : Promise.reject(before);
  }

  #takeWithin({ signal, deadline }: CallOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        if (timer !== undefined) systemClock.stop(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      const taken = (): void => {
        settle();
        resolve();
      };
      const leave = (error: Error): void => {
        settle();
        this.#waiting.splice(this.#waiting.indexOf(taken), 1);
        reject(error);
      };
      const onAbort = (): void => leave(abortedError(signal as AbortSignal));
      const timer =
        deadline === undefined
          ? undefined
          : systemClock.start(() => leave(timeoutError()), Math.max(0, deadline - performance.now()), false);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(taken);
    });
  }

  /** Gives the turn to the next. */
  end(): void {
    if (this.#sharing > 0 && --this.#sharing > 0) return;
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }

  get busy(): boolean {
    return this.#busy;
  }
}
