/** A caller that waits for a session. */
export interface Waiter<L> {
  resolve(lease: L): void;
  reject(error: unknown): void;
  /** Whether it takes a session together with others. */
  readonly share: boolean;
  /** Set when it left the queue by itself (timeout, abort); the queue then passes over it. */
  gone: boolean;
}

/** First come, first served. Leaving early costs nothing: who is gone is passed over when its turn comes. */
export class WaiterQueue<L> {
  #items: (Waiter<L> | undefined)[] = [];
  #head = 0;
  #length = 0;

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  add(waiter: Waiter<L>): void {
    this.#items.push(waiter);
    this.#length++;
  }

  /** The first who still waits. */
  peek(): Waiter<L> | undefined {
    for (; this.#head < this.#items.length; this.#head++) {
      const waiter = this.#items[this.#head];
      if (waiter !== undefined && !waiter.gone) return waiter;
      this.#items[this.#head] = undefined;
    }
    this.#reset();
    return undefined;
  }

  /** The first who still waits, taken out. */
  next(): Waiter<L> | undefined {
    const waiter = this.peek();
    if (waiter === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    this.#length--;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) this.#compact();
    return waiter;
  }

  /** Says that a waiter left by itself. Once for each. */
  leave(waiter: Waiter<L>): void {
    waiter.gone = true;
    this.#length--;
    if (this.#length === 0) this.#reset();
    else if (this.#items.length - this.#head > 2 * this.#length + 1024) this.#compact();
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head).filter((waiter) => waiter !== undefined && !waiter.gone);
    this.#head = 0;
  }

  #reset(): void {
    this.#items = [];
    this.#head = 0;
  }
}
