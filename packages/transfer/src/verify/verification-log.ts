import type { ExactDocument } from "../exact/document.ts";

/** Where a verification writes down what it has found, so that one that is stopped goes on from there. */
export interface VerificationLog {
  /** What was written down before, by name. */
  load(): Promise<ReadonlyMap<string, ExactDocument>>;
  save(name: string, fields: ExactDocument): Promise<void>;
}

/** A log that forgets. */
export const noLog: VerificationLog = {
  load: async () => new Map(),
  save: async () => {},
};

/** The notes of one collection. */
export class CollectionNotes {
  readonly #collection: string;
  readonly #log: VerificationLog;
  readonly #found: ReadonlyMap<string, ExactDocument>;

  constructor(collection: string, log: VerificationLog, found: ReadonlyMap<string, ExactDocument>) {
    this.#collection = collection;
    this.#log = log;
    this.#found = found;
  }

  /** What is written down under a name; else what `make` finds out, which then is. */
  async once(name: string, make: () => Promise<ExactDocument>): Promise<ExactDocument> {
    const whole = `${this.#collection}/${name}`;
    const found = this.#found.get(whole);
    if (found !== undefined) return found;
    const made = await make();
    await this.#log.save(whole, made);
    return made;
  }
}
