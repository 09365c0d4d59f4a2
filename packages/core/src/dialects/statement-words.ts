import type { LexicalRules } from "./lexical-rules.ts";
import { tokenize, type TokenKind } from "./tokenizer.ts";

/** A token with its text: words in lower case, quoted names without their quotes, all else as written. */
export interface Lexeme {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One statement of a text, as its lexemes. */
export class StatementWords {
  readonly lexemes: readonly Lexeme[];
  /** Where its first word stands: behind the parentheses that may open a query. */
  readonly headAt: number;

  constructor(lexemes: readonly Lexeme[]) {
    this.lexemes = lexemes;
    let at = 0;
    while (this.isPunctuation(at, "(")) at++;
    this.headAt = at;
  }

  /** The first word, or empty text when the statement begins with something else. */
  get head(): string {
    return this.word(0);
  }

  /** The word at a place counted from the head; empty text for what is not a word. */
  word(offset: number): string {
    return this.wordAt(this.headAt + offset);
  }

  /** The word at a place; empty text for what is not a word. */
  wordAt(at: number): string {
    const lexeme = this.lexemes[at];
    return lexeme?.kind === "word" ? lexeme.text : "";
  }

  /** Whether the words at a place are these. */
  matchesAt(at: number, ...words: readonly string[]): boolean {
    return words.every((word, offset) => this.wordAt(at + offset) === word);
  }

  /** Whether these words stand in a row anywhere. */
  has(...words: readonly string[]): boolean {
    return this.lexemes.some((_, at) => this.matchesAt(at, ...words));
  }

  /** Whether one of these words is among the first after the head, before any parenthesis. */
  hasEarly(words: ReadonlySet<string>, within: number): boolean {
    for (let offset = 1; offset <= within && !this.isPunctuation(this.headAt + offset, "("); offset++) {
      if (words.has(this.word(offset))) return true;
    }
    return false;
  }

  isPunctuation(at: number, text: string): boolean {
    const lexeme = this.lexemes[at];
    return lexeme?.kind === "punctuation" && lexeme.text === text;
  }

  isOperator(at: number, text: string): boolean {
    const lexeme = this.lexemes[at];
    return lexeme?.kind === "operator" && lexeme.text === text;
  }

  /** Whether a name at a place is followed by an opening parenthesis. */
  isCall(at: number): boolean {
    const kind = this.lexemes[at]?.kind;
    return (kind === "word" || kind === "identifier") && this.isPunctuation(at + 1, "(");
  }

  /** The place of the parenthesis that closes one, or the end. */
  closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.lexemes.length; at++) {
      if (this.isPunctuation(at, "(")) depth++;
      else if (this.isPunctuation(at, ")") && --depth === 0) return at;
    }
    return this.lexemes.length;
  }

  /** The part from a place on, as a statement of its own. */
  from(at: number): StatementWords {
    return new StatementWords(this.lexemes.slice(at));
  }
}

/**
 * How a text is cut into statements.
 *
 * - `blocks`: the body of a routine or trigger ends with its `end`
 * - `rest`: a routine or an anonymous block reaches to the end of the text
 */
export type BodyRule = "blocks" | "rest";

/** Reads a text's lexemes. @throws DatabaseError `syntax-error` as the tokenizer does. */
export function readLexemes(text: string, rules: LexicalRules): Lexeme[] {
  return tokenize(text, rules).map(({ kind, start, end }) => {
    const source = text.slice(start, end);
    if (kind === "word") return { kind, text: source.toLowerCase(), start, end };
    return { kind, text: kind === "identifier" ? source.slice(1, -1) : source, start, end };
  });
}

const routineKinds: ReadonlySet<string> = new Set([
  "procedure",
  "proc",
  "function",
  "trigger",
  "package",
  "event",
  "type",
  "rule",
]);
const otherKinds: ReadonlySet<string> = new Set([
  "table",
  "view",
  "index",
  "sequence",
  "database",
  "schema",
  "user",
  "role",
  "synonym",
  "domain",
  "as",
  "on",
  "set",
]);

/** Whether a statement defines something with a body of statements: `create or replace procedure …`. */
export function definesRoutine(statement: StatementWords): boolean {
  if (statement.head !== "create" && statement.head !== "alter") return false;
  for (let at = statement.headAt + 1; at < statement.lexemes.length && !statement.isPunctuation(at, "("); at++) {
    const word = statement.wordAt(at);
    if (routineKinds.has(word)) return true;
    if (otherKinds.has(word)) return false;
  }
  return false;
}

/** Cuts lexemes into statements at `;`, but not inside of parentheses and routine bodies. Empty statements are left out. */
export function splitStatements(
  lexemes: readonly Lexeme[],
  bodies: BodyRule,
  blockHeads: ReadonlySet<string> = new Set(),
): StatementWords[] {
  const statements: StatementWords[] = [];
  let from = 0;
  while (from < lexemes.length) {
    const rest = new StatementWords(lexemes.slice(from));
    const whole = bodies === "rest" && (definesRoutine(rest) || blockHeads.has(rest.head));
    const length = whole ? rest.lexemes.length : statementLength(rest, definesRoutine(rest));
    if (length > 0) statements.push(new StatementWords(rest.lexemes.slice(0, length)));
    from += length + 1;
  }
  return statements;
}

const inlineEnds: ReadonlySet<string> = new Set(["if", "loop", "while", "repeat"]);

function statementLength(statement: StatementWords, routine: boolean): number {
  let parentheses = 0;
  let blocks = 0;
  const { lexemes } = statement;
  for (let at = 0; at < lexemes.length; at++) {
    if (statement.isPunctuation(at, "(")) parentheses++;
    else if (statement.isPunctuation(at, ")")) parentheses = Math.max(0, parentheses - 1);
    else if (statement.isPunctuation(at, ";") && parentheses === 0 && blocks === 0) return at;
    if (!routine) continue;
    const word = statement.wordAt(at);
    if (word === "begin" || word === "case") blocks++;
    else if (word === "end" && !inlineEnds.has(statement.wordAt(at + 1))) {
      blocks = Math.max(0, blocks - 1);
      if (statement.wordAt(at + 1) === "case") at++;
    }
  }
  return lexemes.length;
}
