import type { Socket } from "node:net";
import { takeBytes } from "@db/core";
import type { ReadyStatus, WireConnection } from "./wire.ts";

/** Takes the parts of a result without anything made of them first. */
export interface ResultTaker {
  /** A row: `at` is where its number of fields stands. */
  takeRow(bytes: Buffer, at: number): void;
  /** The command's tag. */
  takeTag(tag: string, connection: WireConnection): void;
}

// "54.7. Message Formats"
const dataRow = 0x44;
const commandComplete = 0x43;
const bindComplete = 0x32;
const readyForQuery = 0x5a;
/** Nobody asks for it, and pg's parser takes more than 32,767 parameters for less than none. */
const parameterDescription = 0x74;

/** A type byte and a length. */
const headSize = 5;

const ready: ReadonlyMap<number, { readonly name: "readyForQuery"; readonly status: ReadyStatus }> = new Map(
  (["I", "T", "E"] as const).map((status) => [status.charCodeAt(0), { name: "readyForQuery", status }]),
);

/**
 * Reads what the server sends in place of pg's own parser: the messages of a result go straight to the statement that
 * runs, from bytes to values, and whatever else comes is handed to pg's parser as it is.
 */
export class BackendReader {
  readonly #connection: WireConnection;
  readonly #taker: () => ResultTaker | undefined;
  readonly #others: (bytes: Buffer) => void;
  /** Whether the chunks are of a buffer that the next one is read into. */
  #lent = false;
  /** The beginning of a message whose end has not come. */
  #rest: Buffer[] = [];
  #restSize = 0;
  /** Its size, or that of its head where no more is known. */
  #wanted = 0;

  /**
   * Takes the place of pg's parser on the connection's stream, which must be at the beginning of a message.
   * @param taker gives the statement that a result would be for; nothing where pg's client is to have it.
   */
  static attach(connection: WireConnection, taker: () => ResultTaker | undefined): void {
    const { stream } = connection;
    const [parser] = stream.listeners("data") as ((bytes: Buffer) => void)[];
    if (parser === undefined) throw new Error("pg reads nothing from its connection");
    const reader = new BackendReader(connection, taker, parser);
    const read = (bytes: Buffer): void => reader.#readOrBreak(bytes);
    reader.#lent = takeBytes(stream, read);
    if (!reader.#lent) takeOver(stream, parser, read);
  }

  private constructor(
    connection: WireConnection,
    taker: () => ResultTaker | undefined,
    others: (bytes: Buffer) => void,
  ) {
    this.#connection = connection;
    this.#taker = taker;
    this.#others = others;
  }

  /** After a failure the place in the protocol is lost, and so is the connection. */
  #readOrBreak(chunk: Buffer): void {
    try {
      this.#read(chunk);
    } catch (cause) {
      this.#connection.stream.destroy(new Error("the server's answer could not be read", { cause }));
    }
  }

  #read(chunk: Buffer): void {
    const at = this.#restSize > 0 ? this.#complete(chunk) : 0;
    if (this.#restSize === 0) this.#readMessages(chunk, at);
  }

  /**
   * Takes what is missing of the message whose beginning is held, and reads it when it is whole: only what was cut is
   * copied. Gives where the next one begins.
   */
  #complete(chunk: Buffer): number {
    let at = 0;
    if (this.#restSize < headSize) {
      at = this.#hold(chunk, 0, headSize);
      if (this.#restSize < headSize) return at;
      this.#rest = [Buffer.concat(this.#rest, headSize)];
      this.#wanted = 1 + (this.#rest[0] as Buffer).readInt32BE(1);
    }
    at = this.#hold(chunk, at, this.#wanted);
    if (this.#restSize < this.#wanted) return at;
    const message = Buffer.concat(this.#rest, this.#wanted);
    this.#rest = [];
    this.#restSize = 0;
    this.#readMessages(message, 0);
    return at;
  }

  /** Holds bytes from a place on until so many are held, as far as they go. Gives where those behind begin. */
  #hold(chunk: Buffer, at: number, size: number): number {
    const end = Math.min(chunk.length, at + size - this.#restSize);
    if (end === at) return at;
    const part = chunk.subarray(at, end);
    this.#rest.push(this.#lent ? Buffer.from(part) : part);
    this.#restSize += end - at;
    return end;
  }

  #readMessages(bytes: Buffer, start: number): void {
    const end = bytes.length;
    let at = start;
    /** Where those begin that nobody was given yet. */
    let from = start;
    let wanted = headSize;
    while (end - at >= headSize) {
      const size = 1 + bytes.readInt32BE(at + 1);
      if (end - at < size) {
        wanted = size;
        break;
      }
      if (this.#isForUs(bytes, at)) {
        if (from < at) this.#pass(bytes.subarray(from, at));
        from = at + size;
        this.#take(bytes, at, size);
      }
      at += size;
    }
    if (from < at) this.#pass(bytes.subarray(from, at));
    if (at < end) {
      this.#wanted = wanted;
      this.#hold(bytes, at, end - at);
    }
  }

  /** pg's parser may keep what it is given. */
  #pass(bytes: Buffer): void {
    this.#others(this.#lent ? Buffer.from(bytes) : bytes);
  }

  #isForUs(bytes: Buffer, at: number): boolean {
    switch (bytes[at]) {
      case dataRow:
      case commandComplete:
      case bindComplete:
      case parameterDescription:
        return this.#taker() !== undefined;
      case readyForQuery:
        return true;
      default:
        return false;
    }
  }

  #take(bytes: Buffer, at: number, size: number): void {
    switch (bytes[at]) {
      case dataRow:
        this.#taker()?.takeRow(bytes, at + headSize);
        return;
      case commandComplete:
        this.#taker()?.takeTag(bytes.toString("latin1", at + headSize, at + size - 1), this.#connection);
        return;
      case readyForQuery: {
        const message = ready.get(bytes[at + headSize] ?? 0);
        if (message !== undefined) this.#connection.emit("readyForQuery", message);
      }
    }
  }
}

/** The listener's place in the order of listeners is kept. */
function takeOver(stream: Socket, from: (bytes: Buffer) => void, by: (bytes: Buffer) => void): void {
  const listeners = stream.listeners("data") as ((bytes: Buffer) => void)[];
  for (const listener of listeners) stream.removeListener("data", listener);
  for (const listener of listeners) stream.on("data", listener === from ? by : listener);
}
