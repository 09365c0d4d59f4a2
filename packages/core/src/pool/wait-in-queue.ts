import type { DatabaseError } from "../errors/index.ts";
import type { Clock } from "./clock.ts";
import type { Waiter, WaiterQueue } from "./waiter-queue.ts";

/** How long a caller waits and who is told. */
export interface WaitTerms<L> {
  readonly signal: AbortSignal | undefined;
  /** The instant, on the clock, at which it gives up; `Infinity` for never. */
  readonly until: number;
  /** Whether it takes a session together with others. */
  readonly share: boolean;
  /** Called with what it was served, just before it gets it. */
  served(lease: L): void;
  /** Asked for the error of a caller that gives up. */
  gaveUp(why: "aborted" | "timeout"): DatabaseError;
  /** Called when it has left the queue by itself. */
  left(): void;
}

/** Waits in a queue until served, rejected, aborted or out of time. */
export function waitInQueue<L>(queue: WaiterQueue<L>, clock: Clock, terms: WaitTerms<L>): Promise<L> {
  const { signal, until, share } = terms;
  return new Promise<L>((resolve, reject) => {
    let timer: unknown;
    const settle = (): void => {
      if (timer !== undefined) clock.stop(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const leave = (why: "aborted" | "timeout"): void => {
      settle();
      queue.leave(waiter);
      reject(terms.gaveUp(why));
      terms.left();
    };
    const waiter: Waiter<L> = {
      gone: false,
      share,
      resolve: (lease) => {
        settle();
        terms.served(lease);
        resolve(lease);
      },
      reject: (error) => {
        settle();
        reject(error);
      },
    };
    const onAbort = (): void => leave("aborted");
    signal?.addEventListener("abort", onAbort, { once: true });
    if (until !== Infinity) timer = clock.start(() => leave("timeout"), Math.max(0, until - clock.now()), false);
    queue.add(waiter);
  });
}
