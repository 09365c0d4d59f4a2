import type { ClientConnection } from "./wire.ts";

/** How long a connection may take to say that it is free of a request that came too late, in milliseconds. */
const patience = 1000;

/**
 * Stops the call that a connection runs. A request to stop that comes too late would hit the next call: where the call has
 * ended by itself, a sign of life is asked of the server, which takes the request in.
 */
export class BreakRequest {
  readonly #connection: ClientConnection;
  readonly #giveUp: () => void;
  #running: Promise<"heeded" | "ended"> | undefined;

  /** @param giveUp closes a connection that does not say that it is free. */
  constructor(connection: ClientConnection, giveUp: () => void) {
    this.#connection = connection;
    this.#giveUp = giveUp;
  }

  /** Whether a call runs. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Runs a call that can be stopped. One at a time. */
  async watch<T>(task: () => Promise<T>): Promise<T> {
    const call = task();
    const end = call.then(
      () => "ended" as const,
      (error: unknown) => (isBreak(error) ? ("heeded" as const) : ("ended" as const)),
    );
    this.#running = end;
    try {
      return await call;
    } finally {
      if (this.#running === end) this.#running = undefined;
    }
  }

  /** Resolves when the request can no longer hit a later call; does nothing when no call runs. */
  async send(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    await this.#connection.breakExecution();
    if ((await running) === "ended") await this.#takeIn();
  }

  async #takeIn(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#giveUp();
        resolve();
      }, patience);
    });
    await Promise.race([this.#ping(), late]);
    clearTimeout(timer);
  }

  /** The first may be what the request hits. */
  async #ping(): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        await this.#connection.ping();
        return;
      } catch (error) {
        if (!isBreak(error)) return;
      }
    }
    this.#giveUp();
  }
}

/** "user requested cancel of current operation" */
function isBreak(error: unknown): boolean {
  return (error as { errorNum?: unknown } | null)?.errorNum === 1013;
}
