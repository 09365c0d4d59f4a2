import { createServer, type Server, type Socket } from "node:net";

/** How a listener answers whoever asks for a service. */
export type Answer =
  | { readonly refuse: number }
  | { readonly redirect: number }
  | "accept-then-cut"
  | "cut"
  | "silence"
  | "noise";

/** The types of packets of Oracle Net, as the client has them. */
const packetType = { accept: 2, refuse: 4, redirect: 5 } as const;

/**
 * A listener of Oracle Net for the first words of a connection, on a socket: it reads the client's CONNECT packet and
 * answers as it is told. There is no server behind it.
 */
export class TnsListener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What was asked for, descriptor by descriptor. */
  readonly asked: string[] = [];
  readonly #answer: Answer;

  private constructor(answer: Answer) {
    this.#answer = answer;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(answer: Answer): Promise<TnsListener> {
    const listener = new TnsListener(answer);
    await new Promise<void>((resolve) => listener.#server.listen(0, "127.0.0.1", resolve));
    return listener;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    if (this.#answer === "cut") {
      socket.destroy();
      return;
    }
    socket.on("data", (chunk) => {
      const descriptor = /\(DESCRIPTION=.*\)/is.exec(chunk.toString("latin1"))?.[0];
      if (descriptor === undefined) return;
      this.asked.push(descriptor);
      this.#reply(socket, this.#answer);
    });
  }

  #reply(socket: Socket, answer: Answer): void {
    if (answer === "silence") return;
    if (answer === "noise") socket.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    else if (answer === "accept-then-cut" || answer === "cut") {
      // Version 315, whose fields are all there; the client goes on to sign in, and nobody is there.
      const body = Buffer.alloc(37);
      body.writeUInt16BE(315, 0);
      body.writeUInt16BE(8192, 4);
      body.writeUInt16BE(8192, 6);
      body.writeUInt32BE(8192, 24);
      socket.write(packet(packetType.accept, body), () => socket.destroy());
    } else if ("refuse" in answer) {
      const text = Buffer.from(
        `(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=${answer.refuse})(ERROR_STACK=(ERROR=(CODE=${answer.refuse}))))`,
      );
      const head = Buffer.alloc(4);
      head.writeUInt16BE(text.length, 2);
      socket.write(packet(packetType.refuse, Buffer.concat([head, text])));
    } else {
      const text = Buffer.from(`(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${answer.redirect}))`);
      const head = Buffer.alloc(2);
      head.writeUInt16BE(text.length, 0);
      socket.write(packet(packetType.redirect, Buffer.concat([head, text])));
    }
  }
}

function packet(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(body.length + 8, 0);
  head[4] = type;
  return Buffer.concat([head, body]);
}
