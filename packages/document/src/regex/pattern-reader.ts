import { letterClass, posixClass, unicodeProperty } from "./pattern-classes.ts";

/** The letters that options and `(?imsx)` have. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

/** A group that is open: the flags around it, and how many groups were added inside for flags. */
interface Group {
  readonly outer: Flags;
  added: number;
}

/** Throws the error for a pattern that cannot be had. */
export type Refuse = (what: string) => never;

const syntax = /[\^$\\.*+?()[\]{}|/]/;
const start = String.raw`(?<![\s\S])`;
const end = String.raw`(?![\s\S])`;
const verticalBreak = String.raw`(?:\r\n|[\n-\r\u0085\u2028\u2029])`;

/** Escapes outside of a class that stand for a text of their own. */
const assertions: Readonly<Record<string, string>> = {
  A: start,
  z: end,
  Z: String.raw`(?=\n?(?![\s\S]))`,
  b: String.raw`\b`,
  B: String.raw`\B`,
  N: String.raw`[^\n]`,
  R: verticalBreak,
};

const characters: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** Reads a pattern of PCRE from its beginning to its end and writes JavaScript's. */
export class PatternReader {
  readonly #source: string;
  readonly #refuse: Refuse;
  readonly #isUnicode: boolean;
  readonly #groupCount: number;
  readonly #groups: Group[] = [];
  #flags: Flags;
  /** Whether the whole ignores case; then no group has to say so. */
  #ignoreCase: boolean;
  #at = 0;
  #opened = 0;
  #text = "";
  /** Whether something stands before that can be repeated. */
  #canRepeat = false;
  /** How many groups were added for flags outside of every group. */
  #topAdded = 0;

  constructor(source: string, options: string, refuse: Refuse) {
    const verbs = /^(?:\(\*[A-Z0-9]+\))+/.exec(source)?.[0] ?? "";
    this.#source = source.slice(verbs.length);
    this.#isUnicode = verbs.includes("(*UCP)");
    this.#refuse = refuse;
    this.#ignoreCase = options.includes("i");
    this.#flags = {
      i: this.#ignoreCase,
      m: options.includes("m"),
      s: options.includes("s"),
      x: options.includes("x"),
    };
    this.#groupCount = countGroups(this.#source);
  }

  /** The pattern in JavaScript's terms, for the flag `u`, and whether it needs the flag `i`. */
  read(): { readonly text: string; readonly ignoreCase: boolean } {
    while (this.#at < this.#source.length) this.#readNext();
    if (this.#groups.length > 0) this.#refuse("a group is not closed");
    this.#closeAdded(this.#topAdded);
    return { text: this.#text, ignoreCase: this.#ignoreCase };
  }

  #closeAdded(count: number): void {
    this.#text += ")".repeat(count);
  }

  #write(text: string, canRepeat = true): void {
    this.#text += text;
    this.#canRepeat = canRepeat;
  }

  #readNext(): void {
    const point = this.#source.codePointAt(this.#at) as number;
    const character = String.fromCodePoint(point);
    this.#at += character.length;
    switch (character) {
      case "\\":
        return this.#readEscape();
      case "[":
        return this.#write(this.#readClass());
      case "(":
        return this.#readGroup();
      case ")":
        return this.#closeGroup();
      case "|":
        return this.#readBranch();
      case ".":
        return this.#write(this.#flags.s ? String.raw`[\s\S]` : String.raw`[^\n]`);
      case "^":
        return this.#write(this.#flags.m ? String.raw`(?:${start}|(?<=\n)(?=[\s\S]))` : start, false);
      case "$":
        return this.#write(this.#flags.m ? String.raw`(?=\n|${end})` : String.raw`(?=\n?${end})`, false);
      case "*":
      case "+":
      case "?":
        return this.#readQuantifier(character);
      case "{":
        return this.#readBraces();
      case "#":
        if (this.#flags.x) return this.#skipComment();
        return this.#write("#");
      default:
        if (this.#flags.x && /[ \t-\r]/.test(character)) return;
        return this.#write(syntax.test(character) ? `\\${character}` : character);
    }
  }

  #skipComment(): void {
    const line = this.#source.indexOf("\n", this.#at);
    this.#at = line < 0 ? this.#source.length : line + 1;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #readQuantifier(text: string): void {
    if (!this.#canRepeat) this.#refuse("a quantifier has nothing to repeat");
    const next = this.#source[this.#at];
    if (next === "+") this.#refuse("possessive quantifiers are not supported");
    if (next === "?") this.#at++;
    this.#write(next === "?" ? `${text}?` : text, false);
  }

  #readBraces(): void {
    const found = this.#take(/\d+(?:,\d*)?\}/y);
    if (found === undefined) return this.#write(String.raw`\{`);
    this.#readQuantifier(`{${found[0]}`);
  }

  /** A branch ends the groups that were added for flags; the next one has them again. */
  #readBranch(): void {
    const group = this.#groups.at(-1);
    const added = group?.added ?? this.#topAdded;
    this.#closeAdded(added);
    this.#write("|", false);
    if (added === 0) return;
    this.#write(this.#flags.i ? "(?i:" : "(?-i:", false);
    if (group === undefined) this.#topAdded = 1;
    else group.added = 1;
  }

  #closeGroup(): void {
    const group = this.#groups.pop();
    if (group === undefined) return this.#refuse("a group is closed that is not open");
    this.#closeAdded(group.added);
    this.#flags = group.outer;
    this.#write(")");
  }

  #open(text: string): void {
    this.#groups.push({ outer: this.#flags, added: 0 });
    this.#write(text, false);
  }

  #readGroup(): void {
    if (this.#source[this.#at] !== "?") {
      if (this.#source[this.#at] === "*") this.#refuse("verbs are not supported");
      this.#opened++;
      return this.#open("(");
    }
    if (this.#take(/\?#[^)]*\)/y) !== undefined) return;
    const plain = this.#take(/\?(?::|=|!|<=|<!)/y);
    if (plain !== undefined) return this.#open(`(${plain[0]}`);
    const named = this.#take(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== undefined) {
      this.#opened++;
      return this.#open(`(?<${named[1] ?? named[2]}>`);
    }
    const reference = this.#take(/\?P=([A-Za-z_]\w*)\)/y);
    if (reference !== undefined) return this.#write(String.raw`\k<${reference[1]}>`);
    const flags = this.#take(/\?(\^?)([imsxnJU]*)(?:-([imsx]*))?([:)])/y);
    if (flags === undefined) return this.#refuse("a kind of group is not supported");
    this.#readFlags(flags);
  }

  #readFlags(found: RegExpExecArray): void {
    const [, reset, on = "", off = "", close] = found;
    if (/[nJU]/.test(on)) this.#refuse("the flags n, J and U are not supported");
    const before: Flags = reset === "^" ? { i: false, m: false, s: false, x: false } : this.#flags;
    const flag = (name: keyof Flags): boolean => (on.includes(name) || before[name]) && !off.includes(name);
    const flags: Flags = { i: flag("i"), m: flag("m"), s: flag("s"), x: flag("x") };
    const change = flags.i === this.#flags.i ? "" : flags.i ? "i" : "-i";
    if (close === ":") {
      this.#open(change === "" ? "(?:" : `(?${change}:`);
      this.#flags = flags;
      return;
    }
    this.#flags = flags;
    if (change === "") return;
    // At the very beginning it is the flag of the whole.
    if (this.#text === "" && change === "i") {
      this.#ignoreCase = true;
      return;
    }
    this.#write(`(?${change}:`, false);
    const group = this.#groups.at(-1);
    if (group === undefined) this.#topAdded++;
    else group.added++;
  }

  #readEscape(): void {
    const letter = this.#source[this.#at];
    if (letter === undefined) return this.#refuse("it ends with a backslash");
    if (letter === "Q") return this.#readQuoted();
    if (letter === "E") {
      this.#at++;
      return;
    }
    if (/[GKXC]/.test(letter)) this.#refuse(`the escape of ${letter} is not supported`);
    const assertion = Object.hasOwn(assertions, letter) ? assertions[letter] : undefined;
    if (assertion !== undefined) {
      this.#at++;
      return this.#write(assertion, letter === "N" || letter === "R");
    }
    const group = this.#readReference();
    if (group !== undefined) return this.#write(group);
    const set = this.#readSet();
    if (set !== undefined) return this.#write(`[${set}]`);
    this.#write(escaped(this.#readCharacter()));
  }

  #readQuoted(): void {
    const close = this.#source.indexOf("\\E", this.#at + 1);
    const stop = close < 0 ? this.#source.length : close;
    for (const character of this.#source.slice(this.#at + 1, stop))
      this.#write(escaped(character.codePointAt(0) as number));
    this.#at = close < 0 ? stop : close + 2;
  }

  /** A reference to a group: `\1`, `\g{1}`, `\g{-1}`, `\k<name>`. */
  #readReference(): string | undefined {
    const named = this.#take(/[kg](?:<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)\}|'([A-Za-z_]\w*)')/y);
    if (named !== undefined) return String.raw`\k<${named[1] ?? named[2] ?? named[3]}>`;
    const relative = this.#take(/g(?:\{(-?\d+)\}|(-?\d+))/y);
    if (relative !== undefined) {
      const number = Number(relative[1] ?? relative[2]);
      return `(?:\\${number < 0 ? this.#opened + 1 + number : number})`;
    }
    const digits = /[1-9]\d*/y;
    digits.lastIndex = this.#at;
    const number = digits.exec(this.#source)?.[0];
    if (number === undefined || (Number(number) > 9 && Number(number) > this.#groupCount)) return undefined;
    this.#at += number.length;
    if (Number(number) > this.#groupCount) this.#refuse("a reference is to a group that is not there");
    return `(?:\\${number})`;
  }

  /** An escape that stands for many characters, as the inside of a class. */
  #readSet(): string | undefined {
    const property = this.#take(/([pP])(?:\{(\^?[\w&]+)\}|([A-Z]))/y);
    if (property !== undefined) {
      return unicodeProperty((property[2] ?? property[3]) as string, property[1] === "P");
    }
    const letter = this.#source[this.#at] as string;
    const set = letterClass(letter, this.#isUnicode);
    if (set !== undefined) this.#at++;
    return set;
  }

  /** One character that an escape stands for, as its code point. */
  #readCharacter(): number {
    const hex = this.#take(/x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{0,2}))/y);
    if (hex !== undefined) return this.#point(Number.parseInt((hex[1] ?? hex[2]) || "0", 16));
    const octal = this.#take(/o\{([0-7]+)\}|([0-7]{1,3})/y);
    if (octal !== undefined) return this.#point(Number.parseInt((octal[1] ?? octal[2]) as string, 8));
    const control = this.#take(/c([ -~])/y);
    if (control !== undefined) return (control[1] as string).toUpperCase().charCodeAt(0) ^ 64;
    const point = this.#source.codePointAt(this.#at) as number;
    const character = String.fromCodePoint(point);
    this.#at += character.length;
    if (Object.hasOwn(characters, character)) return characters[character] as number;
    if (/[A-Za-z]/.test(character)) this.#refuse(`there is no escape of ${character}`);
    return point;
  }

  #point(value: number): number {
    return value > 0x10ffff || (value >= 0xd800 && value < 0xe000)
      ? this.#refuse("a code point is out of range")
      : value;
  }

  #readClass(): string {
    const isNegated = this.#source[this.#at] === "^";
    if (isNegated) this.#at++;
    let text = "";
    let isFirst = true;
    while (isFirst || this.#source[this.#at] !== "]") {
      if (this.#at >= this.#source.length) this.#refuse("a class is not closed");
      text += this.#readClassItem();
      isFirst = false;
    }
    this.#at++;
    return `[${isNegated ? "^" : ""}${text}]`;
  }

  #readClassItem(): string {
    const posix = this.#take(/\[:(\^?)([a-z]+):\]/y);
    if (posix !== undefined) {
      return posixClass(posix[2] as string, posix[1] === "^") ?? this.#refuse("a class of POSIX is not known");
    }
    const first = this.#readClassCharacter();
    if (typeof first === "string") return first;
    const range = /-(?!\])/y;
    range.lastIndex = this.#at;
    if (!range.test(this.#source) || this.#source.startsWith("-[:", this.#at)) return escaped(first);
    this.#at++;
    const last = this.#readClassCharacter();
    // A class such as \w ends no range: the hyphen stands for itself.
    if (typeof last === "string") return `${escaped(first)}\\-${last}`;
    if (last < first) this.#refuse("a range is out of order");
    return `${escaped(first)}-${escaped(last)}`;
  }

  /** A code point, or the inside of a class such as `\d`; an empty text for `\E`. */
  #readClassCharacter(): number | string {
    if (this.#at >= this.#source.length) this.#refuse("a class is not closed");
    if (this.#source[this.#at] !== "\\") {
      const point = this.#source.codePointAt(this.#at) as number;
      this.#at += point > 0xffff ? 2 : 1;
      return point;
    }
    this.#at++;
    const letter = this.#source[this.#at];
    if (letter === undefined) return this.#refuse("it ends with a backslash");
    if (letter === "E") {
      this.#at++;
      return "";
    }
    if (letter === "b") {
      this.#at++;
      return 8;
    }
    return this.#readSet() ?? this.#readCharacter();
  }
}

/** A code point as a text that stands for itself, in a class and out of one. */
function escaped(point: number): string {
  const character = String.fromCodePoint(point);
  if (/[\p{L}\p{N} ]/u.test(character)) return character;
  return `\\u{${point.toString(16)}}`;
}

/** How many groups a pattern has that can be referred to. */
function countGroups(source: string): number {
  const bare = source.replaceAll(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/gs, "");
  return (bare.match(/\((?!\?)|\(\?(?:P?<(?![=!])|')/g) ?? []).length;
}
