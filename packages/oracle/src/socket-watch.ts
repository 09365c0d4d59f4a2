import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Whose sockets are being opened. */
const owner = new AsyncLocalStorage<SocketWatch>();
let listening = false;

/**
 * The sockets that the client opens for one connection. The client shows none and has no way to stop connecting, or to end
 * a connection whose server does not answer; Node tells of every socket it makes ("Diagnostics Channel", `net.client.socket`).
 * In thick mode Oracle's libraries open their own, and there are none here.
 */
export class SocketWatch {
  readonly #sockets: Socket[] = [];
  #ended = false;

  /** Runs a task, and notes the sockets it opens. */
  run<T>(task: () => Promise<T>): Promise<T> {
    if (!listening) {
      listening = true;
      subscribe("net.client.socket", (message) => {
        const watch = owner.getStore();
        if (watch !== undefined) watch.#add((message as { socket: Socket }).socket);
      });
    }
    return owner.run(this, task);
  }

  #add(socket: Socket): void {
    this.#sockets.push(socket);
    // Whoever opened it has given up already.
    if (this.#ended) cut(socket);
  }

  /** The socket of the connection that came about; one that was redirected has left others behind. */
  get socket(): Socket | undefined {
    return this.#sockets.findLast((socket) => !socket.destroyed);
  }

  /** Cuts every connection, and any that is opened after this. */
  destroy(): void {
    this.#ended = true;
    for (const socket of this.#sockets) cut(socket);
  }
}

/** While it connects, the client waits for its error; later for its end, and an error would find nobody. */
function cut(socket: Socket): void {
  if (socket.connecting) socket.destroy(Object.assign(new Error("connecting was given up"), { code: "ECONNRESET" }));
  else socket.destroy();
}
