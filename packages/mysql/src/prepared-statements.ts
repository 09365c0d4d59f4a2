import { LruCache, type CompiledText } from "@db/core";
import { typesAt } from "./bind-packet.ts";
import { types } from "./mysql-types.ts";
import type { ResultShape } from "./row-decoder.ts";
import { headOf } from "./statement-head.ts";

/** A statement as one session knows it. */
export interface KnownStatement {
  readonly compiled: CompiledText;
  /** Kept on the server between calls. */
  readonly kept: boolean;
  /** Whether it reads or changes rows, and so neither the schema nor the session. */
  readonly planned: boolean;
  /** How it is sent; what the server cannot prepare becomes `text`. */
  protocol: "prepared" | "text";
  /** The server's number for it; 0 while it is not prepared. */
  id: number;
  /** The bytes in which the server described its columns last, without what follows them. */
  described: Buffer | undefined;
  shape: ResultShape | undefined;
  /** The types of its parameters at its first calls, 0 where only nulls came. Told where the server binds to them. */
  types?: Uint16Array | undefined;
  /** The same statement for values of other types. */
  other?: KnownStatement | undefined;
}

/** How many forms of one statement are kept for values of different types. */
const mostVariants = 4;

/** What a plan is worth keeping for. */
const planned: ReadonlySet<string> = new Set([
  "(",
  "select",
  "insert",
  "update",
  "delete",
  "replace",
  "with",
  "values",
  "table",
]);

/** The statements one session has prepared: as many as the limit allows, the least recently used goes first. */
export class PreparedStatements {
  /**
   * Whether the server binds a statement to the types of the values it first met, and converts others to them without a
   * word: MySQL does, from 8.0.22 on, and makes a float of a decimal's text where a float came before.
   */
  readonly typed: boolean;
  readonly #prepares: boolean;
  readonly #statements: LruCache<CompiledText, KnownStatement>;
  /** Numbers that went; the server is told along with the next statement. */
  #evicted: number[] = [];

  constructor(limit: number, prepares: boolean, typed: boolean) {
    this.typed = typed;
    this.#statements = new LruCache(limit);
    this.#prepares = prepares;
  }

  get(compiled: CompiledText): KnownStatement {
    return this.#statements.get(compiled) ?? this.#add(compiled);
  }

  /** The form of a statement that was prepared for the types in a call, or one that is to be. */
  variantFor(first: KnownStatement, call: Buffer, count: number): KnownStatement {
    const from = typesAt(count);
    let last = first;
    for (
      let known: KnownStatement | undefined = first, number = 1;
      known !== undefined;
      known = known.other, number++
    ) {
      last = known;
      known.types ??= new Uint16Array(count);
      if (takesTypes(known.types, call, from)) return known;
      if (number === mostVariants) {
        // It is made anew for these.
        this.#close(known);
        known.types.fill(0);
        takesTypes(known.types, call, from);
        return known;
      }
    }
    const { compiled, kept, planned: isPlanned, protocol } = first;
    last.other = { compiled, kept, planned: isPlanned, protocol, id: 0, described: undefined, shape: undefined };
    return this.variantFor(last.other, call, count);
  }

  /** The server has dropped all of them. */
  forgetAll(): void {
    this.#statements.clear();
    this.#evicted = [];
  }

  /** Drops one in all its forms: the server is told, and it is prepared anew when it is run again. */
  drop(statement: KnownStatement): void {
    for (let known: KnownStatement | undefined = statement; known !== undefined; known = known.other)
      this.#close(known);
  }

  #close(statement: KnownStatement): void {
    if (statement.id !== 0) this.#evicted.push(statement.id);
    statement.id = 0;
  }

  /** Whether there are statements to close on the server. */
  get hasEvicted(): boolean {
    return this.#evicted.length > 0;
  }

  /** The statements to close on the server; each is given once. */
  takeEvicted(): readonly number[] {
    const evicted = this.#evicted;
    this.#evicted = [];
    return evicted;
  }

  #add(compiled: CompiledText): KnownStatement {
    const isPlanned = planned.has(headOf(compiled.text)[0]);
    // Without values and without a plan to keep there is nothing to prepare.
    const protocol = this.#prepares && (isPlanned || compiled.parameterCount > 0) ? "prepared" : "text";
    const statement: KnownStatement = {
      compiled,
      kept: isPlanned,
      planned: isPlanned,
      protocol,
      id: 0,
      described: undefined,
      shape: undefined,
    };
    if (!isPlanned) return statement;
    const evicted = this.#statements.add(compiled, statement);
    if (evicted !== undefined) this.drop(evicted);
    return statement;
  }
}

/** Whether the types in a call are those a statement has met; a null fits any, and what it has not met it takes over. */
function takesTypes(known: Uint16Array, call: Buffer, from: number): boolean {
  for (let index = 0, at = from; index < known.length; index++, at += 2) {
    const type = call[at]! | (call[at + 1]! << 8);
    if (type !== types.null && known[index] !== 0 && known[index] !== type) return false;
  }
  for (let index = 0, at = from; index < known.length; index++, at += 2) {
    const type = call[at]! | (call[at + 1]! << 8);
    if (type !== types.null) known[index] = type;
  }
  return true;
}
