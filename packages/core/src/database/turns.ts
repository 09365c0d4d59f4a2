/** Lets one call at a time use a session, in the order they came. */
export class Turns {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  /** Takes the turn if it is free. */
  tryTake(): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    return true;
  }

  /** Waits for the turn. */
  take(): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives the turn to the next. */
  end(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }

  get busy(): boolean {
    return this.#busy;
  }
}
