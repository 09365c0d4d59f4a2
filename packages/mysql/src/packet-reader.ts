import { takeBytes } from "@db/core";
import { longestPacket } from "./packets.ts";
import { beginNext, type ByteReader, type WireConnection } from "./wire.ts";

/** What takes the packets of one answer. */
export interface PacketTarget {
  /**
   * The payload is `buffer` from `start` to `end`. Gives where to go on: `end`, or behind packets that the target has
   * read by itself, all within the buffer.
   */
  packet(buffer: Buffer, start: number, end: number): number;
}

const emptyChunk = Buffer.alloc(0);

/**
 * Stands in for mysql2's packet parser: while a command of ours runs it cuts the bytes into packets and hands them over
 * without an object for each; otherwise mysql2 gets them.
 */
export class PacketReader implements ByteReader {
  readonly #connection: WireConnection;
  readonly #original: ByteReader;
  /** Whether the chunks are of a buffer that the next one is read into. */
  readonly #lent: boolean;
  #target: PacketTarget | undefined;
  /** The beginning of a packet whose rest has not come. */
  #parts: Buffer[] = [];
  #size = 0;
  #needed = 0;
  #holding = false;
  #paused = false;
  /** The number of the packet that came last; what is sent in the middle of a command continues it. */
  sequence = 0;

  constructor(connection: WireConnection) {
    this.#connection = connection;
    this.#original = connection.packetParser;
    connection.packetParser = this;
    this.#lent = takeBytes(connection.stream, (bytes) => this.execute(bytes));
  }

  begin(target: PacketTarget): void {
    this.#target = target;
  }

  /** Hands nothing over until `release`: what has come is kept as it is, and when more comes the socket is paused. */
  hold(): void {
    this.#holding = true;
  }

  /** Goes on where `hold` has stopped. */
  release(): void {
    if (!this.#holding) return;
    this.#holding = false;
    if (this.#paused) {
      this.#paused = false;
      this.#connection.stream.resume();
    }
    if (this.#size > 0) this.execute(emptyChunk);
  }

  /** Ends the command: the next one of mysql2's queue begins, if there is any. */
  finish(): void {
    this.#target = undefined;
    beginNext(this.#connection);
  }

  /** Drops what is held of a connection that is gone. */
  abandon(): void {
    this.#target = undefined;
    this.#parts = [];
    this.#size = 0;
    this.#holding = false;
  }

  execute(chunk: Buffer): void {
    try {
      this.#take(chunk);
    } catch (cause) {
      // Whatever this was, the place in the protocol is lost.
      const error = new Error("the server's answer could not be read", { cause });
      this.#connection.stream.destroy(Object.assign(error, { code: "PROTOCOL_ERROR" }));
    }
  }

  #take(chunk: Buffer): void {
    if (this.#size === 0 && !this.#holding) {
      this.#read(chunk);
      return;
    }
    if (chunk.length > 0) this.#parts.push(this.#own(chunk));
    this.#size += chunk.length;
    if (this.#holding && !this.#paused) {
      this.#paused = true;
      this.#connection.stream.pause();
    }
    if (this.#holding || this.#size < this.#needed) return;
    const [first] = this.#parts;
    const joined = this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#size);
    this.#parts = [];
    this.#size = 0;
    this.#read(joined);
  }

  #read(buffer: Buffer): void {
    const size = buffer.length;
    let at = 0;
    while (at < size) {
      if (this.#holding) return this.#keep(buffer, at, 0);
      const target = this.#target;
      if (target === undefined) {
        this.#original.execute(this.#own(at === 0 ? buffer : buffer.subarray(at)));
        return;
      }
      if (size - at < 4) return this.#keep(buffer, at, 4);
      const length = buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16);
      const next = at + 4 + length;
      if (length === longestPacket) {
        const after = this.#readLong(target, buffer, at);
        if (after === undefined) return;
        at = after;
        continue;
      }
      if (next > size) return this.#keep(buffer, at, 4 + length);
      this.sequence = buffer[at + 3]!;
      at = target.packet(buffer, at + 4, next);
    }
  }

  /** A payload that goes on in further packets; gives the place behind it, or nothing while some of it is missing. */
  #readLong(target: PacketTarget, buffer: Buffer, from: number): number | undefined {
    const parts: Buffer[] = [];
    for (let at = from; ;) {
      if (buffer.length - at < 4) return void this.#keep(buffer, from, at - from + 4);
      const length = buffer.readUIntLE(at, 3);
      const next = at + 4 + length;
      if (next > buffer.length) return void this.#keep(buffer, from, next - from);
      parts.push(buffer.subarray(at + 4, next));
      if (length < longestPacket) {
        this.sequence = buffer[at + 3]!;
        const payload = Buffer.concat(parts);
        target.packet(payload, 0, payload.length);
        return next;
      }
      at = next;
    }
  }

  /** What is kept beyond the call. */
  #own(bytes: Buffer): Buffer {
    return this.#lent ? Buffer.from(bytes) : bytes;
  }

  #keep(buffer: Buffer, from: number, needed: number): void {
    this.#parts = [this.#own(from === 0 ? buffer : buffer.subarray(from))];
    this.#size = buffer.length - from;
    this.#needed = needed;
  }
}
