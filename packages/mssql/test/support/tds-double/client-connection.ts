import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { readBatch, readLogin, readRpc, readTransaction, type Login } from "./messages.ts";
import { MessageReader, packet, packetTypes, ResponseWriter, type Message } from "./packets.ts";
import type { Backend, BackendRequest, BackendSession, DoubleOptions } from "./server.ts";
import { WrappedTls } from "./tls.ts";
import { Bytes, bytesChange, changes, collation, done, errorToken, loginAck, textChange, tokenAck } from "./tokens.ts";

const encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

/** One client: signing in, then one request after the other. An attention may come while one runs. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #backend: Backend;
  readonly #options: DoubleOptions;
  readonly #onLogin: (login: Login) => void;
  readonly #reader = new MessageReader();
  #stream: Duplex;
  #tls: WrappedTls | undefined;
  #session: BackendSession | undefined;
  #login: Login | undefined;
  #packetSize = 4096;
  /** What is being answered; attentions wait for its end. */
  #work: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(socket: Socket, backend: Backend, options: DoubleOptions, onLogin: (login: Login) => void) {
    this.#socket = socket;
    this.#stream = socket;
    this.#backend = backend;
    this.#options = options;
    this.#onLogin = onLogin;
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    if (options.tls?.strict === true) {
      const secure = new TLSSocket(socket, { isServer: true, ALPNProtocols: ["tds/8.0"], ...options.tls });
      secure.on("error", () => socket.destroy());
      secure.on("data", (chunk: Buffer) => this.#receive(chunk));
      this.#stream = secure;
    } else
      socket.on("data", (chunk: Buffer) => (this.#tls === undefined ? this.#receive(chunk) : this.#tls.feed(chunk)));
    socket.on("end", () => socket.end());
    socket.once("close", () => {
      const session = this.#session;
      this.#session = undefined;
      void session?.close();
    });
  }

  end(): void {
    this.#stream.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    for (const message of this.#reader.push(chunk)) {
      if (message.type === packetTypes.attention) this.#attend();
      else {
        this.#busy = true;
        this.#work = this.#work.then(() => this.#answer(message)).catch(() => this.destroy());
      }
    }
  }

  /** Has the request under way end, and then says that nothing of it will come any more. */
  #attend(): void {
    if (this.#busy) void this.#session?.cancel();
    this.#work = this.#work.then(async () => {
      const writer = this.#writer();
      await writer.write(done("statement", { attention: true }));
      writer.end();
    });
  }

  #writer(): ResponseWriter {
    return new ResponseWriter(this.#stream, this.#packetSize);
  }

  async #answer(message: Message): Promise<void> {
    const writer = this.#writer();
    const write = (tokens: Buffer): Promise<void> => writer.write(tokens);
    switch (message.type) {
      case packetTypes.prelogin:
        return this.#prelogin(message.payload);
      case packetTypes.login:
        this.#login = readLogin(message.payload);
        this.#onLogin(this.#login);
        if (this.#login.sspi === undefined) await this.#signIn(this.#login, write);
        else await write(sspiChallenge());
        break;
      case packetTypes.sspi:
        await this.#signIn(this.#login!, write);
        break;
      default:
        if (message.reset) {
          await this.#session!.handle({ kind: "reset" }, write);
          await write(bytesChange(changes.reset, Buffer.alloc(0)));
        }
        // What the client took back is answered, and nothing of it is done.
        if (message.ignored && message.type !== packetTypes.bulk) await write(done("statement", { error: true }));
        else await this.#session!.handle(requestOf(message), write);
    }
    this.#busy = false;
    writer.end();
  }

  #prelogin(payload: Buffer): void {
    const asked = preloginOption(payload, 1);
    const tls = this.#options.tls?.strict === true ? undefined : this.#options.tls;
    const wanted = asked === encryption.on || asked === encryption.required;
    const answer =
      tls === undefined
        ? encryption.notSupported
        : wanted
          ? encryption.on
          : tls.required === true
            ? encryption.required
            : encryption.notSupported;
    this.#busy = false;
    this.#stream.write(packet(packetTypes.response, preloginAnswer(answer), true));
    if (tls === undefined || !wanted) return;
    this.#tls = new WrappedTls(this.#socket, tls);
    this.#stream = this.#tls.secure;
    this.#tls.secure.on("data", (chunk: Buffer) => this.#receive(chunk));
  }

  async #signIn(login: Login, write: (tokens: Buffer) => Promise<void>): Promise<void> {
    const opened = await this.#backend.open(login);
    if ("number" in opened) {
      await write(errorToken(opened));
      // The server says this behind what is really wrong.
      if (opened.number !== 18456)
        await write(errorToken({ number: 18456, class: 14, message: `Login failed for user '${login.username}'.` }));
      await write(done("statement", { error: true }));
      return;
    }
    if (this.#socket.destroyed) {
      await opened.close();
      return;
    }
    this.#session = opened;
    this.#packetSize = login.packetSize;
    await write(textChange(changes.database, login.database || "master", "master"));
    await write(bytesChange(changes.collation, collation));
    await write(textChange(changes.language, "us_english"));
    await write(loginAck());
    await write(textChange(changes.packetSize, String(login.packetSize), "4096"));
    if (login.accessToken !== undefined) await write(tokenAck());
    await write(done("statement"));
  }
}

function requestOf({ type, payload, ignored }: Message): BackendRequest {
  switch (type) {
    case packetTypes.batch:
      return readBatch(payload);
    case packetTypes.rpc:
      return readRpc(payload);
    case packetTypes.transaction:
      return readTransaction(payload);
    case packetTypes.bulk:
      return { kind: "bulk", payload, ignored };
    default:
      throw new Error(`the double knows no message of kind ${type}`);
  }
}

function preloginOption(payload: Buffer, wanted: number): number | undefined {
  for (let at = 0; payload[at] !== 0xff; at += 5)
    if (payload[at] === wanted) return payload[payload.readUInt16BE(at + 1)];
  return undefined;
}

/** The version 16.0, and what is done about encryption. */
function preloginAnswer(answer: number): Buffer {
  const head = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
  return Buffer.concat([head, Buffer.from([16, 0, 0x03, 0xe8, 0, 0, answer])]);
}

/** The second message of NTLM, with a challenge that proves nothing. */
function sspiChallenge(): Buffer {
  const target = Buffer.from("DOUBLE", "utf16le");
  const message = new Bytes()
    .raw(Buffer.from("NTLMSSP\0", "latin1"))
    .u32(2)
    .u16(target.length)
    .u16(target.length)
    .u32(56)
    .u32(0x00_81_82_01)
    .raw(Buffer.from("0123456789abcdef", "hex"))
    .u64(0n)
    .u16(4)
    .u16(4)
    .u32(56 + target.length)
    .u64(0n)
    .raw(target)
    .u32(0).bytes;
  return new Bytes().u8(0xed).u16(message.length).raw(message).bytes;
}
