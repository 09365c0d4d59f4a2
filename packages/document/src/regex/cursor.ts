/** Throws the error for a pattern that cannot be had. */
export type Refuse = (what: string) => never;

/** A place in a pattern that is being read. */
export class Cursor {
  readonly source: string;
  readonly refuse: Refuse;
  at = 0;

  constructor(source: string, refuse: Refuse) {
    this.source = source;
    this.refuse = refuse;
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** The unit that comes next; `undefined` at the end. */
  get next(): string | undefined {
    return this.source[this.at];
  }

  /** Takes the code point that comes next; there has to be one. */
  takePoint(): number {
    const point = this.source.codePointAt(this.at) as number;
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** Takes what a sticky expression finds here; `undefined` when it finds nothing. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.source);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }
}
