import { documentError } from "../errors.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import type { Filter, TextIndex } from "./filter.ts";
import { stemOf, stopWords } from "./text-language.ts";
import { visitPath } from "./visit-path.ts";

/** The `$text` of a filter. */
export type TextFilter = Extract<Filter, { kind: "text" }>;

/** How words are told apart. */
interface WordRules {
  readonly language: string;
  readonly caseSensitive: boolean;
  readonly diacriticSensitive: boolean;
}

/**
 * The words of a text in the form in which they are compared: without endings and, unless the rules say otherwise, in
 * small letters and without accents. Words that a language has everywhere (`the`) are left out.
 */
function tokens(text: string, rules: WordRules): string[] {
  const words = folded(text, { ...rules, caseSensitive: true }).match(/[\p{L}\p{N}_'’]+/gu) ?? [];
  const stops = stopWords(rules.language);
  const found: string[] = [];
  for (const raw of words) {
    const word = raw.replace(/^['’]+|['’]+$/g, "");
    if (word === "" || stops.has(word.toLowerCase())) continue;
    const stem = stemOf(word.toLowerCase(), rules.language);
    found.push(rules.caseSensitive ? inCaseOf(word, stem) : stem);
  }
  return found;
}

/** A stem with the capital letters of the word that it is of. */
function inCaseOf(word: string, stem: string): string {
  const prefix = word.slice(0, stem.length);
  return prefix.toLowerCase() === stem ? prefix : stem;
}

function folded(text: string, rules: WordRules): string {
  const cased = rules.caseSensitive ? text : text.toLowerCase();
  return rules.diacriticSensitive ? cased : cased.normalize("NFD").replace(/\p{M}/gu, "");
}

/** What a search asks for. */
interface Search {
  readonly words: ReadonlySet<string>;
  readonly excludedWords: ReadonlySet<string>;
  readonly phrases: readonly string[];
  readonly excludedPhrases: readonly string[];
}

/** Reads a search: words, `"phrases"`, and both with `-` before them for what must not be there. */
function parseSearch(search: string, rules: WordRules): Search {
  const words = new Set<string>();
  const excludedWords = new Set<string>();
  const phrases: string[] = [];
  const excludedPhrases: string[] = [];
  for (const [, minus, phrase, word] of search.matchAll(/(?<![^\s"])(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const excluded = minus === "-";
    if (phrase !== undefined) (excluded ? excludedPhrases : phrases).push(folded(phrase, rules));
    if (phrase !== undefined && excluded) continue;
    for (const token of tokens(phrase ?? word ?? "", rules)) (excluded ? excludedWords : words).add(token);
  }
  return { words, excludedWords, phrases, excludedPhrases };
}

const searches = new WeakMap<TextFilter, { rules: WordRules; search: Search }>();

function searchOf(filter: TextFilter, index: TextIndex): { rules: WordRules; search: Search } {
  let found = searches.get(filter);
  if (found === undefined) {
    const { caseSensitive, diacriticSensitive } = filter;
    const rules = { language: filter.language ?? index.language, caseSensitive, diacriticSensitive };
    found = { rules, search: parseSearch(filter.search, rules) };
    searches.set(filter, found);
  }
  return found;
}

/** Whether a document has what a `$text` asks for. Throws code 27 when the filter has no index: see {@link bindText}. */
export function textMatches(filter: TextFilter, document: Document): boolean {
  return textScore(filter, document) !== undefined;
}

/**
 * The score of a document for a `$text`, `undefined` when it does not match: for each word that is found in a field,
 * the field's weight times how often and how densely the word stands there. Throws code 27 as {@link textMatches}.
 */
export function textScore(filter: TextFilter, document: Document): number | undefined {
  const { index } = filter;
  if (index === undefined) throw documentError(27, "text index required for $text query");
  const { rules, search } = searchOf(filter, index);
  const language = fieldOf(document, index.languageOverride);
  const documentRules = { ...rules, language: typeof language === "string" ? language : index.language };
  let score = 0;
  let matched = false;
  const texts: string[] = [];
  for (const { path, weight } of index.fields) {
    for (const text of textsAt(document, path)) {
      texts.push(folded(text, rules));
      const words = tokens(text, documentRules);
      if (words.some((word) => search.excludedWords.has(word))) return undefined;
      const found = scoreText(text, words, search.words, rules);
      if (found > 0) matched = true;
      score += weight * found;
    }
  }
  const has = (phrase: string): boolean => texts.some((text) => text.includes(phrase));
  return matched && search.phrases.every(has) && !search.excludedPhrases.some(has) ? score : undefined;
}

/** How long a term may be: an entry of an index has a limit on most engines. */
const maxTerm = 200;

/** How most searches tell words apart, and an index its terms. */
const folding = { caseSensitive: false, diacriticSensitive: false };

/**
 * The words that an index holds of a document, each once, for an engine that keeps them: a document that a search matches has
 * one of the {@link searchTerms} among them.
 */
export function textTerms(index: TextIndex, document: Document): string[] {
  const language = fieldOf(document, index.languageOverride);
  const rules = { ...folding, language: typeof language === "string" ? language : index.language };
  const terms = new Set<string>();
  for (const { path } of index.fields) {
    for (const text of textsAt(document, path))
      for (const word of tokens(text, rules)) terms.add(word.slice(0, maxTerm));
  }
  return [...terms];
}

/** What a search says of the {@link textTerms} of the documents that match it. */
export interface SearchTerms {
  /** They have one of these at least. */
  readonly some: readonly string[];
  /** And none of these. */
  readonly none: readonly string[];
  /** Whether all documents of which this is true match. */
  readonly exact: boolean;
}

/**
 * What a search says of terms; `undefined` for one that an index's terms do not serve: one that heeds capital letters or
 * accents, or has no index.
 */
export function searchTerms(filter: TextFilter): SearchTerms | undefined {
  if (filter.index === undefined || filter.caseSensitive || filter.diacriticSensitive) return undefined;
  const { words, excludedWords, phrases, excludedPhrases } = searchOf(filter, filter.index).search;
  const cut = (list: Iterable<string>): string[] => [...list].map((word) => word.slice(0, maxTerm));
  const [some, none] = [cut(words), cut(excludedWords)];
  const short = [...some, ...none].every((word) => word.length < maxTerm);
  // Two long words may have one term: what is excluded by it may be wanted.
  if (!short) return { some, none: [], exact: false };
  return { some, none, exact: phrases.length === 0 && excludedPhrases.length === 0 };
}

/** Each time that a word is found again counts half of the time before. */
function scoreText(text: string, words: readonly string[], wanted: ReadonlySet<string>, rules: WordRules): number {
  const counts = new Map<string, number>();
  for (const word of words) if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let score = 0;
  for (const [word, count] of counts) {
    const frequency = 2 - 2 ** (1 - count);
    const density = (0.5 * count) / words.length + 0.5;
    const whole = words.length === 1 && folded(text, rules).trim().startsWith(word) ? 1.1 : 1;
    score += frequency * density * whole;
  }
  return score;
}

/** The strings of a document at a path, or all that it has for an empty one. */
function textsAt(document: Document, path: readonly string[]): string[] {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isDocument(value)) Object.values(value).forEach(collect);
  };
  if (path.length === 0) collect(document);
  else {
    visitPath(document, path, "items", (value) => {
      if (typeof value === "string") texts.push(value);
      return false;
    });
  }
  return texts;
}

/** The `$text` of a filter: one that the whole document has to match; `undefined` when there is none. */
export function findText(filter: Filter): TextFilter | undefined {
  if (filter.kind === "text") return filter;
  if (filter.kind !== "and" && filter.kind !== "or") return undefined;
  for (const inner of filter.filters) {
    const found = findText(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The filter with the collection's text index in its `$text`, so that it can be evaluated. */
export function bindText(filter: Filter, index: TextIndex): Filter {
  if (filter.kind === "text") return { ...filter, index };
  if (filter.kind !== "and" && filter.kind !== "or") return filter;
  return { kind: filter.kind, filters: filter.filters.map((inner) => bindText(inner, index)) };
}
