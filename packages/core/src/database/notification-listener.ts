import { setTimeout as sleep } from "node:timers/promises";
import type { Notification, Session } from "../driver/index.ts";
import { databaseError, usage } from "../errors/index.ts";
import { channels } from "../events/index.ts";
import { toDatabaseError } from "./endpoint-context.ts";
import type { EndpointPool } from "./endpoint-pool.ts";
import { isPromise } from "./is-promise.ts";
import type { ListenOptions, NotificationHandler, Subscription } from "./relational-database.ts";

interface Listener {
  readonly channel: string;
  readonly handler: NotificationHandler;
  readonly onReconnect: (() => void) | undefined;
}

/**
 * Listens on one session of its own for all channels of a database. When the session is lost it is opened anew, with
 * growing waits, and every channel is listened to again.
 */
export class NotificationListener {
  readonly #endpoint: EndpointPool;
  readonly #backoff: { readonly initial: number; readonly max: number };
  readonly #listeners = new Set<Listener>();
  readonly #stop = new AbortController();
  /** The session, or the attempt to open it. */
  #session: Promise<Session> | undefined;
  /** What runs on the session runs one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(endpoint: EndpointPool, backoff: { readonly initial: number; readonly max: number }) {
    this.#endpoint = endpoint;
    this.#backoff = backoff;
  }

  async listen(channel: string, handler: NotificationHandler, options: ListenOptions = {}): Promise<Subscription> {
    if (typeof channel !== "string" || channel === "") throw usage("a channel's name must not be empty");
    if (typeof handler !== "function") throw usage("listen takes a handler");
    const listener: Listener = { channel, handler, onReconnect: options.onReconnect };
    this.#listeners.add(listener);
    try {
      await this.#inTurn(async () => {
        this.#session ??= this.#openFirst();
        const session = await this.#session;
        await session.listen?.(channel);
      });
    } catch (error) {
      this.#listeners.delete(listener);
      throw toDatabaseError(this.#endpoint.driver, error);
    }
    const unlisten = (): Promise<void> => this.#unlisten(listener);
    return { channel, unlisten, [Symbol.asyncDispose]: unlisten };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#listeners.clear();
    const session = await this.#session?.catch(() => undefined);
    this.#session = undefined;
    await session?.close();
  }

  async #unlisten(listener: Listener): Promise<void> {
    if (!this.#listeners.delete(listener)) return;
    await this.#inTurn(async () => {
      const session = await this.#session?.catch(() => undefined);
      if (session === undefined) return;
      if (this.#listeners.size === 0) {
        this.#session = undefined;
        await session.close();
      } else if (![...this.#listeners].some(({ channel }) => channel === listener.channel)) {
        // A session that is lost at this moment listens to nothing anyway.
        await session.unlisten?.(listener.channel).catch(() => undefined);
      }
    });
  }

  async #open(): Promise<Session> {
    let opened: Session | undefined;
    let lost = false;
    const session = await this.#endpoint.openApart(
      {
        onLost: () => {
          lost = true;
          if (opened !== undefined) void this.#reconnect(opened);
        },
        onNotification: (notification) => this.#deliver(notification),
      },
      this.#stop.signal,
    );
    if (lost) {
      await session.close(true);
      throw databaseError({ kind: "connection-lost", engine: this.#endpoint.engine });
    }
    opened = session;
    return session;
  }

  async #openFirst(): Promise<Session> {
    try {
      return await this.#open();
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  async #reconnect(lost: Session): Promise<void> {
    await lost.close(true);
    if (this.#stop.signal.aborted) return;
    const restored = await this.#inTurn(() => this.#replace(lost)).catch(() => false);
    if (restored) for (const { onReconnect } of this.#listeners) this.#guard(() => onReconnect?.());
  }

  /** Puts a new session in the place of a lost one; tells whether there is one now. */
  async #replace(lost: Session): Promise<boolean> {
    const current = await this.#session?.catch(() => undefined);
    // One that was lost while it was being prepared has a successor already.
    if (current !== lost) return false;
    this.#session = this.#listeners.size === 0 ? undefined : this.#openUntilItWorks();
    await this.#session;
    return this.#session !== undefined;
  }

  async #openUntilItWorks(): Promise<Session> {
    for (let failures = 0; ; failures++) {
      if (this.#stop.signal.aborted) throw databaseError({ kind: "closed", message: "the database is closed" });
      let session: Session | undefined;
      try {
        session = await this.#open();
        for (const channel of new Set([...this.#listeners].map((listener) => listener.channel)))
          await session.listen?.(channel);
        return session;
      } catch {
        await session?.close(true);
        const wait =
          Math.min(this.#backoff.max, Math.max(10, this.#backoff.initial) * 2 ** Math.min(failures, 20)) *
          (1 - Math.random() / 2);
        await sleep(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  #deliver(notification: Notification): void {
    for (const { channel, handler } of this.#listeners) {
      if (channel === notification.channel) this.#guard(() => handler(notification));
    }
  }

  /** A handler may be an async function, whose failure is nobody's to await. */
  #guard(task: () => unknown): void {
    try {
      const done = task();
      if (isPromise(done)) Promise.resolve(done).catch((error: unknown) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (channels.hookError.hasSubscribers)
      channels.hookError.publish({ ...this.#endpoint.event, hook: "notification", error });
    else
      process.emitWarning(
        `A notification handler failed: ${error instanceof Error ? error.name : typeof error}`,
        "DatabaseHookWarning",
      );
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(task);
    this.#queue = run.catch(() => undefined);
    return run;
  }
}
