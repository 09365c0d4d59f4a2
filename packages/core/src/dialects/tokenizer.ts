import { databaseError, type DatabaseError } from "../errors/index.ts";
import { CharacterClass, characterClasses, isSpaceAt, isWordPart, type CharacterTable } from "./character-classes.ts";
import type { LexicalRules, QuoteRule } from "./lexical-rules.ts";

/**
 * - `word`: a keyword or unquoted name; `identifier`: a quoted one
 * - `string`: any string or dollar-quoted literal, with its prefix
 * - `placeholder`: one in the rules' own forms; `variable`: `@name`, `@@name`
 * - `operator`, `punctuation`: `( ) [ ] { } , ; . :` are punctuation
 * - `executable`: the opening or closing mark of a comment whose content the engine runs
 */
export type TokenKind =
  | "word"
  | "identifier"
  | "string"
  | "number"
  | "placeholder"
  | "variable"
  | "operator"
  | "punctuation"
  | "executable";

/** One token: `text.slice(start, end)`. Comments and white space give none. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a statement's text into tokens.
 * @throws DatabaseError `syntax-error` with its `position` (from 1) for a string, quoted name or comment without an end.
 */
export function tokenize(text: string, rules: LexicalRules): Token[] {
  return new Scanner(text, rules).scan();
}

const wordAfter = /[A-Za-z_\u0080-\uffff]/;

class Scanner {
  readonly #text: string;
  readonly #rules: LexicalRules;
  readonly #table: CharacterTable;
  readonly #tokens: Token[] = [];
  /** Where the comments begin whose content is being read because it runs. */
  readonly #executable: number[] = [];
  #brackets = 0;

  constructor(text: string, rules: LexicalRules) {
    this.#text = text;
    this.#rules = rules;
    this.#table = characterClasses(rules);
  }

  scan(): Token[] {
    const text = this.#text;
    let at = 0;
    while (at < text.length) at = this.#next(at);
    const open = this.#executable[0];
    if (open !== undefined) throw this.#unterminated("comment", open);
    return this.#tokens;
  }

  /** Reads what begins at a place and gives the place after it. */
  #next(at: number): number {
    switch (this.#classAt(at)) {
      case CharacterClass.space:
        return at + 1;
      case CharacterClass.word:
        return this.#word(at);
      case CharacterClass.digit:
        return this.#push("number", at, this.#numberEnd(at));
      case CharacterClass.quote: {
        const rule = this.#table.quotes.get(this.#text.charCodeAt(at))!;
        return this.#push(rule.kind, at, this.#quoteEnd(at, at + 1, rule, rule.backslash));
      }
      case CharacterClass.punctuation:
        return this.#punctuation(at);
      default:
        return this.#operatorOrComment(at);
    }
  }

  #push(kind: TokenKind, start: number, end: number): number {
    this.#tokens.push({ kind, start, end });
    return end;
  }

  #classAt(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code < 128) return this.#table.ascii[code]!;
    return isSpaceAt(code, this.#table) ? CharacterClass.space : CharacterClass.word;
  }

  #wordEnd(at: number): number {
    let end = at;
    while (end < this.#text.length && isWordPart(this.#text.charCodeAt(end), this.#table)) end++;
    return end;
  }

  #word(at: number): number {
    const { stringPrefixes, alternativeQuotes, unicodePrefix } = this.#rules;
    const text = this.#text;
    const end = this.#wordEnd(at + 1);
    const follower = text[end];
    if (follower === "'" && end - at <= 2) {
      const prefix = text.slice(at, end).toLowerCase();
      if (alternativeQuotes && (prefix === "q" || prefix === "nq"))
        return this.#push("string", at, this.#alternativeEnd(at, end + 1));
      const known = Object.hasOwn(stringPrefixes, prefix) ? stringPrefixes[prefix] : undefined;
      if (known !== undefined) return this.#push("string", at, this.#prefixedEnd(at, end, known.backslash));
    }
    if (
      unicodePrefix &&
      follower === "&" &&
      end === at + 1 &&
      /[uU]/.test(text[at]!) &&
      /['"]/.test(text[end + 1] ?? "")
    ) {
      const rule = this.#table.quotes.get(text.charCodeAt(end + 1))!;
      return this.#push(rule.kind, at, this.#quoteEnd(at, end + 2, rule, false));
    }
    return this.#push("word", at, end);
  }

  /** A prefixed string. One with escapes goes on, still with escapes, in a string that a line break parts from it. */
  #prefixedEnd(start: number, quote: number, backslash: boolean): number {
    const rule = this.#table.quotes.get(0x27)!;
    let end = this.#quoteEnd(start, quote + 1, rule, backslash);
    while (backslash) {
      const next = this.#continuation(end);
      if (next === undefined) break;
      end = this.#quoteEnd(start, next + 1, rule, true);
    }
    return end;
  }

  #continuation(from: number): number | undefined {
    const rest = /(?:[ \t\f\v]|--[^\r\n]*)*[\r\n](?:\s|--[^\r\n]*(?=[\r\n]))*'/y;
    rest.lastIndex = from;
    return rest.test(this.#text) ? rest.lastIndex - 1 : undefined;
  }

  #alternativeEnd(start: number, at: number): number {
    const open = this.#text[at] ?? "";
    const close = { "[": "]", "{": "}", "(": ")", "<": ">" }[open] ?? open;
    const end = open === "" ? -1 : this.#text.indexOf(`${close}'`, at + 1);
    if (end < 0) throw this.#unterminated("string", start);
    return end + 2;
  }

  #quoteEnd(start: number, from: number, rule: QuoteRule, backslash: boolean): number {
    const text = this.#text;
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === rule.close) {
        if (!rule.doubled || text[at + 1] !== rule.close) return at + 1;
        at++;
      } else if (backslash && character === "\\") at++;
    }
    throw this.#unterminated(rule.kind === "string" ? "string" : "quoted name", start);
  }

  #numberEnd(at: number): number {
    const number = /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
    number.lastIndex = at;
    return number.test(this.#text) ? number.lastIndex : at + 1;
  }

  #punctuation(at: number): number {
    const text = this.#text;
    const character = text[at];
    const next = text[at + 1];
    if (character === "." && next !== undefined && next >= "0" && next <= "9" && !this.#follows(at)) {
      return this.#push("number", at, this.#numberEnd(at));
    }
    if (character === ":") {
      if (next === ":" || next === "=") return this.#push("operator", at, at + 2);
      const end = this.#placeholderEnd(at, ":name", ":1");
      if (end !== undefined && !this.#separates(at)) return this.#push("placeholder", at, end);
    }
    if (character === "[") this.#brackets++;
    if (character === "]" && this.#brackets > 0) this.#brackets--;
    return this.#push("punctuation", at, at + 1);
  }

  /**
   * Whether a colon stands between two values instead of beginning a placeholder: right behind a value or name
   * (`a[1:n]`, `label:word`), or behind one that no placeholder can follow (`json_object('k' :v)`, `a[1 :n]`).
   */
  #separates(at: number): boolean {
    if (this.#follows(at)) return true;
    const last = this.#tokens.at(-1);
    if (last === undefined) return false;
    if (last.kind === "string" || last.kind === "placeholder") return true;
    const closes = last.kind === "punctuation" ? this.#text[last.start] : undefined;
    if (closes === "]") return true;
    return this.#brackets > 0 && (last.kind === "number" || closes === ")");
  }

  /** Whether a value or name ends right before a place. */
  #follows(at: number): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined || last.end !== at) return false;
    return last.kind === "punctuation"
      ? /[\])]/.test(this.#text[last.start]!)
      : last.kind !== "operator" && last.kind !== "executable";
  }

  /** The end of a placeholder whose mark stands at a place, when one of the two forms is the dialect's. */
  #placeholderEnd(at: number, named: "$name" | ":name" | "@name", numbered?: "$1" | ":1"): number | undefined {
    const forms = this.#rules.placeholders;
    const next = this.#text[at + 1] ?? "";
    if (numbered !== undefined && next >= "0" && next <= "9" && forms.includes(numbered)) {
      let end = at + 2;
      while (/\d/.test(this.#text[end] ?? "")) end++;
      return end;
    }
    return forms.includes(named) && wordAfter.test(next) ? this.#wordEnd(at + 1) : undefined;
  }

  #operatorOrComment(at: number): number {
    const text = this.#text;
    const rules = this.#rules;
    const character = text[at]!;
    if (this.#commentAt(at)) return this.#skipComment(at);
    if (character === "*" && text[at + 1] === "/" && this.#executable.length > 0) {
      this.#executable.pop();
      return this.#push("executable", at, at + 2);
    }
    if (character === "$") {
      const end = this.#dollar(at);
      if (end !== undefined) return end;
    }
    if (character === "@") {
      const variable = rules.variables && text[at + 1] === "@" && wordAfter.test(text[at + 2] ?? "");
      if (variable) return this.#push("variable", at, this.#wordEnd(at + 2));
      const end = this.#placeholderEnd(at, "@name");
      if (end !== undefined) return this.#push("placeholder", at, end);
      if (rules.variables && wordAfter.test(text[at + 1] ?? ""))
        return this.#push("variable", at, this.#wordEnd(at + 1));
    }
    if (character === "?" && rules.placeholders.includes("?")) {
      if (rules.questionOperators && text[at + 1] === "?") return this.#push("operator", at, at + 2);
      let end = at + 1;
      if (rules.placeholders.includes("?1")) while (/\d/.test(text[end] ?? "")) end++;
      return this.#push("placeholder", at, end);
    }
    return this.#push("operator", at, this.#operatorEnd(at));
  }

  #dollar(at: number): number | undefined {
    const text = this.#text;
    const end = this.#placeholderEnd(at, "$name", "$1");
    if (end !== undefined) return this.#push("placeholder", at, end);
    if (!this.#rules.dollarQuotes) return undefined;
    const opening = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
    opening.lastIndex = at;
    if (!opening.test(text)) return undefined;
    const mark = text.slice(at, opening.lastIndex);
    const close = text.indexOf(mark, opening.lastIndex);
    if (close < 0) throw this.#unterminated("dollar-quoted string", at);
    return this.#push("string", at, close + mark.length);
  }

  /** An operator ends before a comment, a placeholder, and where the class of its characters ends. */
  #operatorEnd(at: number): number {
    const text = this.#text;
    const questions = this.#rules.placeholders.includes("?");
    let end = at + 1;
    while (end < text.length && this.#classAt(end) === CharacterClass.operator) {
      const character = text[end];
      if (character === "$" || (character === "?" && questions) || this.#commentAt(end)) break;
      if (character === "@" && (this.#rules.variables || this.#rules.placeholders.includes("@name"))) break;
      if (character === "*" && text[end + 1] === "/" && this.#executable.length > 0) break;
      end++;
    }
    return end;
  }

  #commentAt(at: number): boolean {
    const text = this.#text;
    switch (text[at]) {
      case "/":
        return text[at + 1] === "*";
      case "#":
        return this.#rules.hashComments;
      case "-":
        return (
          text[at + 1] === "-" &&
          (!this.#rules.dashNeedsSpace || text.charCodeAt(at + 2) <= 0x20 || at + 2 >= text.length)
        );
      default:
        return false;
    }
  }

  #skipComment(at: number): number {
    return this.#text[at] === "/" ? this.#skipBlock(at) : this.#lineEnd(at);
  }

  #lineEnd(at: number): number {
    const end = this.#rules.carriageReturnEndsLine ? /[\r\n]/g : /\n/g;
    end.lastIndex = at;
    return end.test(this.#text) ? end.lastIndex : this.#text.length;
  }

  #skipBlock(at: number): number {
    const text = this.#text;
    const { executableComments, nestedComments, openCommentAtEnd } = this.#rules;
    const mark = executableComments.find((candidate) => text.startsWith(candidate, at + 2));
    if (mark !== undefined) {
      this.#executable.push(at);
      let end = at + 2 + mark.length;
      while (/\d/.test(text[end] ?? "")) end++;
      return this.#push("executable", at, end);
    }
    let depth = 1;
    for (let next = at + 2; next < text.length; next++) {
      if (text[next] === "*" && text[next + 1] === "/") {
        next++;
        if (--depth === 0) return next + 1;
      } else if (nestedComments && text[next] === "/" && text[next + 1] === "*") {
        next++;
        depth++;
      }
    }
    if (openCommentAtEnd) return text.length;
    throw this.#unterminated("comment", at);
  }

  #unterminated(what: string, at: number): DatabaseError {
    return databaseError({
      kind: "syntax-error",
      message: `the ${what} that begins at position ${at + 1} has no end`,
      position: at + 1,
      statement: this.#text,
    });
  }
}
