import type { Socket } from "node:net";

/** What is written to a connection: each piece by itself, or those of one turn of the event loop in one write. */
export class Outbox {
  readonly #stream: Socket;
  #kept: Buffer[] = [];
  #gathering = false;

  constructor(stream: Socket) {
    this.#stream = stream;
  }

  write(bytes: Buffer): void {
    if (this.#gathering) this.#kept.push(bytes);
    else this.#stream.write(bytes);
  }

  /** Keeps what is written from now until the end of this turn. */
  gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    process.nextTick(() => {
      this.#gathering = false;
      this.flush();
    });
  }

  /** Sends what was kept: before anything that is written past this. */
  flush(): void {
    const [first] = this.#kept;
    if (first === undefined) return;
    this.#stream.write(this.#kept.length === 1 ? first : Buffer.concat(this.#kept));
    this.#kept = [];
  }
}
