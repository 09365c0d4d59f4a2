import { Duplex } from "node:stream";

/** The part of PGlite that a connection needs. */
export interface PgliteLike {
  /** Runs protocol messages and gives the answer's bytes. */
  execProtocolRaw(message: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A socket that is none: what pg's client writes is handed to the database in the process, whose answer is read. */
export class PgliteStream extends Duplex {
  readonly #database: PgliteLike;

  constructor(database: PgliteLike) {
    super();
    this.#database = database;
  }

  connect(): this {
    setImmediate(() => this.emit("connect"));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#exchange(chunk, done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#exchange(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  #exchange(bytes: Buffer, done: (error?: Error | null) => void): void {
    // "X", the goodbye: PGlite would take it as its own end.
    if (bytes[0] === 0x58) {
      done();
      return;
    }
    this.#database.execProtocolRaw(new Uint8Array(bytes)).then(
      (answer) => {
        if (answer.length > 0) this.push(Buffer.from(answer));
        done();
      },
      (error: Error) => done(error),
    );
  }
}
