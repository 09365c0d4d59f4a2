import type { Lexeme } from "./lexemes.ts";

/** A `returning` that does not say `into`: what stands in it, and what it stands behind. */
export interface ReturningClause {
  /** The expressions as written, without the names that `as` gives; a lone `*` is all columns. */
  readonly expressions: readonly string[];
  /** What `as` calls each of them. */
  readonly aliases: readonly (string | undefined)[];
  /** The table with its alias, as it can stand behind `from`. */
  readonly table: string;
  /** Where the expressions begin and end in the text; behind them goes `into`. */
  readonly start: number;
  readonly end: number;
  /** The highest number among the statement's own placeholders. */
  readonly placeholders: number;
}

/** Finds the clause in the tokens of an `insert`, `update`, `delete` or `merge`; nothing where it has none, or says `into`. */
export function findReturning(text: string, lexemes: readonly Lexeme[]): ReturningClause | undefined {
  const depths = depthsOf(lexemes);
  const isWord = (at: number, ...words: readonly string[]): boolean =>
    lexemes[at]?.kind === "word" && depths[at] === 0 && words.includes(lexemes[at].text);
  // The last one: a column may be called so, though not without a word or a dot before it that tells.
  const at = lexemes.findLastIndex(
    (_, index) =>
      isWord(index, "returning", "return") && lexemes[index - 1]?.text !== "." && beginsClause(lexemes, index),
  );
  if (at < 1) return undefined;
  let end = at + 1;
  while (end < lexemes.length && !(isWord(end, "log") && isWord(end + 1, "errors"))) {
    if (isWord(end, "into", "bulk")) return undefined;
    end++;
  }
  const list = lexemes.slice(at + 1, end);
  const first = list[0];
  const last = list.at(-1);
  const table = tableOf(text, lexemes, depths, at);
  if (first === undefined || last === undefined || table === undefined) return undefined;
  const items = itemsOf(text, list, depths.slice(at + 1, end));
  return {
    expressions: items.map(({ expression }) => expression),
    aliases: items.map(({ alias }) => alias),
    table,
    start: first.start,
    end: last.end,
    placeholders: Math.max(
      0,
      ...lexemes.filter(({ kind }) => kind === "placeholder").map(({ text: name }) => numberOf(name)),
    ),
  };
}

/** Behind an operator, a comma or `set` it would be a column's name. */
function beginsClause(lexemes: readonly Lexeme[], at: number): boolean {
  const before = lexemes[at - 1];
  const next = lexemes[at + 1];
  if (before === undefined || next === undefined) return false;
  if (before.kind === "operator" || (before.kind === "punctuation" && before.text !== ")")) return false;
  if (before.kind === "word" && ["set", "by", "and", "or", "not", "where", "select", "on"].includes(before.text))
    return false;
  return !(next.kind === "operator" && next.text !== "*" && next.text !== "-" && next.text !== "+");
}

function numberOf(placeholder: string): number {
  const number = Number(placeholder.slice(1));
  return Number.isInteger(number) ? number : 0;
}

function depthsOf(lexemes: readonly Lexeme[]): readonly number[] {
  let depth = 0;
  return lexemes.map(({ kind, text }) => {
    if (kind !== "punctuation") return depth;
    if (text === "(") return depth++;
    return text === ")" ? --depth : depth;
  });
}

/** What ends the target of each kind of change. */
const targetEnds: Readonly<Record<string, readonly string[]>> = {
  insert: ["values", "select", "with", "default", "returning", "return", "set"],
  update: ["set"],
  delete: ["where", "returning", "return"],
  merge: ["using"],
};

function tableOf(
  text: string,
  lexemes: readonly Lexeme[],
  depths: readonly number[],
  limit: number,
): string | undefined {
  const head = lexemes.findIndex(({ kind }) => kind === "word");
  const verb = lexemes[head]?.text ?? "";
  const ends = targetEnds[verb];
  if (ends === undefined) return undefined;
  let from = head + 1;
  if (["into", "from"].includes(lexemes[from]?.text ?? "")) from++;
  let to = from;
  while (to < limit && !(depths[to] === 0 && lexemes[to]?.kind === "word" && ends.includes(lexemes[to]?.text ?? ""))) {
    // The list of columns of an insert.
    if (verb === "insert" && to > from && lexemes[to]?.text === "(") break;
    to++;
  }
  const begin = lexemes[from];
  const last = lexemes[to - 1];
  return begin === undefined || last === undefined || to === from ? undefined : text.slice(begin.start, last.end);
}

interface Item {
  readonly expression: string;
  readonly alias: string | undefined;
}

function itemsOf(text: string, list: readonly Lexeme[], depths: readonly number[]): readonly Item[] {
  const items: Item[] = [];
  let from = 0;
  for (let at = 0; at <= list.length; at++) {
    const comma =
      at === list.length || (list[at]?.text === "," && list[at]?.kind === "punctuation" && depths[at] === 0);
    if (!comma) continue;
    items.push(itemOf(text, list.slice(from, at)));
    from = at + 1;
  }
  return items;
}

function itemOf(text: string, lexemes: readonly Lexeme[]): Item {
  const named = lexemes.length > 2 && lexemes.at(-2)?.kind === "word" && lexemes.at(-2)?.text === "as";
  const kept = named ? lexemes.slice(0, -2) : lexemes;
  const expression = text.slice(kept[0]?.start ?? 0, kept.at(-1)?.end ?? 0);
  const name = named ? lexemes.at(-1) : undefined;
  const source = name === undefined ? "" : text.slice(name.start, name.end);
  return {
    expression,
    alias: name === undefined ? undefined : name.kind === "identifier" ? source.slice(1, -1) : source.toUpperCase(),
  };
}
