import { mssqlDialect, tokenize, type Token } from "@db/core";

/** A statement in PostgreSQL's words. */
export interface Translated {
  readonly text: string;
  /** The names of the parameters by their places, `p1` and so on. */
  readonly parameters: readonly string[];
}

/**
 * T-SQL in PostgreSQL's words, as far as the conformance suite, its subject and the driver's own statements go. What is
 * not known is passed on, and PostgreSQL's to refuse.
 */
export function translate(text: string): Translated {
  return new Translation(text).result();
}

interface Piece {
  readonly kind: Token["kind"];
  /** Words in lower case. */
  readonly text: string;
}

const types: Readonly<Record<string, string>> = {
  bit: "boolean",
  float: "double precision",
  uniqueidentifier: "uuid",
  image: "bytea",
  sysname: "varchar",
};
const sizedTypes: Readonly<Record<string, readonly [string, string]>> = {
  // With a length, and without a limit.
  nvarchar: ["varchar", "text"],
  varchar: ["varchar", "text"],
  nchar: ["char", "char"],
  varbinary: ["bytea", "bytea"],
  binary: ["bytea", "bytea"],
};

class Translation {
  readonly #pieces: readonly Piece[];
  readonly #out: string[] = [];
  readonly #parameters: string[] = [];
  #at = 0;
  #tail = "";
  #returning = "";
  #limit = "";

  constructor(text: string) {
    this.#pieces = tokenize(text, mssqlDialect.lexical).map(({ kind, start, end }) => {
      const source = text.slice(start, end);
      return { kind, text: kind === "word" ? source.toLowerCase() : source };
    });
  }

  result(): Translated {
    while (this.#at < this.#pieces.length) this.#step();
    const text = [...this.#out, this.#limit, this.#returning, this.#tail].filter((part) => part !== "").join(" ");
    return { text, parameters: this.#parameters };
  }

  #word(offset = 0): string {
    const piece = this.#pieces[this.#at + offset];
    return piece?.kind === "word" ? piece.text : "";
  }

  #text(offset = 0): string {
    return this.#pieces[this.#at + offset]?.text ?? "";
  }

  #step(): void {
    const { kind, text } = this.#pieces[this.#at]!;
    if (kind === "identifier") this.#put(`"${text.slice(1, -1).replaceAll("]]", "]").replaceAll('"', '""')}"`);
    else if (kind === "string") this.#put(text.replace(/^n'/i, "'"));
    else if (kind === "placeholder") this.#put(this.#placeholder(text.slice(1)));
    else if (kind === "word") this.#wordStep(text);
    else if (text === "+" && this.#out.at(-1)?.endsWith("'") === true) this.#put("||");
    else this.#put(text);
  }

  #put(text: string, taken = 1): void {
    this.#out.push(text);
    this.#at += taken;
  }

  #placeholder(name: string): string {
    let place = this.#parameters.indexOf(name);
    if (place < 0) place = this.#parameters.push(name) - 1;
    return `$${place + 1}`;
  }

  #wordStep(word: string): void {
    if (word === "top" && this.#text(1) === "(") return this.#top();
    if (word === "with" && this.#text(1) === "(") return this.#hints();
    if (word === "output" && /^(?:inserted|deleted)$/.test(this.#word(1))) return this.#output();
    if (word === "collate") return void (this.#at += 2);
    if (word === "add" && this.#word(1) !== "constraint") return this.#put("add column");
    if (Object.hasOwn(sizedTypes, word)) return this.#sized(word);
    if (word === "float" && this.#text(1) === "(") return this.#put("double precision", 4);
    if (word === "datetime2" || word === "datetimeoffset") return this.#moment(word);
    if (word === "over" && this.#rest(1, 8) === "(orderby(selectnull))") return this.#put("over ()", 9);
    this.#put(Object.hasOwn(types, word) ? types[word]! : word);
  }

  /** The next pieces as one text. */
  #rest(offset: number, count: number): string {
    return this.#pieces
      .slice(this.#at + offset, this.#at + offset + count)
      .map(({ text }) => text)
      .join("");
  }

  #top(): void {
    const { kind, text } = this.#pieces[this.#at + 2]!;
    this.#limit = `limit ${kind === "placeholder" ? this.#placeholder(text.slice(1)) : text}`;
    this.#at += 4;
  }

  /** Hints of locks go to the end; those of a merge are left out. */
  #hints(): void {
    const words: string[] = [];
    for (this.#at += 2; this.#text() !== ")"; this.#at++) words.push(this.#text());
    this.#at++;
    if (!words.includes("updlock") && !words.includes("repeatableread")) return;
    const wait = words.includes("nowait") ? " nowait" : words.includes("readpast") ? " skip locked" : "";
    this.#tail = `for ${words.includes("updlock") ? "update" : "share"}${wait}`;
  }

  #output(): void {
    const columns: string[] = [];
    this.#at++;
    for (;;) {
      // inserted . [name]
      const name = this.#text(2);
      columns.push(name === "*" ? "*" : `"${name.replace(/^\[|\]$/g, "")}"`);
      this.#at += 3;
      if (this.#text() !== ",") break;
      this.#at++;
    }
    this.#returning = `returning ${columns.join(", ")}`;
  }

  #sized(word: string): void {
    const [limited, unlimited] = sizedTypes[word]!;
    if (this.#text(1) !== "(") return this.#put(limited);
    const length = this.#text(2);
    const utf8 = this.#word(4) === "collate";
    this.#at += 4;
    if (length === "max") this.#out.push(word === "varchar" && utf8 ? "json" : unlimited);
    else this.#out.push(limited === "bytea" ? limited : `${limited}(${length})`);
  }

  #moment(word: string): void {
    const name = word === "datetime2" ? "timestamp" : "timestamptz";
    if (this.#text(1) !== "(") return this.#put(name);
    this.#put(`${name}(${Math.min(6, Number(this.#text(2)))})`, 4);
  }
}
