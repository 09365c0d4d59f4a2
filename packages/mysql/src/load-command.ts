import { Drain } from "@db/core";
import { textPacket, commands, writePacket } from "./packets.ts";
import { BaseCommand, type CommandContext } from "./base-command.ts";
import { readCompletion, type Completion } from "./read-packet.ts";

/** The most that goes into one packet of data, in bytes. */
const mostPerPacket = 1024 * 1024;

/** The name of the file that the server has to ask for; it gets no other. */
export const fileName = "@db/mysql bulk insert";

/** LOAD DATA LOCAL: data is written when the server has asked for it, and no faster than it takes it. */
export class LoadCommand extends BaseCommand {
  /** Resolves when the server wants data; rejects when it ends before that. */
  readonly opened: Promise<void>;
  /** What the server says at the end; rejects with its error. */
  readonly ended: Promise<Completion>;
  readonly #text: string;
  #state: "waiting" | "open" | "over" = "waiting";
  #sequence = 0;
  #completion: Completion | undefined;
  #open: () => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;
  #resolve: (completion: Completion) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  readonly #drain = new Drain();

  constructor(context: CommandContext, text: string) {
    super(context);
    this.#text = text;
    this.opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#refuse = reject;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits is told; it must not count as unhandled before.
    this.opened.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  /** Sends one piece; the promise, where there is one, resolves when there is room for more. */
  write(data: Buffer): Promise<void> | undefined {
    const { stream } = this.context.connection;
    if (this.#state !== "open" || data.length === 0) return undefined;
    stream.cork();
    for (let from = 0; from < data.length; from += mostPerPacket) {
      const part = data.subarray(from, from + mostPerPacket);
      const { length } = part;
      stream.write(Buffer.from([length, length >> 8, length >> 16, this.#sequence++ & 0xff]));
      stream.write(part);
    }
    stream.uncork();
    return stream.writableNeedDrain ? this.#drain.wait(stream) : undefined;
  }

  /** Says that this was all. */
  close(): void {
    if (this.#state === "open") writePacket(this.context.connection.stream, Buffer.alloc(4), this.#sequence & 0xff);
    this.#state = "over";
  }

  protected begin(): void {
    this.send(textPacket(commands.query, this.#text));
  }

  protected read(buffer: Buffer, start: number, end: number): number {
    if (buffer[start] !== 0xfb) {
      this.#completion = readCompletion(buffer, start, end);
      this.context.status = this.#completion.status;
      this.finish();
      return end;
    }
    this.#sequence = this.context.reader.sequence + 1;
    const asked = buffer.toString("utf8", start + 1, end);
    if (asked !== fileName) this.note(new Error("the server asked for another file than the one it was offered"));
    const givenUp = this.#state === "over" || asked !== fileName;
    this.#state = "open";
    if (givenUp) this.close();
    else this.#open();
    return end;
  }

  protected succeed(): void {
    this.#resolve(this.#completion as Completion);
    this.#refuse(new Error("the server did not ask for the data"));
    this.#drain.end();
  }

  protected fail(error: unknown): void {
    this.#state = "over";
    this.#reject(error);
    this.#refuse(error);
    this.#drain.end();
  }
}
