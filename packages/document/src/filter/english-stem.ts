/**
 * Martin Porter's stemmer for English (https://tartarus.org/martin/PorterStemmer/def.txt): `connections` and
 * `connected` become `connect`. The word is in small letters.
 */
export function englishStem(word: string): string {
  if (word.length < 3) return word;
  let stem = word.replace(/['’]s?$/, "");
  stem = plurals(stem);
  stem = pastForms(stem);
  if (stem.endsWith("y") && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceEnding(stem, derived, 0);
  stem = replaceEnding(stem, adjectives, 0);
  stem = dropEnding(stem);
  if (stem.endsWith("e")) {
    const base = stem.slice(0, -1);
    const size = measure(base);
    if (size > 1 || (size === 1 && !endsShort(base))) stem = base;
  }
  return stem.endsWith("ll") && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem;
}

/** Each letter as a vowel (`v`) or a consonant (`c`); y is a vowel after a consonant. */
function shape(text: string): string {
  let letters = "";
  for (let n = 0; n < text.length; n++) {
    const letter = text[n] as string;
    const vowel = "aeiou".includes(letter) || (letter === "y" && n > 0 && letters[n - 1] === "c");
    letters += vowel ? "v" : "c";
  }
  return letters;
}

/** How often consonants follow vowels. */
const measure = (text: string): number => shape(text).match(/v+c+/g)?.length ?? 0;
const hasVowel = (text: string): boolean => shape(text).includes("v");
const endsShort = (text: string): boolean => shape(text).endsWith("cvc") && !/[wxy]$/.test(text);
const endsDouble = (text: string): boolean => /([^aeiou])\1$/.test(text);

function plurals(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function pastForms(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = ["ed", "ing"].find((end) => word.endsWith(end) && hasVowel(word.slice(0, -end.length)));
  if (ending === undefined) return word;
  const base = word.slice(0, -ending.length);
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (endsDouble(base) && !/[lsz]$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

const derived: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["abli", "able"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];

const adjectives: readonly (readonly [string, string])[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

function replaceEnding(word: string, endings: typeof derived, least: number): string {
  const found = endings.find(([ending]) => word.endsWith(ending));
  if (found === undefined) return word;
  const base = word.slice(0, -found[0].length);
  return measure(base) > least ? base + found[1] : word;
}

const dropped = "ement ance ence able ible ment ent ion ism ate iti ous ive ize ant al er ic ou".split(" ");

function dropEnding(word: string): string {
  const ending = dropped.find((end) => word.endsWith(end));
  if (ending === undefined) return word;
  const base = word.slice(0, -ending.length);
  if (ending === "ion" && !/[st]$/.test(base)) return word;
  return measure(base) > 1 ? base : word;
}
