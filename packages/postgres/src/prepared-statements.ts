import type { CompiledText } from "@db/core";
import type { ResultShape } from "./row-decoder.ts";

/** A statement as one session knows it. */
export interface PreparedStatement {
  /** Empty for the unnamed statement, which is parsed at each call. */
  readonly name: string;
  readonly text: string;
  /** Whether the server has parsed it under its name. */
  parsed: boolean;
  /** What the server said of its result. */
  shape: ResultShape | undefined;
}

/** The statements one session has prepared: as many as the limit allows, the least recently used goes first. */
export class PreparedStatements {
  readonly #limit: number;
  readonly #named: boolean;
  readonly #statements = new Map<CompiledText, PreparedStatement>();
  /** Names that went; the server is told along with the next statement. */
  #evicted: string[] = [];
  #count = 0;

  constructor(limit: number, named: boolean) {
    this.#limit = limit;
    this.#named = named;
  }

  get(compiled: CompiledText): PreparedStatement {
    const known = this.#statements.get(compiled);
    if (known === undefined) return this.#add(compiled);
    if (this.#statements.size >= this.#limit) {
      // Only a full cache needs to know what was used last.
      this.#statements.delete(compiled);
      this.#statements.set(compiled, known);
    }
    return known;
  }

  /** Drops a statement that the server no longer has, or has in a shape that is gone. */
  forget(compiled: CompiledText): void {
    const known = this.#statements.get(compiled);
    if (known === undefined) return;
    this.#statements.delete(compiled);
    if (known.parsed && known.name !== "") this.#evicted.push(known.name);
  }

  /** The names to close on the server; each is given once. */
  takeEvicted(): readonly string[] {
    if (this.#evicted.length === 0) return this.#evicted;
    const evicted = this.#evicted;
    this.#evicted = [];
    return evicted;
  }

  #add(compiled: CompiledText): PreparedStatement {
    if (this.#statements.size >= this.#limit) {
      const oldest = this.#statements.keys().next();
      if (oldest.done !== true) this.forget(oldest.value);
    }
    const name = this.#named ? `db_${++this.#count}` : "";
    const prepared: PreparedStatement = { name, text: compiled.text, parsed: false, shape: undefined };
    this.#statements.set(compiled, prepared);
    return prepared;
  }
}
