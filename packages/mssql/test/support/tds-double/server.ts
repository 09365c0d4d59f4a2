import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { ClientConnection } from "./client-connection.ts";
import type { Batch, Login, Rpc, TransactionRequest } from "./messages.ts";
import type { Fault } from "./tokens.ts";

/** What answers requests. */
export interface Backend {
  /** A session for a client that has signed in, or the fault that it is refused with. */
  open(login: Login): Promise<BackendSession | Fault>;
}

/** What the double's protocol needs of a session behind it. */
export interface BackendSession {
  /** Writes the tokens of an answer. Rejects only when the connection is of no use any more. */
  handle(request: BackendRequest, write: (tokens: Buffer) => Promise<void>): Promise<void>;
  /** Has what runs end soon. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** A message of the client's. */
export type BackendRequest =
  | Batch
  | Rpc
  | TransactionRequest
  | { readonly kind: "bulk"; readonly payload: Buffer; readonly ignored: boolean }
  | { readonly kind: "reset" };

export interface DoubleOptions {
  /** With keys the double offers TLS, insists on it where `required`, and begins with it where `strict` (TDS 8.0). */
  readonly tls?: (SecureContextOptions & { readonly required?: boolean; readonly strict?: boolean }) | undefined;
}

/** A server that speaks TDS on a real socket, for the real client. What it knows of SQL is its backend's. */
export class TdsDouble {
  readonly #server: Server;
  readonly #clients = new Set<ClientConnection>();
  /** Who has signed in, the latest last. */
  readonly logins: Login[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(backend: Backend, options: DoubleOptions = {}): Promise<TdsDouble> {
    const server = createServer();
    const double = new TdsDouble(server);
    server.on("connection", (socket: Socket) => {
      const client: ClientConnection = new ClientConnection(socket, backend, options, (login) =>
        double.logins.push(login),
      );
      double.#clients.add(client);
      socket.once("close", () => double.#clients.delete(client));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return double;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: "127.0.0.1", port: this.port };
  }

  /** How many clients are connected. */
  get open(): number {
    return this.#clients.size;
  }

  /** Ends every connection as a server does that stops. */
  disconnectAll(): void {
    for (const client of this.#clients) client.end();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
