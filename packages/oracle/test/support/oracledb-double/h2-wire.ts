import { connect, type Socket } from "node:net";
import { ModeGate } from "./mode-gate.ts";

/** A column of a result, as PostgreSQL's protocol tells of it. */
export interface WireColumn {
  readonly name: string;
  /** The table's number, or 0, and the column's place in it. */
  readonly table: number;
  readonly place: number;
  readonly oid: number;
  /** H2 puts the width of the column's text here. */
  readonly size: number;
}

/** A value to be bound: text, or bytes. */
export interface WireParameter {
  readonly oid: number;
  readonly value: string | Buffer | null;
}

/** An error that H2 told. */
export class H2Error extends Error {
  readonly state: string;

  constructor(state: string, message: string) {
    super(message);
    this.state = state;
  }
}

/** The connection is gone. */
export class H2Lost extends Error {}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** What is told of a result before its rows. */
export interface WireResult {
  readonly columns: readonly WireColumn[];
  /** The next rows, at most so many; fewer than asked for at the end. */
  rows(count: number): Promise<readonly (readonly (string | null)[])[]>;
  /** Rows changed; known when the rows were read to their end. */
  readonly affected: number;
  /** The rows that are left are not wanted. */
  discard(): void;
}

/** How much may wait here before the server is held back, in bytes. */
const highWater = 64 * 1024;

/** One connection to H2 by PostgreSQL's protocol, version 3. One statement at a time. */
export class H2Wire {
  readonly socket: Socket;
  readonly #gate: ModeGate;
  processId = 0;
  secret = 0;
  #buffer: Buffer = Buffer.alloc(0);
  readonly #messages: Message[] = [];
  #waiting: (() => void) | undefined;
  #lost: Error | undefined;
  #portals = 0;
  #ready = false;

  static readonly #open = new Set<H2Wire>();

  /**
   * Closes what is left: a session that has prepared a transaction goes on with another connection, of which the driver, who cuts the
   * socket it began with, knows nothing.
   */
  static closeAll(): void {
    for (const wire of H2Wire.#open) wire.socket.destroy();
  }

  private constructor(socket: Socket, gate: ModeGate) {
    H2Wire.#open.add(this);
    socket.on("close", () => H2Wire.#open.delete(this));
    this.socket = socket;
    this.#gate = gate;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(new H2Lost("the connection was closed")));
    socket.on("end", () => this.#end(new H2Lost("the server ended the connection")));
  }

  /** Connects, signs in and sets the mode of Oracle, by statements of the double's own. */
  static async open(host: string, port: number, database: string, setUp: readonly string[]): Promise<H2Wire> {
    const gate = ModeGate.of(database);
    const wire = new H2Wire(connect({ host, port, noDelay: true }), gate);
    const pairs = ["user", "sa", "database", database, "client_encoding", "UTF8"];
    const text = Buffer.from(`${pairs.join("\0")}\0\0`);
    const head = Buffer.alloc(8);
    head.writeInt32BE(text.length + 8, 0);
    head.writeInt32BE(196_608, 4);
    wire.socket.write(Buffer.concat([head, text]));
    const { type } = await wire.#next();
    if (type !== "R") throw new H2Lost("the server does not speak PostgreSQL's protocol");
    await gate.open(async () => {
      wire.#send("p", Buffer.from("sa\0"));
      await wire.#signedIn();
      wire.#ready = true;
      for (const statement of setUp) await wire.#begin(statement, [], 0);
    });
    return wire;
  }

  async #signedIn(): Promise<void> {
    for (;;) {
      const { type, body } = await this.#next();
      if (type === "K") {
        this.processId = body.readInt32BE(0);
        this.secret = body.readInt32BE(4);
      } else if (type === "E") throw errorOf(body);
      else if (type === "Z") return;
    }
  }

  get alive(): boolean {
    return this.#lost === undefined && !this.socket.destroyed;
  }

  /** Asks for a stop of what runs, on a connection of its own. */
  async cancel(host: string, port: number): Promise<void> {
    const packet = Buffer.alloc(16);
    packet.writeInt32BE(16, 0);
    packet.writeInt32BE(80_877_102, 4);
    packet.writeInt32BE(this.processId, 8);
    packet.writeInt32BE(this.secret, 12);
    await new Promise<void>((resolve) => {
      const socket = connect({ host, port }, () => socket.end(packet));
      socket.setTimeout(250, () => socket.destroy());
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
      socket.resume();
    });
  }

  /** Runs a statement and reads all of it. */
  async query(
    text: string,
    parameters: readonly WireParameter[] = [],
  ): Promise<{
    readonly columns: readonly WireColumn[];
    readonly rows: readonly (readonly (string | null)[])[];
    readonly affected: number;
  }> {
    const result = await this.start(text, parameters);
    return { columns: result.columns, rows: await result.rows(Infinity), affected: result.affected };
  }

  /** Runs a statement without values in one message, as Oracle's client ends transactions. */
  control(text: string): Promise<void> {
    return this.#gate.statement(async () => {
      this.#send("Q", Buffer.from(`${text}\0`));
      await this.#untilReady();
    });
  }

  /** Runs a change with each of many lists of values, and gives how many rows were changed. */
  many(text: string, rows: readonly (readonly WireParameter[])[]): Promise<number> {
    return this.#gate.statement(async () => {
      await this.#parse(text, rows[0] ?? []);
      for (const row of rows) {
        this.#send("B", bindBody(row));
        this.#send("E", Buffer.alloc(5));
      }
      const result = new OpenResult(
        () => this.#next(),
        () => this.#send("S", Buffer.alloc(0)),
      );
      await result.fetch(0);
      return result.affected;
    });
  }

  /** Runs a statement and gives its result before its rows, which are fetched as they are asked for. */
  start(text: string, parameters: readonly WireParameter[] = [], first = 0): Promise<WireResult> {
    return this.#gate.statement(() => this.#begin(text, parameters, first));
  }

  async #begin(text: string, parameters: readonly WireParameter[], first: number): Promise<WireResult> {
    await this.#parse(text, parameters);
    const portal = `c${++this.#portals}`;
    this.#send("B", bindBody(parameters, portal));
    this.#send("D", Buffer.from(`P${portal}\0`));
    const result = new OpenResult(
      () => this.#next(),
      (count) => this.#fetch(portal, count),
      () => this.#leave(portal),
    );
    await result.fetch(first);
    return result;
  }

  #fetch(portal: string, count: number): void {
    const limit = Buffer.alloc(4);
    limit.writeInt32BE(Number.isFinite(count) ? count : 0, 0);
    this.#send("E", Buffer.concat([Buffer.from(`${portal}\0`), limit]));
    this.#send("S", Buffer.alloc(0));
  }

  /** The answer is read with that of the next statement. */
  #leave(portal: string): void {
    if (this.alive) this.#send("C", Buffer.from(`P${portal}\0`));
  }

  async #parse(text: string, parameters: readonly WireParameter[]): Promise<void> {
    const types = Buffer.alloc(2 + parameters.length * 4);
    types.writeInt16BE(parameters.length, 0);
    parameters.forEach(({ oid }, index) => types.writeInt32BE(oid, 2 + index * 4));
    this.#send("P", Buffer.concat([Buffer.from(`\0${text}\0`), types]));
    this.#send("S", Buffer.alloc(0));
    // A statement that is not understood would leave the messages behind it to the last one that was.
    await this.#untilReady();
  }

  close(): void {
    if (!this.socket.destroyed && this.alive) this.#send("X", Buffer.alloc(0));
    this.socket.end();
  }

  async #untilReady(): Promise<void> {
    let failure: H2Error | undefined;
    for (;;) {
      const { type, body } = await this.#next();
      if (type === "E") failure ??= errorOf(body);
      if (type !== "Z") continue;
      if (failure !== undefined) throw failure;
      return;
    }
  }

  #send(type: string, body: Buffer): void {
    if (this.#lost !== undefined) throw this.#lost;
    const head = Buffer.alloc(5);
    head.write(type, 0, "latin1");
    head.writeInt32BE(body.length + 4, 1);
    this.socket.write(Buffer.concat([head, body]));
  }

  async #next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift() ?? this.#cut();
      if (message !== undefined) return message;
      if (this.#lost !== undefined) throw this.#lost;
      this.socket.resume();
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    if (this.#waiting === undefined && this.#buffer.length > highWater) this.socket.pause();
    // H2 sends message by message and waits for the first to be acknowledged, for which any packet will do.
    if (this.#ready && this.alive) this.#send("H", Buffer.alloc(0));
    this.#waiting?.();
    this.#waiting = undefined;
  }

  /** Cuts one message off, and those that are whole behind it. */
  #cut(): Message | undefined {
    let at = 0;
    while (this.#buffer.length - at >= 5) {
      const length = this.#buffer.readInt32BE(at + 1);
      if (this.#buffer.length - at < length + 1) break;
      const type = String.fromCharCode(this.#buffer[at] ?? 0);
      this.#messages.push({ type, body: this.#buffer.subarray(at + 5, at + 1 + length) });
      at += length + 1;
      // A few at a time, so that taking them off stays cheap.
      if (this.#messages.length >= 200) break;
    }
    if (at > 0) this.#buffer = this.#buffer.subarray(at);
    return this.#messages.shift();
  }

  #end(error: Error): void {
    this.#lost ??= error instanceof H2Lost ? error : new H2Lost(error.message);
    this.#waiting?.();
    this.#waiting = undefined;
  }
}

class OpenResult implements WireResult {
  columns: readonly WireColumn[] = [];
  affected = 0;
  readonly #next: () => Promise<Message>;
  readonly #more: (count: number) => void;
  readonly #leave: () => void;
  #kept: (readonly (string | null)[])[] = [];
  #ended = false;

  constructor(next: () => Promise<Message>, more: (count: number) => void, leave: () => void = () => undefined) {
    this.#next = next;
    this.#more = more;
    this.#leave = leave;
  }

  /** Asks for so many rows, or all where none are told, and reads them. */
  async fetch(count: number): Promise<void> {
    let suspended = false;
    let failure: H2Error | undefined;
    this.#more(count);
    for (;;) {
      const { type, body } = await this.#next();
      if (type === "T") this.columns = columnsOf(body);
      else if (type === "D") this.#kept.push(rowOf(body));
      else if (type === "C") this.affected += Number(/(\d+)\0?$/.exec(body.toString("latin1"))?.[1] ?? 0);
      else if (type === "s") suspended = true;
      else if (type === "E") failure ??= errorOf(body);
      else if (type === "Z") break;
    }
    this.#ended = !suspended;
    if (failure !== undefined) throw failure;
  }

  async rows(count: number): Promise<readonly (readonly (string | null)[])[]> {
    const missing = count - this.#kept.length;
    if (missing > 0 && !this.#ended) await this.fetch(missing);
    return this.#kept.splice(0, count);
  }

  discard(): void {
    this.#kept = [];
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
  }
}

function bindBody(parameters: readonly WireParameter[], portal = ""): Buffer {
  const parts: Buffer[] = [Buffer.from(`${portal}\0\0`)];
  const formats = Buffer.alloc(2 + parameters.length * 2);
  formats.writeInt16BE(parameters.length, 0);
  parameters.forEach(({ value }, index) => formats.writeInt16BE(Buffer.isBuffer(value) ? 1 : 0, 2 + index * 2));
  const count = Buffer.alloc(2);
  count.writeInt16BE(parameters.length, 0);
  parts.push(formats, count);
  for (const { value } of parameters) {
    const length = Buffer.alloc(4);
    const bytes = value === null ? undefined : typeof value === "string" ? Buffer.from(value) : value;
    length.writeInt32BE(bytes?.length ?? -1, 0);
    parts.push(length, ...(bytes === undefined ? [] : [bytes]));
  }
  parts.push(Buffer.alloc(2));
  return Buffer.concat(parts);
}

function columnsOf(body: Buffer): readonly WireColumn[] {
  const columns: WireColumn[] = [];
  let at = 2;
  for (let index = 0; index < body.readInt16BE(0); index++) {
    const end = body.indexOf(0, at);
    const name = body.toString("utf8", at, end);
    columns.push({
      name,
      table: body.readInt32BE(end + 1),
      place: body.readInt16BE(end + 5),
      oid: body.readInt32BE(end + 7),
      size: body.readInt16BE(end + 11),
    });
    at = end + 19;
  }
  return columns;
}

function rowOf(body: Buffer): readonly (string | null)[] {
  const row: (string | null)[] = [];
  let at = 2;
  for (let index = 0; index < body.readInt16BE(0); index++) {
    const length = body.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : body.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return row;
}

function errorOf(body: Buffer): H2Error {
  const fields = new Map(
    body
      .toString("utf8")
      .split("\0")
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  return new H2Error(fields.get("C") ?? "", fields.get("M") ?? "");
}
