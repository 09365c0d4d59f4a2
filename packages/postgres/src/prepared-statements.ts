import { LruCache, type CompiledText } from "@db/core";
import type { ResultShape } from "./row-decoder.ts";
import { headOf } from "./statement-head.ts";

/** A statement as one session knows it. */
export interface PreparedStatement {
  /** Empty for the unnamed statement, which is parsed at each call. */
  readonly name: string;
  readonly text: string;
  /** What it was made from; nothing for what the driver itself writes. */
  readonly compiled: CompiledText | undefined;
  /** Whether the server has parsed it under its name. */
  parsed: boolean;
  /** What the server said of its result. */
  shape: ResultShape | undefined;
  /** Whether it is kept no more, though a call that waits may still have it. */
  gone: boolean;
}

/**
 * What a plan is worth keeping for. Anything else is parsed at each call: it has no plan, and what `fetch` or `execute`
 * gives depends on what their name means at the moment.
 */
const planned: ReadonlySet<string> = new Set([
  "(",
  "select",
  "insert",
  "update",
  "delete",
  "merge",
  "with",
  "values",
  "table",
]);

/** The statements one session has prepared: as many as the limit allows, the least recently used goes first. */
export class PreparedStatements {
  readonly #named: boolean;
  readonly #statements: LruCache<CompiledText, PreparedStatement>;
  /** Those that went; the server is told along with the next statement. */
  #evicted: PreparedStatement[] = [];
  #count = 0;

  constructor(limit: number, named: boolean) {
    this.#statements = new LruCache(limit);
    this.#named = named;
  }

  get(compiled: CompiledText): PreparedStatement {
    const known = this.#statements.get(compiled);
    if (known !== undefined) return known;
    return this.#named && planned.has(headOf(compiled.text)) ? this.#add(compiled) : unnamed(compiled.text, compiled);
  }

  /** Drops a statement that the server no longer has, or has in a shape that is gone. */
  forget(statement: PreparedStatement): void {
    const { compiled } = statement;
    // Another call may have found out before, and what is kept now is a new one.
    if (compiled === undefined || this.#statements.get(compiled) !== statement) return;
    this.#statements.delete(compiled);
    this.#close(statement);
  }

  /** Notes that the server has parsed a statement. One that has gone meanwhile is closed again. */
  parsed(statement: PreparedStatement): void {
    if (statement.name === "") return;
    statement.parsed = true;
    if (statement.gone) this.#evicted.push(statement);
  }

  /** Drops all of them, as after a change of the schema: each is prepared anew when it is next run. */
  forgetAll(): void {
    for (const statement of [...this.#statements.values()]) this.forget(statement);
  }

  /** Whether there are names to close on the server. */
  get hasEvicted(): boolean {
    return this.#evicted.length > 0;
  }

  /** The names to close on the server; each is given once, and is parsed again by whoever still has it. */
  takeEvicted(): readonly string[] {
    const evicted = this.#evicted;
    if (evicted.length === 0) return [];
    this.#evicted = [];
    return evicted.map((statement) => {
      statement.parsed = false;
      return statement.name;
    });
  }

  #close(statement: PreparedStatement): void {
    statement.gone = true;
    if (statement.parsed) this.#evicted.push(statement);
  }

  #add(compiled: CompiledText): PreparedStatement {
    const prepared: PreparedStatement = {
      name: `db_${++this.#count}`,
      text: compiled.text,
      compiled,
      parsed: false,
      shape: undefined,
      gone: false,
    };
    const evicted = this.#statements.add(compiled, prepared);
    if (evicted !== undefined) this.#close(evicted);
    return prepared;
  }
}

/** A statement that is parsed at each call. */
export function unnamed(text: string, compiled?: CompiledText): PreparedStatement {
  return { name: "", text, compiled, parsed: false, shape: undefined, gone: false };
}
