/** As many values as the limit allows; the least recently used goes first. Keys are compared by identity. */
export class LruCache<Key, Value> {
  readonly #limit: number;
  readonly #values = new Map<Key, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined && this.#values.size >= this.#limit) {
      // Only a full cache needs to know what was used last: moving it at every use costs more than it saves.
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  /** Keeps a value under a key that is not there. Gives the value that had to go for it. */
  add(key: Key, value: Value): Value | undefined {
    let evicted: Value | undefined;
    if (this.#values.size >= this.#limit) {
      const oldest = this.#values.entries().next();
      if (oldest.done !== true) {
        this.#values.delete(oldest.value[0]);
        evicted = oldest.value[1];
      }
    }
    this.#values.set(key, value);
    return evicted;
  }

  delete(key: Key): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  /** The values, the least recently used first. */
  values(): Iterable<Value> {
    return this.#values.values();
  }
}
