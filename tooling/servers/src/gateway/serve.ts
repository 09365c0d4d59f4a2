import { createServer, type Socket } from "node:net";
import type { Document } from "bson";
import { carryOut } from "./commands.ts";
import { Connections } from "./connections.ts";
import { errorAnswer } from "./errors.ts";
import { formAnswer, takeMessages, type Request } from "./wire.ts";

/** What is for MongoDB's sessions and not for the extension. */
const stripped = ["$db", "lsid", "$clusterTime", "txnNumber", "autocommit", "startTransaction"].concat([
  "readConcern",
  "writeConcern",
  "$readPreference",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
]);

/** Speaks MongoDB's protocol on a port and asks DocumentDB, in the PostgreSQL of that URL, for every answer. */
export function serve(port: number, postgresUrl: string): void {
  const connections = new Connections(postgresUrl);
  const server = createServer((socket) => {
    let received: Buffer = Buffer.alloc(0);
    let work: Promise<void> = Promise.resolve();
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      const { requests, rest } = takeMessages(Buffer.concat([received, chunk]));
      received = rest;
      // One after the other, as they came.
      for (const request of requests) work = work.then(() => answer(socket, request, connections, port));
    });
  });
  server.listen(port, "127.0.0.1");
}

async function answer(socket: Socket, request: Request, connections: Connections, port: number): Promise<void> {
  const { command } = request;
  const name = Object.keys(command)[0] ?? "";
  const transaction = command["autocommit"] === false;
  const result = /^(?:hello|ismaster)$/i.test(name)
    ? hello(port)
    : await execute(command, name, connections).catch((error: unknown) => errorAnswer(error, transaction));
  if (!request.silent) socket.write(formAnswer(request, result));
}

async function execute(command: Document, name: string, connections: Connections): Promise<Document> {
  const session = sessionOf(command);
  if (name === "commitTransaction" || name === "abortTransaction") {
    await connections.end(session, name === "commitTransaction" ? "commit" : "rollback");
    return { ok: 1 };
  }
  const transaction = command["autocommit"] === false;
  if (transaction && command["startTransaction"] === true) await connections.begin(session);
  const connection = transaction ? connections.inTransaction(session) : await connections.take();
  let held = transaction;
  const context = {
    command: Object.fromEntries(Object.entries(command).filter(([key]) => !stripped.includes(key))),
    database: String(command["$db"]),
    connection,
    connections,
    hold: () => void (held = true),
  };
  try {
    const result = await carryOut(context);
    // A write error ends a transaction in MongoDB; here its connection may still be good, but the meaning is theirs.
    if (transaction && result["writeErrors"] !== undefined) await connections.end(session, "rollback");
    return result;
  } catch (error) {
    if (transaction) await connections.end(session, "rollback");
    throw error;
  } finally {
    if (!held) connection.release();
  }
}

function sessionOf(command: Document): string {
  const id = (command["lsid"] as Document | undefined)?.["id"] as { toString(encoding: string): string } | undefined;
  return id?.toString("hex") ?? "";
}

/** A replica set of one: only a replica set is offered sessions and transactions. */
function hello(port: number): Document {
  const me = `127.0.0.1:${port}`;
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: "rs0",
    setVersion: 1,
    hosts: [me],
    me,
    primary: me,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: 1,
  };
}
