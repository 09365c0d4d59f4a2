import { DatabaseError, tokenize, type Dialect, type TokenKind } from "@db/core";
import { misread, refuse } from "../refusal.ts";

/** A token with what the parser asks of it. */
export interface SourceToken {
  readonly kind: TokenKind | "end";
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** Upper case, for keywords. */
  readonly upper: string;
}

/** Splits a text by the source's lexical rules. Comments vanish, but a hint or executable comment is refused. */
export function readTokens(text: string, dialect: Dialect): readonly SourceToken[] {
  let tokens;
  try {
    tokens = tokenize(text, dialect.lexical);
  } catch (error) {
    if (DatabaseError.is(error) && error.position !== undefined) misread("text without an end", error.position - 1);
    throw error;
  }
  const read: SourceToken[] = [];
  for (const { kind, start, end } of tokens) {
    if (kind === "executable") refuse("a comment that the engine runs", start);
    if (kind === "operator") read.push(...splitOperators(text, start, end));
    else read.push(tokenOf(kind, text, start, end));
  }
  refuseHints(text, read);
  return [...read, { kind: "end", at: text.length, end: text.length, text: "", upper: "" }];
}

/** A hint is a comment, so it stands in a gap between tokens. */
function refuseHints(text: string, tokens: readonly SourceToken[]): void {
  let from = 0;
  for (const { at, end } of [...tokens, { at: text.length, end: text.length }]) {
    const hint = text.slice(from, at).search(/\/\*\+|--\+/);
    if (hint >= 0) refuse("an optimizer hint", from + hint);
    from = end;
  }
}

function tokenOf(kind: TokenKind, text: string, at: number, end: number): SourceToken {
  const slice = text.slice(at, end);
  return { kind, at, end, text: slice, upper: kind === "word" ? slice.toUpperCase() : slice };
}

/** Operators that stand together without a space: `=-1` is two, `<=>` is one. Longest first. */
const operator =
  /::|:=|->>|#>>|!~~\*|!~\*|<=>|!~~|~~\*|<>|!=|<=|>=|!<|!>|\^=|==|\|\||&&|<<|>>|->|#>|@>|<@|@@|!~|~\*|~~|\|\/|[^]/gy;

function splitOperators(text: string, start: number, end: number): SourceToken[] {
  const parts: SourceToken[] = [];
  const run = text.slice(start, end);
  for (const match of run.matchAll(operator)) {
    const at = start + match.index;
    parts.push(tokenOf("operator", text, at, at + match[0].length));
  }
  return parts;
}
