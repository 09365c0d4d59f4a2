import { tokenize, type Token } from "../tokenizer.ts";
import { sqliteLexicalRules } from "./sqlite-lexical.ts";

/** What only the text of `create table` tells; everything else comes from pragmas. */
export interface TableText {
  readonly primaryKeyName: string | undefined;
  readonly uniqueKeys: readonly { readonly name: string | undefined; readonly columns: readonly string[] }[];
  readonly foreignKeys: readonly ForeignKeyText[];
  readonly checks: readonly { readonly name: string | undefined; readonly expression: string }[];
  /** By column, in lower case: its generating expression and its collation. */
  readonly generated: ReadonlyMap<string, string>;
  readonly collations: ReadonlyMap<string, string>;
}

/** A foreign key's name and times, found again by its columns and table. */
interface ForeignKeyText {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly table: string;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}

/** What only the text of `create index` tells. */
export interface IndexText {
  /** The texts of its parts, without their order and collation. */
  readonly parts: readonly string[];
  readonly predicate: string | undefined;
}

/** A statement's text with its tokens, to be read piece by piece. */
class Reader {
  readonly text: string;
  readonly tokens: readonly Token[];

  constructor(text: string, tokens: readonly Token[] = tokenize(text, sqliteLexicalRules)) {
    this.text = text;
    this.tokens = tokens;
  }

  /** The text of a token as written. */
  source(at: number): string {
    const token = this.tokens[at];
    return token === undefined ? "" : this.text.slice(token.start, token.end);
  }

  /** The word at a place, in lower case; quoted names are no words. */
  word(at: number): string {
    return this.tokens[at]?.kind === "word" ? this.source(at).toLowerCase() : "";
  }

  /** The name at a place without its quotes. SQLite takes strings for names as well. */
  name(at: number): string {
    const source = this.source(at);
    const close = source.at(-1) ?? "";
    return /^["'`[]/.test(source) ? source.slice(1, -1).replaceAll(close + close, close) : source;
  }

  /** The text between two places. */
  between(from: number, to: number): string {
    const first = this.tokens[from];
    const last = this.tokens[to - 1];
    return first === undefined || last === undefined || to <= from ? "" : this.text.slice(first.start, last.end);
  }

  /** The place of the parenthesis that closes one. */
  closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.tokens.length; at++) {
      if (this.source(at) === "(") depth++;
      else if (this.source(at) === ")" && --depth === 0) return at;
    }
    return this.tokens.length;
  }

  find(source: string, from = 0): number {
    for (let at = from; at < this.tokens.length; at++)
      if (this.word(at) === source || this.source(at) === source) return at;
    return -1;
  }

  /** The parts between two places that commas outside of parentheses part. */
  split(from: number, to: number): Reader[] {
    const parts: Reader[] = [];
    let start = from;
    for (let at = from; at <= to; at++) {
      if (this.source(at) === "(") at = this.closing(at);
      else if (at === to || this.source(at) === ",") {
        if (at > start) parts.push(new Reader(this.text, this.tokens.slice(start, at)));
        start = at + 1;
      }
    }
    return parts;
  }

  /** The names in the parentheses that open at a place, without what follows each. */
  names(open: number): string[] {
    return this.split(open + 1, this.closing(open)).map((part) => part.name(0));
  }
}

const tableConstraints: ReadonlySet<string> = new Set(["constraint", "primary", "unique", "check", "foreign"]);

/** Reads the text of `create table`. A table made `as select` or by a module has nothing to tell. */
export function readTableText(text: string): TableText {
  const reader = new Reader(text);
  const open = reader.find("(");
  const virtual = reader.word(1) === "virtual";
  const found = new Collected();
  if (open >= 0 && !virtual && reader.find("as") !== open - 1) {
    for (const item of reader.split(open + 1, reader.closing(open))) {
      if (tableConstraints.has(item.word(0))) found.constraints(item, 0, undefined);
      else found.constraints(item, 1, item.name(0));
    }
  }
  return found;
}

class Collected implements TableText {
  primaryKeyName: string | undefined;
  readonly uniqueKeys: { name: string | undefined; columns: readonly string[] }[] = [];
  readonly foreignKeys: ForeignKeyText[] = [];
  readonly checks: { name: string | undefined; expression: string }[] = [];
  readonly generated: Map<string, string> = new Map();
  readonly collations: Map<string, string> = new Map();

  /** Reads the constraints of a column, or one of the table. What is not one (a type, a default) is passed over. */
  constraints(item: Reader, from: number, column: string | undefined): void {
    let name: string | undefined;
    const own = column === undefined ? undefined : [column];
    for (let at = from; at < item.tokens.length; at++) {
      const word = item.word(at);
      // Parentheses were read by the word before them, or belong to a type or a default.
      if (item.source(at) === "(") at = item.closing(at);
      else if (word === "constraint") name = item.name(++at);
      else if (word === "primary") this.primaryKeyName = name;
      else if (word === "unique") this.uniqueKeys.push({ name, columns: own ?? item.names(at + 1) });
      else if (word === "check") this.checks.push({ name, expression: item.between(at + 2, item.closing(at + 1)) });
      else if (word === "references") this.#reference(item, at, name, own ?? item.names(item.find("(")));
      else if (word === "collate" && column !== undefined) this.collations.set(column.toLowerCase(), item.name(++at));
      else if (word === "as" && column !== undefined)
        this.generated.set(column.toLowerCase(), item.between(at + 2, item.closing(at + 1)));
      if (endsConstraint.has(word)) name = undefined;
    }
  }

  #reference(item: Reader, at: number, name: string | undefined, columns: readonly string[]): void {
    const deferrable = item.find("deferrable", at);
    this.foreignKeys.push({
      name,
      columns,
      table: item.name(at + 1),
      deferrable: deferrable >= 0 && item.word(deferrable - 1) !== "not",
      initiallyDeferred: item.find("deferred", at) >= 0,
    });
  }
}

/** Behind these a name given by `constraint` is used up. */
const endsConstraint: ReadonlySet<string> = new Set([
  "primary",
  "unique",
  "check",
  "references",
  "collate",
  "as",
  "default",
  "null",
]);

/** Reads the text of `create index`. */
export function readIndexText(text: string): IndexText {
  const reader = new Reader(text);
  const open = reader.find("(", reader.find("on"));
  const close = reader.closing(open);
  const parts = reader.split(open + 1, close).map((part) => {
    let end = part.tokens.length;
    if (["asc", "desc"].includes(part.word(end - 1))) end--;
    if (part.word(end - 2) === "collate") end -= 2;
    return part.between(0, end);
  });
  const where = reader.find("where", close);
  return { parts, predicate: where < 0 ? undefined : reader.between(where + 1, reader.tokens.length) };
}

/** The query of `create view … as <query>`. */
export function readViewText(text: string): string {
  const reader = new Reader(text);
  const name = reader.find("view");
  let at = reader.find("as", name);
  // The list of the view's columns may hold a column of that name, and so may the view.
  const open = reader.find("(", name);
  if (open >= 0 && open < at) at = reader.find("as", reader.closing(open));
  return reader.between(at + 1, reader.tokens.length);
}
