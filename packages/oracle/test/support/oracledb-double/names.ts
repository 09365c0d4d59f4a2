/**
 * H2, as its PostgreSQL port has it, keeps names without quotes in small letters and tells every name in small letters; Oracle
 * keeps them in capitals. A name of Oracle's is therefore written in small letters, and its own small letters get a mark.
 */
const mark = "~";

/** A name of Oracle's as H2 has it. */
export function toH2(name: string): string {
  return [...name]
    .map((letter) => {
      if (letter === mark || letter !== letter.toUpperCase()) return mark + letter;
      return letter.toLowerCase();
    })
    .join("");
}

/** A name of H2's as Oracle would have it. */
export function fromH2(name: string): string {
  let oracle = "";
  const letters = [...name];
  for (let at = 0; at < letters.length; at++) {
    if (letters[at] === mark) oracle += letters[++at] ?? "";
    else oracle += letters[at]?.toUpperCase() ?? "";
  }
  return oracle;
}
