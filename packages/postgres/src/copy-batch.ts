import { BaseQuery, type Outcome, type QueryContext } from "./queries.ts";
import type { WireConnection } from "./wire.ts";

/** One COPY with all its data sent at once, for an embedded server that cannot wait for more. */
export class CopyBatch extends BaseQuery {
  readonly #text: string;
  readonly #data: Buffer;
  readonly #outcome: Outcome<number>;
  #count = 0;

  constructor(context: QueryContext, text: string, data: Buffer, outcome: Outcome<number>) {
    super(context);
    this.#text = text;
    this.#data = data;
    this.#outcome = outcome;
  }

  protected send(connection: WireConnection): void {
    const { stream } = connection;
    stream.cork();
    connection.query(this.#text);
    // "54.7. Message Formats": CopyData, then CopyDone.
    const head = Buffer.from([0x64, 0, 0, 0, 0]);
    head.writeInt32BE(this.#data.length + 4, 1);
    stream.write(head);
    stream.write(this.#data);
    stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
    stream.uncork();
  }

  /** The data is on its way already. */
  override handleCopyInResponse(): void {}

  override handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.slice(text.lastIndexOf(" ") + 1));
  }

  protected succeed(): void {
    this.#outcome.resolve(this.#count);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}
