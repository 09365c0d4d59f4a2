import type { StatementEffects } from "../dialects/dialect.ts";

/**
 * A statement's text in the engine's own words, compiled once. The object's identity stands for the text: a session
 * keys what it prepared by it.
 */
export interface CompiledText {
  readonly text: string;
  /** How many values the text takes. */
  readonly parameterCount: number;
  /** Judged from the text on first use. */
  readonly effects: StatementEffects;
}

/** A compiled text with one call's values, already checked and converted. */
export interface BoundStatement {
  readonly compiled: CompiledText;
  readonly values: readonly unknown[];
}
