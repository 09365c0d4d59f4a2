/** Wakes one who waits. What rings while nobody waits is heard by the next who does. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Forgets that it has rung: whoever looks for himself now wants to hear of what comes later. */
  hush(): void {
    this.#rung = false;
  }

  /** Waits until it rings, at most so many milliseconds. */
  wait(limit: number): Promise<void> {
    if (this.#rung) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, limit);
      this.#wake = done;
    });
  }
}
