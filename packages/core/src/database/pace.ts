import type { CompiledText } from "../statement/index.ts";

/** What is quick, in milliseconds. */
const quickness = 10;
/** How many quick runs make a statement one that is known to be quick. */
const enough = 3;
/** How many it takes after a slow one. */
const penance = 100;

/** Knows which statements are quick, so that others may be sent behind them on the same connection. */
export class Pace {
  /** Quick runs in a row; below zero after a slow one. */
  readonly #runs = new WeakMap<CompiledText, number>();

  /** Notes how long a run took, in milliseconds. */
  note(compiled: CompiledText, took: number): void {
    const runs = this.#runs.get(compiled) ?? 0;
    if (took > quickness) this.#runs.set(compiled, enough - penance);
    else if (runs < enough) this.#runs.set(compiled, runs + 1);
  }

  quick(compiled: CompiledText): boolean {
    return this.#runs.get(compiled) === enough;
  }
}
