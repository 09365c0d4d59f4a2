import { Drain, usage } from "@db/core";
import { BaseQuery, type QueryContext } from "./queries.ts";
import { isServerError, type WireConnection } from "./wire.ts";

/** What a query that lasts tells of its end, once the server is ready for the next statement. */
abstract class LastingQuery extends BaseQuery {
  /** The number of rows; rejects with the server's error. */
  readonly ended: Promise<number>;
  protected connection: WireConnection | undefined;
  readonly #text: string;
  #resolve: (count: number) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #count = 0;

  constructor(context: QueryContext, text: string) {
    super(context);
    this.#text = text;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits is told; it must not count as unhandled before.
    this.ended.catch(() => undefined);
  }

  protected send(connection: WireConnection): void {
    this.connection = connection;
    connection.query(this.#text);
  }

  override handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.slice(text.lastIndexOf(" ") + 1));
  }

  protected succeed(): void {
    this.#resolve(this.#count);
  }

  protected fail(error: unknown): void {
    this.#reject(error);
  }
}

const givenUp = "the copy was given up by the client";

/** COPY FROM STDIN: data is written when the server has asked for it, and no faster than it takes it. */
export class CopyInQuery extends LastingQuery {
  /** Resolves when the server wants data; rejects when it ends before that. */
  readonly opened: Promise<void>;
  #state: "waiting" | "open" | "over" = "waiting";
  #open: () => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;
  readonly #drain = new Drain();

  constructor(context: QueryContext, text: string) {
    super(context, text);
    this.opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#refuse = reject;
    });
    this.opened.catch(() => undefined);
  }

  /** Whether the server waits for data: then it hears no request to stop, only that the copy has failed. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  override handleCopyInResponse(connection: WireConnection): void {
    if (this.#state === "over") {
      // It was given up before the server asked.
      connection.sendCopyFail(givenUp);
      return;
    }
    this.#state = "open";
    this.#open();
  }

  /** Sends one piece; the promise, where there is one, resolves when there is room for more. */
  write(data: Buffer): Promise<void> | undefined {
    const stream = this.connection?.stream;
    if (stream === undefined || this.#state !== "open" || data.length === 0) return undefined;
    // "54.7. Message Formats", CopyData.
    const head = Buffer.allocUnsafe(5);
    head[0] = 0x64;
    head.writeInt32BE(data.length + 4, 1);
    stream.cork();
    stream.write(head);
    const room = stream.write(data);
    stream.uncork();
    return room ? undefined : this.#drain.wait(stream);
  }

  /** Says that this was all. Gives the number of rows. */
  finish(): Promise<number> {
    if (this.#state === "open") this.connection?.stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
    this.#state = "over";
    return this.ended;
  }

  /** Says that no more will come and nothing of it counts. The server answers with an error. */
  abandon(): void {
    if (this.#state === "open") this.connection?.sendCopyFail(givenUp);
    this.#state = "over";
  }

  override handleError(error: Error, connection: WireConnection): void {
    this.#state = "over";
    super.handleError(error, connection);
    this.#drain.end();
  }

  protected override succeed(): void {
    super.succeed();
    this.#refuse(usage("the statement did not ask for data", "copyIn takes COPY ... FROM STDIN"));
  }

  protected override fail(error: unknown): void {
    super.fail(error);
    this.#refuse(error);
    this.#drain.end();
  }
}

/** How much of a COPY's output is held before the connection is paused, in bytes. */
const highWater = 256 * 1024;

/** COPY TO STDOUT: read piece by piece, the connection pauses while nobody reads. */
export class CopyOutQuery extends LastingQuery {
  #chunks: Buffer[] = [];
  #size = 0;
  #discarding = false;
  #paused = false;
  #over: { readonly error?: unknown } | undefined;
  #announced = false;
  #reader: { resolve(data: Buffer | undefined): void; reject(error: unknown): void } | undefined;

  /** The next piece of output, or nothing at the end. One call at a time. */
  next(): Promise<Buffer | undefined> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#deliver();
    });
  }

  /** Drops what is still to come. */
  discard(): void {
    this.#discarding = true;
    this.#chunks = [];
    this.#resume();
  }

  override handleCopyInResponse(connection: WireConnection): void {
    this.note(usage("the statement wants data", "copyOut takes COPY ... TO STDOUT"));
    connection.sendCopyFail("copyOut has no data");
  }

  override handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#discarding || this.failed) return;
    // pg's parser uses its memory again.
    this.#chunks.push(Buffer.from(chunk));
    this.#size += chunk.length;
    if (this.#reader === undefined) {
      if (this.#size < highWater || this.#paused) return;
      this.#paused = true;
      this.connection?.stream.pause();
    } else if (!this.#announced) {
      this.#announced = true;
      // Once the whole packet has been read: a message is one row, too little to be handed out by itself.
      queueMicrotask(() => {
        this.#announced = false;
        this.#deliver();
      });
    }
  }

  override handleError(error: Error, connection: WireConnection): void {
    if (isServerError(error)) this.#resume();
    super.handleError(error, connection);
  }

  protected override succeed(): void {
    super.succeed();
    this.#over = {};
    this.#deliver();
  }

  protected override fail(error: unknown): void {
    super.fail(error);
    this.#over = { error };
    this.#deliver();
  }

  #deliver(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    if (this.#chunks.length > 0) {
      const data = Buffer.concat(this.#chunks);
      this.#chunks = [];
      this.#size = 0;
      this.#reader = undefined;
      this.#resume();
      reader.resolve(data);
    } else if (this.#over !== undefined) {
      this.#reader = undefined;
      if ("error" in this.#over) reader.reject(this.#over.error);
      else reader.resolve(undefined);
    }
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.connection?.stream.resume();
  }
}
