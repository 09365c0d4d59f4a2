import type { CallOptions } from "../driver/index.ts";
import { databaseError, type DatabaseError } from "../errors/index.ts";
import { abortedError } from "../database/limits.ts";
import { systemClock } from "../pool/index.ts";

/** Ends whatever is being waited for, from outside. One wait at a time, so that a long transfer holds on to nothing. */
export class Interrupt {
  #error: { readonly of: unknown } | undefined;
  #reject: ((error: unknown) => void) | undefined;

  /** The wait under way rejects with this error, and so does every later one. The first error counts. */
  trip(error: unknown): void {
    this.#error ??= { of: error };
    this.#reject?.(this.#error.of);
  }

  /** Waits for a promise, or for the interruption. What is left behind does not count as unhandled. */
  race<T>(promise: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      promise.then(
        (value) => {
          this.#reject = undefined;
          resolve(value);
        },
        (error: unknown) => {
          this.#reject = undefined;
          reject(error as Error);
        },
      );
      if (this.#error !== undefined) reject(this.#error.of as Error);
    });
  }
}

/** Trips an interrupt when a limit of the call is exceeded. Whoever calls it ends it by the function it gives. */
export function watchLimits({ signal, deadline }: CallOptions, interrupt: Interrupt): () => void {
  const onAbort = (): void => interrupt.trip(abortedError(signal as AbortSignal));
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const onTimeout = (): void => interrupt.trip(timedOut());
  // The clock knows how long a timer can wait at most.
  const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
  const timer = left === undefined ? undefined : systemClock.start(onTimeout, left, false);
  return () => {
    if (timer !== undefined) systemClock.stop(timer);
    signal?.removeEventListener("abort", onAbort);
  };
}

function timedOut(): DatabaseError {
  return databaseError({ kind: "timeout" });
}
