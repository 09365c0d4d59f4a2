/** What PCRE means by a class, as a part of a JavaScript class with the flag `u`: the text between its brackets. */
interface ClassText {
  readonly inside: string;
  readonly outside: string;
}

const spaces = String.raw` \t-\r`;
const horizontal = String.raw`\t \u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000`;
const notHorizontal =
  String.raw`\u0000-\u0008\u000a-\u001f!-\u009f\u00a1-\u167f\u1681-\u180d\u180f-\u1fff\u200b-\u202e` +
  String.raw`\u2030-\u205e\u2060-\u2fff\u3001-\u{10ffff}`;
const vertical = String.raw`\n-\r\u0085\u2028\u2029`;
const notVertical = String.raw`\u0000-\t\u000e-\u0084\u0086-\u2027\u202a-\u{10ffff}`;

/** The escapes that stand for many characters: by their letter, those in the class and those out of it. */
const letters: Readonly<Record<string, string>> = {
  d: "0-9",
  D: String.raw`\u0000-/:-\u{10ffff}`,
  w: "0-9A-Z_a-z",
  W: String.raw`\u0000-/:-@\[-\^\x60\{-\u{10ffff}`,
  s: spaces,
  S: String.raw`\u0000-\u0008\u000e-\u001f!-\u{10ffff}`,
  h: horizontal,
  H: notHorizontal,
  v: vertical,
  V: notVertical,
};

/** The same with `(*UCP)`: by the properties of Unicode. */
const unicodeLetters: Readonly<Record<string, string>> = {
  ...letters,
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  w: String.raw`\p{L}\p{N}_`,
  s: String.raw`\p{Z}\t-\r\u0085`,
};

/** The classes that POSIX names, of ASCII, each with its complement. */
const posix: Readonly<Record<string, ClassText>> = {
  alpha: { inside: "A-Za-z", outside: String.raw`\u0000-@\[-\x60\{-\u{10ffff}` },
  digit: { inside: "0-9", outside: String.raw`\u0000-/:-\u{10ffff}` },
  alnum: { inside: "0-9A-Za-z", outside: String.raw`\u0000-/:-@\[-\x60\{-\u{10ffff}` },
  upper: { inside: "A-Z", outside: String.raw`\u0000-@\[-\u{10ffff}` },
  lower: { inside: "a-z", outside: String.raw`\u0000-\x60\{-\u{10ffff}` },
  space: { inside: spaces, outside: String.raw`\u0000-\u0008\u000e-\u001f!-\u{10ffff}` },
  blank: { inside: String.raw`\t `, outside: String.raw`\u0000-\u0008\n-\u001f!-\u{10ffff}` },
  punct: {
    inside: String.raw`!-/:-@\[-\x60\{-~`,
    outside: String.raw`\u0000- 0-9A-Za-z\u007f-\u{10ffff}`,
  },
  cntrl: { inside: String.raw`\u0000-\u001f\u007f`, outside: String.raw` -~\u0080-\u{10ffff}` },
  graph: { inside: "!-~", outside: String.raw`\u0000- \u007f-\u{10ffff}` },
  print: { inside: " -~", outside: String.raw`\u0000-\u001f\u007f-\u{10ffff}` },
  xdigit: { inside: "0-9A-Fa-f", outside: String.raw`\u0000-/:-@G-\x60g-\u{10ffff}` },
  word: { inside: "0-9A-Z_a-z", outside: String.raw`\u0000-/:-@\[-\^\x60\{-\u{10ffff}` },
  ascii: { inside: String.raw`\u0000-\u007f`, outside: String.raw`\u0080-\u{10ffff}` },
};

/** The characters of an escape such as `\d`, to stand within brackets; `undefined` when the letter is none of these. */
export function letterClass(letter: string, isUnicode: boolean): string | undefined {
  const table = isUnicode ? unicodeLetters : letters;
  if (isUnicode && (letter === "W" || letter === "S")) return undefined;
  return Object.hasOwn(table, letter) ? table[letter] : undefined;
}

/** The characters of `[:name:]` or, negated, `[:^name:]`, to stand within brackets. */
export function posixClass(name: string, isNegated: boolean): string | undefined {
  if (!Object.hasOwn(posix, name)) return undefined;
  return posix[name]?.[isNegated ? "outside" : "inside"];
}

/** The property of `\p{name}` by JavaScript's names: a general category, or a script. */
export function unicodeProperty(name: string, isNegated: boolean): string {
  const negated = isNegated !== name.startsWith("^");
  const bare = name.replace(/^\^/, "");
  const category = /^(?:Any|[CLMNPSZ][a-z]?)$/.test(bare);
  return `\\${negated ? "P" : "p"}{${category ? bare : `Script=${bare}`}}`;
}
