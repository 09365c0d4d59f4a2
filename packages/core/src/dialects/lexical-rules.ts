/** A pair of quotes that one character opens. */
export interface QuoteRule {
  readonly open: string;
  readonly close: string;
  readonly kind: "string" | "identifier";
  /** The closing character written twice stands for itself. */
  readonly doubled: boolean;
  /** A backslash takes the next character's meaning away. */
  readonly backslash: boolean;
}

/**
 * How placeholders and variables are written.
 *
 * - `?` and `?1`: question mark, alone or with a number
 * - `$1`, `$name`: dollar with a number or a name
 * - `:1`, `:name`: colon with a number or a name
 * - `@name`: at sign with a name
 */
export type PlaceholderForm = "?" | "?1" | "$1" | "$name" | ":1" | ":name" | "@name";

/**
 * What a dialect's text looks like below the level of grammar: data for the one tokenizer. The rules are those of a
 * session with default settings; `standard_conforming_strings = off`, `ANSI_QUOTES`, `NO_BACKSLASH_ESCAPES` and
 * `QUOTED_IDENTIFIER OFF` change an engine's lexer, and no rules here follow them.
 */
export interface LexicalRules {
  /** For messages. */
  readonly name: string;
  readonly quotes: readonly QuoteRule[];
  /** Words that directly before `'` belong to the string, lower case; the value tells whether backslashes escape in it. */
  readonly stringPrefixes: Readonly<Record<string, { readonly backslash: boolean }>>;
  /** `U&'…'` and `U&"…"`. */
  readonly unicodePrefix: boolean;
  /** `$$…$$` and `$tag$…$tag$`. */
  readonly dollarQuotes: boolean;
  /** `q'[…]'` and `nq'[…]'`. */
  readonly alternativeQuotes: boolean;
  readonly nestedComments: boolean;
  /** The end of the text ends a block comment. */
  readonly openCommentAtEnd: boolean;
  /** `--` is a comment only before white space or the end. */
  readonly dashNeedsSpace: boolean;
  /** `#` begins a line comment. */
  readonly hashComments: boolean;
  /** A carriage return alone ends a line comment. */
  readonly carriageReturnEndsLine: boolean;
  /** What after `/*` makes a comment's content run: `!`, `M!`. Its content is tokenized. */
  readonly executableComments: readonly string[];
  /** Characters beside letters, `_` and all above ASCII that begin a word. */
  readonly wordStart: string;
  /** Characters beside those and digits that a word goes on with. */
  readonly wordPart: string;
  /** Characters above ASCII that the engine takes as white space. */
  readonly extraSpaces: string;
  readonly placeholders: readonly PlaceholderForm[];
  /** `@name` is a variable (unless it is a placeholder), and so is `@@name`. */
  readonly variables: boolean;
  /** The dialect has operators that hold `?`, so a literal one must be told from a placeholder. */
  readonly questionOperators: boolean;
}

/** Standard SQL: what most dialects share. Each dialect states its difference. */
export const standardLexicalRules: LexicalRules = {
  name: "SQL",
  quotes: [
    { open: "'", close: "'", kind: "string", doubled: true, backslash: false },
    { open: '"', close: '"', kind: "identifier", doubled: true, backslash: false },
  ],
  stringPrefixes: {},
  unicodePrefix: false,
  dollarQuotes: false,
  alternativeQuotes: false,
  nestedComments: false,
  openCommentAtEnd: false,
  dashNeedsSpace: false,
  hashComments: false,
  carriageReturnEndsLine: false,
  executableComments: [],
  wordStart: "",
  wordPart: "$",
  extraSpaces: "",
  placeholders: [],
  variables: false,
  questionOperators: false,
};

/** The spaces of Unicode, for engines that count them as white space. */
export const unicodeSpaces =
  "\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff";
