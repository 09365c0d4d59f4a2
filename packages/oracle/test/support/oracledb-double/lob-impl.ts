import { impl, types } from "./internals.ts";

/* eslint-disable */
/** A large object, kept here instead of on a server. */
export class DoubleLobImpl extends impl.LobImpl {
  content: string | Buffer;
  /** How many are open; a test can ask. */
  static open = 0;
  #closed = false;
  readonly #type: any;
  #piece = 8132;

  constructor(connection: unknown, type: any, content?: string | Buffer) {
    super();
    DoubleLobImpl.open++;
    (this as any)._parentObj = connection;
    this.#type = type;
    this.content = content ?? (type === types.DB_TYPE_BLOB ? Buffer.alloc(0) : "");
  }

  getType(): unknown {
    return this.#type;
  }

  getLength(): number {
    return this.content.length;
  }

  getChunkSize(): number {
    return 8132;
  }

  getPieceSize(): number {
    return this.#piece;
  }

  setPieceSize(size: number): void {
    this.#piece = size;
  }

  async getData(offset = 1, amount = 0): Promise<string | Buffer | null> {
    return this.read(offset, amount === 0 ? this.content.length : amount);
  }

  async read(offset: number, amount = this.#piece): Promise<string | Buffer | null> {
    const part = this.content.slice(offset - 1, offset - 1 + amount);
    return part.length === 0 ? null : part;
  }

  async write(offset: number, data: string | Buffer): Promise<void> {
    if (typeof this.content === "string")
      this.content = this.content.slice(0, offset - 1) + String(data) + this.content.slice(offset - 1 + data.length);
    else {
      const bytes = Buffer.from(data as Buffer);
      const grown = Buffer.alloc(Math.max(this.content.length, offset - 1 + bytes.length));
      this.content.copy(grown);
      bytes.copy(grown, offset - 1);
      this.content = grown;
    }
  }

  close(): void {
    if (!this.#closed) DoubleLobImpl.open--;
    this.#closed = true;
  }
}
