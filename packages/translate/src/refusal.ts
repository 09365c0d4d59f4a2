import { QueryError, UsageError } from "@db/core";

/** A place in a statement's text. */
export interface Place {
  /** UTF-16 units before it, as `text.slice` counts. */
  readonly offset: number;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

/** Why a statement is not translated. It names constructs and places, never a bound value. */
export interface Refusal extends Place {
  /** `syntax-error`: the text is not of the source's grammar, or of the part of it that is known here. */
  readonly kind: "unsupported" | "syntax-error";
  /** What stands there: `integer division`, `ON CONFLICT without its columns`. */
  readonly construct: string;
  /** The whole sentence, with the place. */
  readonly message: string;
  /** What to do about it, where something can be done. */
  readonly hint?: string | undefined;
}

/** The statement has no form of equal meaning in the target, or none that is proven. Kind `unsupported`. */
export class UntranslatableError extends UsageError {
  /** The first refusal. */
  readonly refusal: Refusal;
  /** All that were found, the first one included. */
  readonly refusals: readonly Refusal[];

  constructor(engine: string, refusals: readonly [Refusal, ...Refusal[]], statement: string) {
    const [first] = refusals;
    super({
      kind: "unsupported",
      engine,
      message: first.message,
      hint: first.hint,
      position: first.offset + 1,
      statement,
    });
    this.refusal = first;
    this.refusals = refusals;
  }

  static {
    Object.defineProperty(UntranslatableError.prototype, "name", { value: "UntranslatableError", configurable: true });
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), refusals: this.refusals };
  }
}

/** The text is not a statement of the source dialect as far as it is known here. Kind `syntax-error`. */
export class StatementSyntaxError extends QueryError {
  readonly refusal: Refusal;
  readonly refusals: readonly Refusal[];

  constructor(engine: string, refusal: Refusal, statement: string) {
    super({
      kind: "syntax-error",
      engine,
      message: refusal.message,
      hint: refusal.hint,
      position: refusal.offset + 1,
      statement,
    });
    this.refusal = refusal;
    this.refusals = [refusal];
  }

  static {
    Object.defineProperty(StatementSyntaxError.prototype, "name", {
      value: "StatementSyntaxError",
      configurable: true,
    });
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), refusals: this.refusals };
  }
}

/** How a refusal travels inside of the package, before the text and the engines are known. */
export class Refused extends Error {
  readonly kind: Refusal["kind"];
  readonly construct: string;
  readonly at: number;
  readonly hint: string | undefined;

  constructor(kind: Refusal["kind"], construct: string, at: number, hint?: string) {
    super(construct);
    this.kind = kind;
    this.construct = construct;
    this.at = at;
    this.hint = hint;
  }
}

/** Refuses what has no equal. */
export function refuse(construct: string, at: number, hint?: string): never {
  throw new Refused("unsupported", construct, at, hint);
}

/** Refuses what is not the source's grammar. */
export function misread(construct: string, at: number): never {
  throw new Refused("syntax-error", construct, at);
}

/** The place of an offset. A line ends with a line feed. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { offset, line: before.split("\n").length, column: offset - lineStart + 1 };
}
