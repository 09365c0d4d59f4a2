import { misread, refuse } from "../refusal.ts";
import type { SourceToken } from "./tokens.ts";

/** The tokens of a statement with a place in them. */
export class TokenStream {
  readonly #tokens: readonly SourceToken[];
  #next = 0;

  constructor(tokens: readonly SourceToken[]) {
    this.#tokens = tokens;
  }

  /** A token ahead; the last one is the end. */
  peek(ahead = 0): SourceToken {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!;
  }

  /** The token read last. */
  get previousEnd(): number {
    return this.#next === 0 ? 0 : this.#tokens[this.#next - 1]!.end;
  }

  get at(): number {
    return this.peek().at;
  }

  take(): SourceToken {
    const token = this.peek();
    if (token.kind !== "end") this.#next++;
    return token;
  }

  /** Whether the next tokens are these words. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.peek(ahead).kind === "word" && this.peek(ahead).upper === word);
  }

  isWord(...words: readonly string[]): boolean {
    const token = this.peek();
    return token.kind === "word" && words.includes(token.upper);
  }

  /** Takes words when they all come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.#next += words.length;
    return true;
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) this.fail(words.join(" "));
  }

  isMark(mark: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return (token.kind === "punctuation" || token.kind === "operator") && token.text === mark;
  }

  acceptMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.#next++;
    return true;
  }

  expectMark(mark: string): void {
    if (!this.acceptMark(mark)) this.fail(`\`${mark}\``);
  }

  /** Refuses a construct when its words come next. */
  refuseWords(construct: string, ...words: readonly string[]): void {
    if (this.isWords(...words)) refuse(construct, this.at);
  }

  /** @throws Refused `syntax-error` at the next token, which is not repeated: it may be a value. */
  fail(expected: string): never {
    misread(this.peek().kind === "end" ? `the end, where ${expected} was expected` : `${expected} expected`, this.at);
  }

  /** A list with commas. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptMark(",")) items.push(item());
    return items;
  }

  /** A list in parentheses. */
  parenthesized<T>(item: () => T): T[] {
    this.expectMark("(");
    const items = this.list(item);
    this.expectMark(")");
    return items;
  }
}
