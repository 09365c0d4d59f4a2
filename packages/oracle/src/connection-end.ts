import type { SessionObserver } from "@db/core";
import type { BreakRequest } from "./break-request.ts";
import type { OpenedClient } from "./oracle-client.ts";

/** How long a polite goodbye may take before the socket is destroyed, in milliseconds. */
const goodbye = 1000;

/** How a connection ends: politely, by force, or by itself. */
export class ConnectionEnd {
  readonly #client: OpenedClient;
  readonly #breaks: BreakRequest;
  #closing: Promise<void> | undefined;
  #gone = false;

  constructor(client: OpenedClient, breaks: BreakRequest, observer: SessionObserver) {
    this.#client = client;
    this.#breaks = breaks;
    client.sockets.socket?.on("close", () => this.#lost(observer));
  }

  /** Whether the connection is there. */
  get alive(): boolean {
    return !this.#gone && this.#closing === undefined;
  }

  /** Closes the connection; `force` cuts it where it is closed politely already. */
  close(force: boolean): Promise<void> {
    if (force) this.#cut();
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #cut(): void {
    const { sockets, connection } = this.#client;
    sockets.destroy();
    // The libraries of thick mode have no socket to be cut; a call of theirs can be stopped.
    if (!connection.thin && this.#breaks.running) connection.breakExecution().catch(() => undefined);
  }

  #lost(observer: SessionObserver): void {
    if (!this.alive) return;
    this.#gone = true;
    const message = "NJS-500: connection to Oracle Database was closed or broken";
    observer.onLost(Object.assign(new Error(message), { code: "NJS-500" }));
  }

  /** Says goodbye where no call runs, and waits until the socket is closed. */
  async #close(): Promise<void> {
    const { sockets, connection } = this.#client;
    const { socket } = sockets;
    if (this.#breaks.running || this.#gone) {
      this.#cut();
      return;
    }
    const closed = new Promise<void>((resolve) => {
      if (socket === undefined || socket.destroyed) resolve();
      else socket.once("close", () => resolve());
    });
    let impatience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      impatience = setTimeout(() => {
        this.#cut();
        resolve();
      }, goodbye);
    });
    const polite = connection.close().catch(() => undefined);
    await Promise.race([Promise.all([polite, closed]), late]);
    clearTimeout(impatience);
  }
}
