import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** Where a proxy listens. */
export interface FaultProxyAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy on the loopback that makes faults on real connections: it cuts, stalls, delays, leaves half open, or
 * accepts and says nothing. Closed by `close`, which leaves no socket; one that was forgotten keeps no process alive.
 */
export class FaultProxy {
  readonly #target: FaultProxyAddress;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  readonly #switches: Switches = { stalled: false, delay: 0, cutAfter: undefined };
  #refusing = false;
  #mute = false;
  #accepted = 0;

  private constructor(target: FaultProxyAddress, listener: Server) {
    this.#target = target;
    this.#listener = listener;
    listener.on("connection", (client) => this.#accept(client));
    listener.unref();
  }

  /** Starts a proxy to a server. */
  static async start(target: FaultProxyAddress): Promise<FaultProxy> {
    const listener = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(0, "127.0.0.1", resolve);
    });
    return new FaultProxy(target, listener);
  }

  /** Where to connect to instead of to the server; not after `close`. */
  get address(): FaultProxyAddress {
    const { port } = this.#listener.address() as AddressInfo;
    return { host: "127.0.0.1", port };
  }

  /** How many connections were accepted since the start. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many are open. A connection that is stalled counts until the stall ends, even if its client has left. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Resets open connections without a goodbye: all of them, or so many of the oldest. */
  cut(count: number = Infinity): void {
    for (const pair of [...this.#pairs].slice(0, count)) pair.reset();
  }

  /** Ends every connection politely, as a server does that stops. */
  end(): void {
    for (const pair of this.#pairs) pair.end();
  }

  /** Cuts each connection once so many bytes of the server's have passed to the client since it was made. */
  cutAfter(bytes: number | undefined): void {
    this.#switches.cutAfter = bytes;
  }

  /** Passes nothing on, in neither direction, until told otherwise: a cable that was pulled. New connections too. */
  stall(on: boolean): void {
    this.#switches.stalled = on;
    for (const pair of this.#pairs) pair.flow();
  }

  /** Holds back what the server sends from now on for so many milliseconds, in its order. */
  delay(milliseconds: number): void {
    this.#switches.delay = milliseconds;
  }

  /** Resets whoever connects. */
  refuse(on: boolean): void {
    this.#refusing = on;
  }

  /** Accepts whoever connects and says nothing: a half-open server. */
  mute(on: boolean): void {
    this.#mute = on;
  }

  /** Cuts everything and stops listening. */
  async close(): Promise<void> {
    const closed = [...this.#pairs].map((pair) => pair.closed);
    this.cut();
    await new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    await Promise.all(closed);
  }

  #accept(client: Socket): void {
    this.#accepted++;
    client.on("error", ignore);
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = this.#mute ? undefined : connect({ ...this.#target, allowHalfOpen: true });
    client.unref();
    server?.unref();
    const pair = new Pair(client, server, this.#switches);
    this.#pairs.add(pair);
    void pair.closed.then(() => this.#pairs.delete(pair));
  }
}

interface Switches {
  stalled: boolean;
  delay: number;
  cutAfter: number | undefined;
}

/** One connection through the proxy: to the client, and on to the server unless the proxy plays a server that is silent. */
class Pair {
  /** Resolves when both sides are closed. */
  readonly closed: Promise<unknown>;
  readonly #client: Socket;
  readonly #server: Socket | undefined;
  readonly #switches: Switches;
  /** What the server sent and the client has not got yet, when that is held back. */
  #late: Promise<void> | undefined;
  #passed = 0;

  constructor(client: Socket, server: Socket | undefined, switches: Switches) {
    this.#client = client;
    this.#server = server;
    this.#switches = switches;
    if (server === undefined) {
      this.closed = closeOf(client);
      client.resume();
      client.once("end", () => client.destroy());
      return;
    }
    this.closed = Promise.all([closeOf(client), closeOf(server)]);
    server.on("error", () => client.resetAndDestroy());
    client.once("close", () => server.destroy());
    client.on("data", (bytes) => pass(bytes, client, server, switches));
    client.on("end", () => server.end());
    server.on("data", (bytes) => this.#answer(bytes));
    server.on("end", () => this.#inOrder(() => client.end()));
    this.flow();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server?.resetAndDestroy();
  }

  end(): void {
    this.#client.end();
    this.#server?.end();
  }

  /** Lets it flow or holds it, as the switch says. */
  flow(): void {
    for (const socket of [this.#client, this.#server]) {
      if (this.#switches.stalled) socket?.pause();
      else socket?.resume();
    }
  }

  #answer(bytes: Buffer): void {
    const { cutAfter } = this.#switches;
    this.#passed += bytes.length;
    const over = cutAfter === undefined ? 0 : this.#passed - cutAfter;
    if (over <= 0) this.#inOrder(() => this.#deliver(bytes));
    else
      this.#inOrder(() => this.#client.write(bytes.subarray(0, Math.max(0, bytes.length - over)), () => this.reset()));
  }

  #deliver(bytes: Buffer): void {
    if (this.#server !== undefined) pass(bytes, this.#server, this.#client, this.#switches);
  }

  /** Does something now, or after the delay and after whatever is late already. */
  #inOrder(task: () => void): void {
    const { delay } = this.#switches;
    if (delay <= 0 && this.#late === undefined) {
      task();
      return;
    }
    const due = new Promise<void>((resolve) => setTimeout(resolve, delay).unref());
    const late: Promise<void> = Promise.all([this.#late, due]).then(() => {
      if (!this.#client.destroyed) task();
      if (this.#late === late) this.#late = undefined;
    });
    this.#late = late;
  }
}

/** Passes bytes on no faster than they are taken. */
function pass(bytes: Buffer, from: Socket, to: Socket, switches: Switches): void {
  if (to.destroyed || to.write(bytes)) return;
  from.pause();
  to.once("drain", () => {
    if (!switches.stalled) from.resume();
  });
}

function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function ignore(): void {}
