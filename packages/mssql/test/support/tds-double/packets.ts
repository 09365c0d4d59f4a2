import type { Duplex } from "node:stream";

/** The kinds of packets: TDS 2.2.3.1.1. */
export const packetTypes = {
  batch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  bulk: 0x07,
  transaction: 0x0e,
  login: 0x10,
  sspi: 0x11,
  prelogin: 0x12,
} as const;

/** A whole message: its packets' payloads in one. */
export interface Message {
  readonly type: number;
  readonly payload: Buffer;
  /** The client took it back while it was sending it. */
  readonly ignored: boolean;
  /** The session is to be reset before. */
  readonly reset: boolean;
}

const headerLength = 8;
const status = { last: 0x01, ignore: 0x02, reset: 0x08, resetButTransaction: 0x10 } as const;

/** Cuts what arrives into packets, and packets into messages. */
export class MessageReader {
  #pending: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #reset = false;

  push(chunk: Buffer): readonly Message[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: Message[] = [];
    for (;;) {
      if (this.#pending.length < headerLength) return messages;
      const length = this.#pending.readUInt16BE(2);
      if (this.#pending.length < length) return messages;
      const whole = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      const flags = whole[1]!;
      this.#reset ||= (flags & (status.reset | status.resetButTransaction)) !== 0;
      this.#parts.push(whole.subarray(headerLength));
      if ((flags & status.last) === 0) continue;
      messages.push({
        type: whole[0]!,
        payload: Buffer.concat(this.#parts),
        ignored: (flags & status.ignore) !== 0,
        reset: this.#reset,
      });
      this.#parts = [];
      this.#reset = false;
    }
  }
}

/** One packet around some bytes. */
export function packet(type: number, payload: Buffer, last: boolean): Buffer {
  const header = Buffer.alloc(headerLength);
  header[0] = type;
  header[1] = last ? status.last : 0;
  header.writeUInt16BE(payload.length + headerLength, 2);
  header[6] = 1;
  return Buffer.concat([header, payload]);
}

/** A message that is being written: packets go out as they fill, and `write` waits while the client does not read. */
export class ResponseWriter {
  readonly #stream: Duplex;
  readonly #size: number;
  #pending: Buffer[] = [];
  #length = 0;

  constructor(stream: Duplex, packetSize: number) {
    this.#stream = stream;
    this.#size = packetSize - headerLength;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#pending.push(bytes);
    this.#length += bytes.length;
    if (this.#length < this.#size) return;
    let all = Buffer.concat(this.#pending);
    let free = true;
    for (; all.length > this.#size; all = all.subarray(this.#size))
      free = this.#stream.write(packet(packetTypes.response, all.subarray(0, this.#size), false));
    this.#pending = [all];
    this.#length = all.length;
    if (!free && !this.#stream.destroyed) await drained(this.#stream);
  }

  end(): void {
    this.#stream.write(packet(packetTypes.response, Buffer.concat(this.#pending), true));
    this.#pending = [];
    this.#length = 0;
  }
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}
