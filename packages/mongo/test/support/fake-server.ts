import { createServer, type Server, type Socket } from "node:net";
import { BSON, type Document } from "mongodb";

/** What the server does with a command: an answer, `hang` for none at all, `cut` for the end of the connection. */
export type Reply = Document | "hang" | "cut";

const prefixLength = 21;

/** Speaks as much of MongoDB's protocol as a client needs, and answers commands as a test wants them answered. */
export class FakeServer {
  /** The commands that came, those of the client's own monitoring apart. */
  readonly commands: Document[] = [];
  reply: (command: Document) => Reply | undefined = () => undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get url(): string {
    return `mongodb://127.0.0.1:${this.port}/fake?replicaSet=rs0&serverMonitoringMode=poll`;
  }

  /** Sockets that clients hold. */
  get connections(): number {
    return this.#sockets.size;
  }

  names(): string[] {
    return this.commands.map((command) => Object.keys(command)[0] ?? "");
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0);
        this.#answer(socket, received.subarray(0, length));
        received = received.subarray(length);
      }
    });
  }

  #answer(socket: Socket, message: Buffer): void {
    const id = message.readInt32LE(4);
    const legacy = message.readInt32LE(12) === 2004;
    const command = legacy ? legacyCommand(message) : sections(message.subarray(20));
    const [name = ""] = Object.keys(command);
    if (/^(?:hello|ismaster)$/i.test(name)) {
      socket.write(formed(id, legacy, { ...hello(this.port), ...this.#told(command) }));
      return;
    }
    this.commands.push(command);
    const reply = this.reply(command) ?? { ok: 1 };
    if (reply === "cut") socket.destroy();
    else if (reply !== "hang") socket.write(formed(id, legacy, reply));
  }

  #told(command: Document): Document {
    const reply = this.reply(command);
    return typeof reply === "object" ? reply : {};
  }
}

function sections(bytes: Buffer): Document {
  let command: Document = {};
  const lists: Record<string, Document[]> = {};
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + length);
    if (bytes[at] === 0) command = BSON.deserialize(section);
    else {
      const end = section.indexOf(0, 4);
      const items: Document[] = (lists[section.toString("utf8", 4, end)] = []);
      for (let from = end + 1; from < section.length; from += section.readInt32LE(from))
        items.push(BSON.deserialize(section.subarray(from, from + section.readInt32LE(from))));
    }
    at += 1 + length;
  }
  return { ...command, ...lists };
}

function legacyCommand(message: Buffer): Document {
  const start = message.indexOf(0, 20) + 9;
  return BSON.deserialize(message.subarray(start));
}

function formed(id: number, legacy: boolean, answer: Document): Buffer {
  const body = BSON.serialize(answer);
  const prefix = Buffer.alloc(legacy ? 36 : prefixLength);
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(id, 8);
  prefix.writeInt32LE(legacy ? 1 : 2013, 12);
  if (legacy) prefix.writeInt32LE(1, 32);
  return Buffer.concat([prefix, body]);
}

function hello(port: number): Document {
  const me = `127.0.0.1:${port}`;
  return {
    ok: 1,
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    setName: "rs0",
    setVersion: 1,
    hosts: [me],
    me,
    primary: me,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 25,
    readOnly: false,
  };
}
