import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { DatabaseError, type BoundStatement, type Row, type Session } from "@db/core";
import { sqliteDriver } from "../../../sqlite/src/index.ts";
import { onLine, sendLine } from "./line-socket.ts";

type Compiled = BoundStatement["compiled"];

/** A database server as small as can be: SQLite behind a socket, one session a connection. */
export class TinyServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(file: string): Promise<TinyServer> {
    const options = sqliteDriver.parseOptions({ file, readers: 0 });
    const server = createServer();
    const tiny = new TinyServer(server);
    server.on("connection", (socket) => {
      tiny.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => tiny.#sockets.delete(socket));
      void serve(socket, sqliteDriver.connect(options, { onLost: () => undefined }, {}));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return tiny;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function serve(socket: Socket, opening: Promise<Session>): Promise<void> {
  const session = await opening;
  let work: Promise<void> = Promise.resolve();
  let rows: AsyncIterator<readonly Row[]> | undefined;
  const answer = async ({ id, op, text, values, batchSize }: Record<string, unknown>): Promise<void> => {
    const statement: BoundStatement = {
      compiled: { text, effects: {} } as Compiled,
      values: (values ?? []) as unknown[],
    };
    try {
      let result: unknown;
      if (op === "run") result = await session.run(statement, {});
      else if (op === "open")
        rows = session.stream(statement, { batchSize: Number(batchSize) })[Symbol.asyncIterator]();
      else if (op === "next") result = (await rows?.next())?.value ?? null;
      else if (op === "leave") await rows?.return?.();
      else if (op === "begin") await session.begin({}, {});
      else if (op === "commit") await session.commit();
      else if (op === "rollback") await session.rollback();
      sendLine(socket, { id, result: result ?? null, transaction: session.transaction });
    } catch (error) {
      const facts = DatabaseError.is(error) ? { kind: error.kind } : sqliteDriver.classify(error);
      sendLine(socket, { id, error: facts, transaction: session.transaction });
    }
  };
  onLine(socket, (message) => (work = work.then(() => answer(message))));
  // Long enough to be cut in the middle.
  sendLine(socket, { hello: "x".repeat(500) });
  socket.on("close", () => void work.then(() => session.close()));
}
