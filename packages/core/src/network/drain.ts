import type { Writable } from "node:stream";

/** Waits until a stream that is full takes more. One wait at a time. */
export class Drain {
  #end: (() => void) | undefined;

  /** Resolves at the stream's next `drain`, or by `end`. Never rejects. */
  wait(stream: Writable): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        stream.off("drain", end);
        this.#end = undefined;
        resolve();
      };
      this.#end = end;
      stream.on("drain", end);
    });
  }

  /** Ends the wait under way: nothing more will be written. */
  end(): void {
    this.#end?.();
  }
}
