import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** Where a proxy listens. */
export interface FaultProxyAddress {
  readonly host: string;
  readonly port: number;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A TCP proxy on the loopback that makes faults on real connections: it cuts, stalls, delays, leaves half open, or
 * accepts and says nothing. Closed by `close`, which leaves no socket.
 */
export class FaultProxy {
  readonly #target: FaultProxyAddress;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  #stalled = false;
  #delay = 0;
  #refusing = false;
  #mute = false;
  #cutAfter: number | undefined;
  #accepted = 0;

  private constructor(target: FaultProxyAddress, listener: Server) {
    this.#target = target;
    this.#listener = listener;
    listener.on("connection", (client) => this.#accept(client));
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

  get address(): FaultProxyAddress {
    const { port } = this.#listener.address() as AddressInfo;
    return { host: "127.0.0.1", port };
  }

  /** How many connections were accepted since the start. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many are open. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Resets every open connection, without a goodbye. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Ends every connection politely, as a server does that stops. */
  end(): void {
    for (const { client, server } of this.#pairs) {
      client.end();
      server.end();
    }
  }

  /** Cuts each connection once so many bytes of the server's have passed to the client. */
  cutAfter(bytes: number | undefined): void {
    this.#cutAfter = bytes;
  }

  /** Passes nothing on, in neither direction, until told otherwise: a cable that was pulled. */
  stall(on: boolean): void {
    this.#stalled = on;
    for (const { client, server } of this.#pairs) {
      if (on) {
        client.pause();
        server.pause();
      } else {
        client.resume();
        server.resume();
      }
    }
  }

  /** Holds back what the server sends for so many milliseconds. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Resets whoever connects. */
  refuse(on: boolean): void {
    this.#refusing = on;
  }

  /** Accepts whoever connects and says nothing: a half-open server. */
  mute(on: boolean): void {
    this.#mute = on;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#listener.close(() => resolve()));
  }

  #accept(client: Socket): void {
    this.#accepted++;
    client.on("error", () => undefined);
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    if (this.#mute) {
      const pair = { client, server: client };
      this.#pairs.add(pair);
      client.resume();
      client.once("close", () => this.#pairs.delete(pair));
      return;
    }
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const pair: Pair = { client, server };
    this.#pairs.add(pair);
    server.on("error", () => client.destroy());
    client.once("close", () => server.destroy());
    server.once("close", () => {
      client.destroy();
      this.#pairs.delete(pair);
    });
    client.on("data", (bytes) => server.write(bytes));
    client.on("end", () => server.end());
    this.#relayAnswers(pair);
    if (this.#stalled) {
      client.pause();
      server.pause();
    }
  }

  #relayAnswers({ client, server }: Pair): void {
    let passed = 0;
    server.on("end", () => client.end());
    server.on("data", (bytes) => {
      passed += bytes.length;
      if (this.#cutAfter !== undefined && passed > this.#cutAfter) {
        client.write(bytes.subarray(0, Math.max(0, bytes.length - (passed - this.#cutAfter))), () => {
          client.resetAndDestroy();
          server.resetAndDestroy();
        });
      } else if (this.#delay > 0) setTimeout(() => client.writable && client.write(bytes), this.#delay);
      else client.write(bytes);
    });
  }
}
