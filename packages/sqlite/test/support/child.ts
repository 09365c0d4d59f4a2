import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Node process that runs one of the programs beside this file, from source. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  #errors = "";

  constructor(program: string, ...words: readonly string[]) {
    const uid = program === "write-one.ts" && process.getuid?.() === 0 ? 65_534 : undefined;
    const path = fileURLToPath(new URL(`./${program}`, import.meta.url));
    this.#process = spawn(
      process.execPath,
      ["--conditions=@db/source", "--expose-gc", "--max-semi-space-size=8", "--no-warnings", path, ...words],
      {
        stdio: ["pipe", "pipe", "pipe"],
        // The superuser may write everywhere; a child of his is nobody.
        ...(uid === undefined ? {} : { uid }),
      },
    );
    this.#process.stderr?.on("data", (data: Buffer) => (this.#errors += String(data)));
    this.#lines = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    this.#ended = once(this.#process, "exit");
  }

  /** The next line it writes. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`the child ended: ${this.#errors}`);
    return value;
  }

  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** Waits until it ends by itself, and gives its exit code; kills it when that takes too long. */
  async end(patience = 10_000): Promise<number | string> {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), patience);
    await this.#ended;
    clearTimeout(timer);
    if (this.#process.exitCode !== 0 && this.#errors !== "") throw new Error(this.#errors);
    return this.#process.exitCode ?? String(this.#process.signalCode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
