import { EventEmitter } from "node:events";
import { Connection } from "tedious";
import { ReturnValueReader, RowReader } from "./row-reader.ts";
import { StreamParser, type Token } from "./tedious-parts.ts";

/** The tokens whose values are read here: TDS 2.2.7, "Packet Data Token Stream Definition". */
const tokens = { returnValue: 0xac, row: 0xd1, compressedRow: 0xd2 } as const;

/** tedious' connection, with values read so that nothing of them is lost. */
export class ExactConnection extends Connection {
  /** How the session wants its moments and JSON. */
  readonly reading: Reading;

  constructor(config: ConstructorParameters<typeof Connection>[0], reading: Reading) {
    super(config);
    this.reading = reading;
  }

  /** Called by tedious for every message of the server's. */
  override createTokenStreamParser(
    ...[message, handler]: Parameters<Connection["createTokenStreamParser"]>
  ): ReturnType<Connection["createTokenStreamParser"]> {
    return new TokenStream(
      message,
      handler as unknown as Handler,
      new ExactParser(this.config.options, this.reading),
    ) as unknown as ReturnType<Connection["createTokenStreamParser"]>;
  }
}

/** How values are read. */
export interface Reading {
  readonly timestamps: "date" | "string";
  readonly json: "parsed" | "text";
}

type Handler = Record<string, (token: Token) => void>;

class ExactParser extends StreamParser {
  readonly #reading: Reading;

  constructor(options: Connection["config"]["options"], reading: Reading) {
    super(options);
    this.#reading = reading;
  }

  override readToken(): Token | undefined {
    switch (this.buffer[this.position]) {
      case tokens.row:
        return this.startTokenReader(new RowReader(false, this.#reading));
      case tokens.compressedRow:
        return this.startTokenReader(new RowReader(true, this.#reading));
      case tokens.returnValue:
        return this.startTokenReader(new ReturnValueReader(this.#reading));
      default:
        return super.readToken();
    }
  }
}

/** Hands the tokens of a message to their handler, one by one, and none while it is paused: then the server waits. */
class TokenStream extends EventEmitter {
  readonly #parser: ExactParser;
  #resumed: PromiseWithResolvers<void> | undefined;

  constructor(message: AsyncIterable<Buffer>, handler: Handler, parser: ExactParser) {
    super();
    this.#parser = parser;
    // Told outside of the promise, so that what a listener throws is not taken for a fault of the message.
    this.#run(message, handler).then(
      () => process.nextTick(() => this.emit("end")),
      (error: unknown) => process.nextTick(() => this.emit("error", error)),
    );
  }

  pause(): void {
    this.#resumed ??= Promise.withResolvers();
  }

  resume(): void {
    this.#resumed?.resolve();
    this.#resumed = undefined;
  }

  async #run(message: AsyncIterable<Buffer>, handler: Handler): Promise<void> {
    for await (const chunk of message) {
      this.#parser.write(chunk);
      for (;;) {
        while (this.#resumed !== undefined) await this.#resumed.promise;
        const token = this.#parser.read();
        if (token === undefined) break;
        handler[token.handlerName]?.(token);
      }
    }
    this.#parser.end();
  }
}
