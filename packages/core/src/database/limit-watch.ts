import type { CallOptions, Session } from "../driver/index.ts";
import type { DatabaseError } from "../errors/index.ts";
import { longestTimer } from "../pool/clock.ts";
import { abortedError, timeoutError } from "./limits.ts";

/** How long a server may take to heed a request to stop before the connection is cut, in milliseconds. */
const patience = 800;

/**
 * Watches the limits of one running call. When one is exceeded the server is asked to stop, and if it does not heed,
 * the connection is cut.
 */
export class LimitWatch {
  readonly #session: Session;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #deadline: number;
  readonly #stopper: AbortController | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #exceeded: "aborted" | "timeout" | undefined;
  #stopping: Promise<void> | undefined;
  #impatience: NodeJS.Timeout | undefined;
  #cut = false;

  /** Whether the connection was cut, be it that the call succeeded in the same moment. */
  get cut(): boolean {
    return this.#cut;
  }

  /** @param stopper told when a limit is exceeded, for a session that cannot be cancelled. */
  constructor(session: Session, { signal, deadline }: CallOptions, stopper?: AbortController) {
    this.#session = session;
    this.#deadline = deadline ?? Infinity;
    this.#stopper = stopper;
    this.#signal = signal;
    this.#onAbort = () => this.#stop("aborted");
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    const left = this.#deadline - performance.now();
    if (left <= longestTimer) this.#timer = setTimeout(() => this.#stop("timeout"), Math.max(0, left));
  }

  /**
   * The error to give for what the call rejected with: the limit's own if it was the limit that ended the call. A
   * constraint violation that raced with the limit stays what it is.
   */
  explain(error: DatabaseError): DatabaseError | undefined {
    // A driver that watches the clock itself may be ahead of our timer.
    if (this.#exceeded === undefined && performance.now() >= this.#deadline) this.#exceeded = "timeout";
    if (this.#exceeded === undefined) return undefined;
    const ours =
      this.#cut || error.kind === "cancelled" || error.kind === "connection-lost" || error.kind === "lock-timeout";
    if (!ours) return undefined;
    return this.#exceeded === "aborted"
      ? abortedError(this.#signal as AbortSignal, error.cause ?? error)
      : timeoutError(error.cause ?? error);
  }

  /** Ends the watch; resolves when the request to stop, if there was one, can no longer hit a later statement. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    if (this.#stopping !== undefined) await this.#stopping;
    clearTimeout(this.#impatience);
  }

  #stop(why: "aborted" | "timeout"): void {
    if (this.#exceeded !== undefined) return;
    this.#exceeded = why;
    if (this.#session.cancel === undefined) {
      this.#stopper?.abort();
      return;
    }
    const cut = new Promise<void>((resolve) => {
      this.#impatience = setTimeout(() => {
        this.#cut = true;
        void this.#session.close(true);
        resolve();
      }, patience);
    });
    this.#stopping = Promise.race([this.#session.cancel().catch(() => undefined), cut]);
  }
}
