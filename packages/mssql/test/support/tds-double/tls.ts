import { Duplex } from "node:stream";
import { TLSSocket, type SecureContextOptions } from "node:tls";
import { packet, packetTypes, MessageReader } from "./packets.ts";

/**
 * The server's side of TLS as TDS 7 has it: the records of the handshake go in packets of PRELOGIN, all later ones bare.
 * Give it what the client sends by `feed`.
 */
export class WrappedTls {
  readonly #reader = new MessageReader();
  readonly #inner: Duplex;
  readonly secure: TLSSocket;
  #open = false;

  constructor(socket: Duplex, keys: SecureContextOptions) {
    this.#inner = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, callback) => {
        socket.write(this.#open ? chunk : packet(packetTypes.prelogin, chunk, true), () => callback());
      },
      final: (callback) => {
        socket.end();
        callback();
      },
    });
    this.secure = new TLSSocket(this.#inner, { isServer: true, ...keys });
    this.secure.once("secure", () => {
      // The end of the handshake still goes in a packet.
      setImmediate(() => (this.#open = true));
    });
    this.secure.on("error", () => socket.destroy());
  }

  feed(chunk: Buffer): void {
    if (this.#open) this.#inner.push(chunk);
    else for (const { payload } of this.#reader.push(chunk)) this.#inner.push(payload);
  }
}
