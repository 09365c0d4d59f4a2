import { englishStem } from "./english-stem.ts";

interface TextLanguage {
  readonly codes: readonly string[];
  /** The endings that a word loses, the longest that leaves three letters. */
  readonly endings?: readonly string[];
  readonly stops?: string;
}

/**
 * The languages that `$text` knows (https://www.mongodb.com/docs/manual/reference/text-search-languages). English has
 * Porter's stemmer; the others lose their most common endings, which is coarser than MongoDB's stemmers.
 */
const languages: Readonly<Record<string, TextLanguage>> = {
  none: { codes: [] },
  danish: { codes: ["da"], endings: ["erne", "ene", "ede", "ende", "er", "en", "et", "e", "s"] },
  dutch: { codes: ["nl"], endings: ["heden", "ende", "ing", "en", "er", "e", "s", "t"] },
  english: {
    codes: ["en"],
    stops: `a about above after again against all am an and any are aren't as at be because been before being below
      between both but by can't cannot could couldn't did didn't do does doesn't doing don't down during each few for
      from further had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself
      his how how's i i'd i'll i'm i've if in into is isn't it it's its itself let's me more most mustn't my myself no
      nor not of off on once only or other ought our ours ourselves out over own same shan't she she'd she'll she's
      should shouldn't so some such than that that's the their theirs them themselves then there there's these they
      they'd they'll they're they've this those through to too under until up very was wasn't we we'd we'll we're we've
      were weren't what what's when when's where where's which while who who's whom why why's with won't would wouldn't
      you you'd you'll you're you've your yours yourself yourselves`,
  },
  finnish: {
    codes: ["fi"],
    endings: ["ssa", "sta", "lla", "lta", "lle", "ksi", "ina", "in", "en", "at", "t", "n", "a"],
  },
  french: {
    codes: ["fr"],
    endings: ["issement", "ement", "ation", "aient", "ions", "ait", "ais", "ant", "ent", "er", "ez", "es", "e", "s"],
    stops:
      "au aux avec ce ces dans de des du elle en et eux il je la le les leur lui ma mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous c d j l à m n s t y",
  },
  german: {
    codes: ["de"],
    endings: ["ungen", "ung", "ern", "em", "er", "en", "es", "et", "st", "e", "s", "t"],
    stops:
      "aber als am an auch auf aus bei bin bis das dass dem den der des die doch du durch ein eine einem einen einer eines er es für hat hatte ich ihm ihn ihr im in ist ja kein mit nach nicht noch nur oder sich sie sind so und uns unter von vor war was wie wir wird zu zum zur über",
  },
  hungarian: {
    codes: ["hu"],
    endings: ["okat", "eket", "ban", "ben", "nak", "nek", "val", "vel", "ok", "ek", "at", "et", "t", "k"],
  },
  italian: {
    codes: ["it"],
    endings: ["azione", "amente", "ando", "endo", "are", "ere", "ire", "ato", "uto", "ito", "a", "e", "i", "o"],
    stops:
      "a ad al alla alle anche che chi ci con cui da dal dalla dei del della delle di e ed era gli ha ho i il in io la le lei li lo lui ma mi ne nei nel nella no noi non o per più quale questa questo se si sono su sua suo tra tu un una uno vi",
  },
  norwegian: { codes: ["nb"], endings: ["ene", "ende", "ede", "er", "en", "et", "a", "e", "s"] },
  portuguese: {
    codes: ["pt"],
    endings: ["amento", "mente", "ando", "endo", "indo", "ar", "er", "ir", "ou", "as", "es", "os", "a", "e", "o", "s"],
    stops:
      "a ao aos as com como da das de dela dele do dos e ela ele em entre era essa esse esta este eu foi isso já mais mas me meu minha muito na nas no nos não o os ou para pela pelo por que quem se sem ser seu sua só também te tem um uma você",
  },
  romanian: { codes: ["ro"], endings: ["ilor", "urile", "ului", "elor", "ea", "ul", "le", "ii", "i", "e", "a", "ă"] },
  russian: {
    codes: ["ru"],
    endings: [
      "ами",
      "ями",
      "ого",
      "его",
      "ому",
      "ать",
      "ить",
      "ов",
      "ев",
      "ах",
      "ый",
      "ий",
      "ая",
      "а",
      "ы",
      "и",
      "у",
      "о",
      "е",
      "я",
    ],
  },
  spanish: {
    codes: ["es"],
    endings: [
      "amiento",
      "imiento",
      "iendo",
      "mente",
      "ando",
      "aron",
      "ieron",
      "ado",
      "ido",
      "ar",
      "er",
      "ir",
      "es",
      "os",
      "as",
      "a",
      "e",
      "o",
      "s",
    ],
    stops:
      "a al algo ante como con contra cual cuando de del desde donde el ella ellas ellos en entre era es esa ese esta este esto ha hay la las le les lo los me mi mis muy más nada ni no nos o os para pero por que quien se si sin sobre son su sus también te tu tus un una uno y ya yo él",
  },
  swedish: { codes: ["sv"], endings: ["arna", "erna", "orna", "ande", "ar", "er", "or", "en", "et", "a", "e", "s"] },
  turkish: { codes: ["tr"], endings: ["lari", "leri", "lar", "ler", "dan", "den", "da", "de", "in", "i"] },
};

const byName = new Map<string, TextLanguage>();
for (const [name, language] of Object.entries(languages)) {
  for (const alias of [name, ...language.codes]) byName.set(alias, language);
}

/** Whether a name (`english`) or a code (`en`) is of a language that `$text` knows; capital letters do not matter. */
export function isTextLanguage(name: string): boolean {
  return byName.has(name.toLowerCase());
}

const noStops: ReadonlySet<string> = new Set();
const stops = new Map<TextLanguage, ReadonlySet<string>>();

/** The words of a language that a search leaves out. */
export function stopWords(name: string): ReadonlySet<string> {
  const language = byName.get(name.toLowerCase());
  if (language?.stops === undefined) return noStops;
  let words = stops.get(language);
  if (words === undefined) {
    words = new Set(language.stops.normalize("NFD").replace(/\p{M}/gu, "").split(/\s+/));
    stops.set(language, words);
  }
  return words;
}

/** A word in small letters without its ending. */
export function stemOf(word: string, name: string): string {
  const language = byName.get(name.toLowerCase());
  if (language === languages["english"]) return englishStem(word);
  const ending = language?.endings?.find((end) => word.endsWith(end) && word.length - end.length >= 3);
  return ending === undefined ? word : word.slice(0, -ending.length);
}
