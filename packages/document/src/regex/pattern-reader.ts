import { CaptureNames } from "./capture-names.ts";
import { Cursor, type Refuse } from "./cursor.ts";
import { escaped, readCharacter, readClass, readSet } from "./read-class.ts";

/** The letters that options and `(?imsx)` have. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

/** A group that is open. */
interface Group {
  /** The flags around it. */
  readonly outer: Flags;
  /** Where it begins in the text that is written. */
  readonly start: number;
  readonly kind: "plain" | "atomic" | "condition";
  /** How many groups were added inside for flags. */
  added: number;
  /** Of a condition: what its second branch begins with. */
  otherwise?: string | undefined;
}

/** What a pattern is in JavaScript's terms, for the flag `u`. */
export interface ReadPattern {
  readonly text: string;
  readonly ignoreCase: boolean;
  /** The names of the groups in their order; `undefined` when their numbers are those of the pattern. */
  readonly names: readonly string[] | undefined;
}

const syntax = /[\^$\\.*+?()[\]{}|/]/;
const start = String.raw`(?<![\s\S])`;
const end = String.raw`(?![\s\S])`;

/** Escapes outside of a class that stand for a text of their own. */
const assertions: Readonly<Record<string, string>> = {
  A: start,
  z: end,
  Z: String.raw`(?=\n?(?![\s\S]))`,
  b: String.raw`\b`,
  B: String.raw`\B`,
  N: String.raw`[^\n]`,
  R: String.raw`(?:\r\n|[\n-\r\u0085\u2028\u2029])`,
};

/** Reads a pattern of PCRE from its beginning to its end and writes JavaScript's. */
export class PatternReader {
  readonly #cursor: Cursor;
  readonly #isUnicode: boolean;
  readonly #captures: CaptureNames;
  /** The open groups; the first stands for the whole. */
  readonly #groups: Group[];
  #flags: Flags;
  /** Whether the whole ignores case; then no group has to say so. */
  #ignoreCase: boolean;
  #text = "";
  /** Where the item begins that a quantifier would repeat; `undefined` when there is none. */
  #item: number | undefined;

  constructor(source: string, options: string, refuse: Refuse) {
    const verbs = /^(?:\(\*[A-Z0-9]+\))+/.exec(source)?.[0] ?? "";
    const bare = source.slice(verbs.length);
    this.#cursor = new Cursor(bare, refuse);
    this.#captures = new CaptureNames(bare);
    this.#isUnicode = verbs.includes("(*UCP)");
    const has = (letter: string): boolean => options.includes(letter);
    this.#ignoreCase = has("i");
    this.#flags = { i: has("i"), m: has("m"), s: has("s"), x: has("x") };
    this.#groups = [{ outer: this.#flags, start: 0, kind: "plain", added: 0 }];
  }

  /** The whole pattern. Throws what `refuse` throws. */
  read(): ReadPattern {
    while (!this.#cursor.isAtEnd) this.#readNext();
    if (this.#groups.length > 1) this.#cursor.refuse("a group is not closed");
    this.#closeAdded();
    const names = this.#captures.hasHelpers ? this.#captures.names : undefined;
    return { text: this.#text, ignoreCase: this.#ignoreCase, names };
  }

  get #group(): Group {
    return this.#groups.at(-1) as Group;
  }

  #closeAdded(): void {
    this.#text += ")".repeat(this.#group.added);
  }

  #write(text: string, canRepeat = true): void {
    this.#item = canRepeat ? this.#text.length : undefined;
    this.#text += text;
  }

  #readNext(): void {
    const character = String.fromCodePoint(this.#cursor.takePoint());
    const { m, s, x } = this.#flags;
    switch (character) {
      case "\\":
        return this.#readEscape();
      case "[":
        return this.#write(readClass(this.#cursor, this.#isUnicode));
      case "(":
        return this.#readGroup();
      case ")":
        return this.#closeGroup();
      case "|":
        return this.#readBranch();
      case ".":
        return this.#write(s ? String.raw`[\s\S]` : String.raw`[^\n]`);
      case "^":
        return this.#write(m ? String.raw`(?:${start}|(?<=\n)(?=[\s\S]))` : start, false);
      case "$":
        return this.#write(m ? String.raw`(?=\n|${end})` : String.raw`(?=\n?${end})`, false);
      case "*":
      case "+":
      case "?":
        return this.#readQuantifier(character);
      case "{":
        return this.#readBraces();
      default:
        if (x && /[ \t-\r]/.test(character)) return;
        if (x && character === "#") return void this.#cursor.take(/[^\n]*/y);
        return this.#write(syntax.test(character) ? `\\${character}` : character);
    }
  }

  #readQuantifier(text: string): void {
    const item = this.#item;
    if (item === undefined) return this.#cursor.refuse("a quantifier has nothing to repeat");
    const kind = this.#cursor.take(/[+?]/y)?.[0];
    if (kind !== "+") return this.#write(kind === "?" ? `${text}?` : text, false);
    const repeated = this.#text.slice(item) + text;
    this.#text = this.#text.slice(0, item);
    this.#write(this.#captures.atomic(repeated), false);
  }

  #readBraces(): void {
    const found = this.#cursor.take(/\d+(?:,\d*)?\}/y);
    if (found === undefined) return this.#write(String.raw`\{`);
    this.#readQuantifier(`{${found[0]}`);
  }

  /** A branch ends the groups that were added for flags; the next one has them again. */
  #readBranch(): void {
    const group = this.#group;
    this.#closeAdded();
    this.#write("|", false);
    if (group.kind === "condition") {
      if (group.otherwise === undefined) this.#cursor.refuse("a condition has more than two branches");
      this.#write(group.otherwise ?? "", false);
      group.otherwise = undefined;
    }
    if (group.added === 0) return;
    this.#write(this.#flags.i ? "(?i:" : "(?-i:", false);
    group.added = 1;
  }

  #closeGroup(): void {
    if (this.#groups.length === 1) this.#cursor.refuse("a group is closed that is not open");
    this.#closeAdded();
    const group = this.#groups.pop() as Group;
    this.#flags = group.outer;
    // A condition without a second branch matches nothing there.
    if (group.kind === "condition" && group.otherwise !== undefined) this.#text += `|${group.otherwise}`;
    if (group.kind === "atomic") {
      const text = this.#text.slice(group.start);
      this.#text = this.#text.slice(0, group.start) + this.#captures.atomic(text);
    } else this.#text += ")";
    this.#item = group.start;
  }

  #open(text: string, kind: Group["kind"] = "plain"): void {
    this.#groups.push({ outer: this.#flags, start: this.#text.length, kind, added: 0 });
    this.#write(text, false);
  }

  #readGroup(): void {
    const cursor = this.#cursor;
    if (cursor.next !== "?") {
      if (cursor.next === "*") cursor.refuse("verbs are not supported");
      return this.#open(this.#captures.open(undefined));
    }
    if (cursor.take(/\?#[^)]*\)/y) !== undefined) return;
    if (cursor.take(/\?>/y) !== undefined) return this.#open("", "atomic");
    const plain = cursor.take(/\?(?::|=|!|<=|<!)/y);
    if (plain !== undefined) return this.#open(`(${plain[0]}`);
    const named = cursor.take(/\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== undefined) return this.#open(this.#captures.open(named[1] ?? named[2]));
    const reference = cursor.take(/\?P=([A-Za-z_]\w*)\)/y);
    if (reference !== undefined) return this.#write(String.raw`\k<${reference[1]}>`);
    const condition = cursor.take(/\?\((?:<(\w+)>|'(\w+)'|(\w+))\)/y);
    if (condition !== undefined) return this.#openCondition((condition[1] ?? condition[2] ?? condition[3]) as string);
    const flags = cursor.take(/\?(\^?)([imsxnJU]*)(?:-([imsx]*))?([:)])/y);
    if (flags === undefined) return cursor.refuse("a kind of group is not supported");
    this.#readFlags(flags);
  }

  #openCondition(asked: string): void {
    const absence = this.#captures.absence(asked);
    if (absence === undefined) return this.#cursor.refuse("a condition asks for no group before it");
    this.#open(`(?:(?!${absence})`, "condition");
    this.#group.otherwise = `(?=${absence})`;
  }

  #readFlags(found: RegExpExecArray): void {
    const [, reset, on = "", off = "", close] = found;
    if (/[nJU]/.test(on)) this.#cursor.refuse("the flags n, J and U are not supported");
    const before: Flags = reset === "^" ? { i: false, m: false, s: false, x: false } : this.#flags;
    const flag = (name: keyof Flags): boolean => (on.includes(name) || before[name]) && !off.includes(name);
    const flags: Flags = { i: flag("i"), m: flag("m"), s: flag("s"), x: flag("x") };
    const change = flags.i === this.#flags.i ? "" : flags.i ? "i" : "-i";
    if (close === ":") this.#open(change === "" ? "(?:" : `(?${change}:`);
    this.#flags = flags;
    if (close === ":" || change === "") return;
    // At the very beginning it is the flag of the whole.
    if (this.#text === "" && change === "i") {
      this.#ignoreCase = true;
      return;
    }
    this.#write(`(?${change}:`, false);
    this.#group.added++;
  }

  #readEscape(): void {
    const cursor = this.#cursor;
    const letter = cursor.next;
    if (letter === undefined) return cursor.refuse("it ends with a backslash");
    const quoted = cursor.take(/Q([\s\S]*?)(?:\\E|$)/y);
    if (quoted !== undefined) {
      for (const character of quoted[1] as string) this.#write(escaped(character.codePointAt(0) as number));
      return;
    }
    if (cursor.take(/E/y) !== undefined) return;
    if (cursor.take(/K/y) !== undefined) return this.#forget();
    if (/[GXC]/.test(letter)) cursor.refuse(`the escape of ${letter} is not supported`);
    const assertion = Object.hasOwn(assertions, letter) ? assertions[letter] : undefined;
    if (assertion !== undefined) {
      cursor.at++;
      return this.#write(assertion, letter === "N" || letter === "R");
    }
    const group = this.#readReference();
    if (group !== undefined) return this.#write(group);
    const set = readSet(cursor, this.#isUnicode);
    this.#write(set === undefined ? escaped(readCharacter(cursor)) : `[${set}]`);
  }

  /** `\K`: what was matched before is no part of the match. */
  #forget(): void {
    if (this.#groups.length > 1 || this.#group.added > 0 || this.#text.includes("|")) {
      this.#cursor.refuse("the escape of K is not supported in groups and branches");
    }
    this.#text = `(?<=${this.#text})`;
    this.#item = undefined;
  }

  /** A reference to a group: `\1`, `\g{1}`, `\g{-1}`, `\k<name>`. */
  #readReference(): string | undefined {
    const cursor = this.#cursor;
    const named = cursor.take(/[kg](?:<([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)\}|'([A-Za-z_]\w*)')/y);
    if (named !== undefined) return String.raw`\k<${named[1] ?? named[2] ?? named[3]}>`;
    const relative = cursor.take(/g(?:\{(-?\d+)\}|(-?\d+))/y);
    const before = cursor.at;
    const digits = relative?.[1] ?? relative?.[2] ?? cursor.take(/[1-9]\d*/y)?.[0];
    if (digits === undefined) return undefined;
    const { count, names } = this.#captures;
    const number = Number(digits) < 0 ? names.length + 1 + Number(digits) : Number(digits);
    if (number >= 1 && number <= count) return this.#captures.reference(number);
    if (relative !== undefined || number <= 9) cursor.refuse("a reference is to a group that is not there");
    // More digits than there are groups for are an octal number.
    cursor.at = before;
    return undefined;
  }
}
