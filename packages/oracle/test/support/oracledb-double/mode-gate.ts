/**
 * Whoever opens a connection by H2's PostgreSQL port puts its database into the mode of PostgreSQL, for all who are connected,
 * until the mode of Oracle is set again. Statements wait while that goes on, and it waits for statements that run.
 */
export class ModeGate {
  static readonly #gates = new Map<string, ModeGate>();
  #opening: Promise<void> | undefined;
  #running = 0;

  static of(database: string): ModeGate {
    let gate = ModeGate.#gates.get(database);
    if (gate === undefined) ModeGate.#gates.set(database, (gate = new ModeGate()));
    return gate;
  }

  /** Runs a statement while nobody opens. */
  async statement<T>(task: () => Promise<T>): Promise<T> {
    while (this.#opening !== undefined) await this.#opening;
    this.#running++;
    try {
      return await task();
    } finally {
      this.#running--;
    }
  }

  /** Opens a connection while no statement begins. Neither waits for the other longer than a little, for faults are about. */
  async open<T>(task: () => Promise<T>): Promise<T> {
    while (this.#opening !== undefined) await this.#opening;
    let timer: NodeJS.Timeout | undefined;
    let done: () => void = () => undefined;
    this.#opening = new Promise((resolve) => {
      done = () => {
        this.#opening = undefined;
        resolve();
      };
      timer = setTimeout(done, 300);
    });
    try {
      for (let waited = 0; this.#running > 0 && waited < 20; waited++)
        await new Promise((resolve) => setTimeout(resolve, 2));
      return await task();
    } finally {
      clearTimeout(timer);
      done();
    }
  }
}
