import type { LexicalRules, QuoteRule } from "./lexical-rules.ts";

/** What a character may begin. */
export const CharacterClass: Readonly<{ space: 0; word: 1; digit: 2; quote: 3; punctuation: 4; operator: 5 }> = {
  space: 0,
  word: 1,
  digit: 2,
  quote: 3,
  punctuation: 4,
  operator: 5,
};

/** The rules of a dialect as tables to look characters up in. */
export interface CharacterTable {
  /** The class of each ASCII character. */
  readonly ascii: Uint8Array;
  /** 1 for the ASCII characters that a word goes on with. */
  readonly wordPart: Uint8Array;
  readonly quotes: ReadonlyMap<number, QuoteRule>;
  readonly spaces: ReadonlySet<number>;
}

const tables = new WeakMap<LexicalRules, CharacterTable>();

/** The tables of a dialect's rules; made once for each rules object. */
export function characterClasses(rules: LexicalRules): CharacterTable {
  let table = tables.get(rules);
  if (table === undefined) {
    table = build(rules);
    tables.set(rules, table);
  }
  return table;
}

/** Whether a word goes on with a character. */
export function isWordPart(code: number, table: CharacterTable): boolean {
  return code < 128 ? table.wordPart[code] === 1 : !table.spaces.has(code);
}

/** Whether a character above ASCII is white space. */
export function isSpaceAt(code: number, table: CharacterTable): boolean {
  return table.spaces.has(code);
}

function build(rules: LexicalRules): CharacterTable {
  const ascii = new Uint8Array(128).fill(CharacterClass.operator);
  const wordPart = new Uint8Array(128);
  const set = (characters: string, characterClass: number): void => {
    for (const character of characters) ascii[character.charCodeAt(0)] = characterClass;
  };
  // Control characters are white space: no engine gives them another meaning outside of quotes.
  for (let code = 0; code <= 0x20; code++) ascii[code] = CharacterClass.space;
  ascii[0x7f] = CharacterClass.space;
  set("()[]{},;.:", CharacterClass.punctuation);
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  set(letters + rules.wordStart, CharacterClass.word);
  set("0123456789", CharacterClass.digit);
  for (const { open } of rules.quotes) set(open, CharacterClass.quote);
  for (const character of `${letters}0123456789${rules.wordStart}${rules.wordPart}`)
    wordPart[character.charCodeAt(0)] = 1;
  return {
    ascii,
    wordPart,
    quotes: new Map(rules.quotes.map((rule) => [rule.open.charCodeAt(0), rule])),
    spaces: new Set(Array.from(rules.extraSpaces, (character) => character.charCodeAt(0))),
  };
}
