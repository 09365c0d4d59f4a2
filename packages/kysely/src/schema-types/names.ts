const identifier = /^[A-Za-z_$][\w$]*$/;

/** A name as the key of a type: quoted where it has to be. */
export function propertyKey(name: string): string {
  return identifier.test(name) ? name : JSON.stringify(name);
}

/** Names of types, each given once. */
export class TypeNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** A table's name as a type's: `order_item` is `OrderItem`; a number is added where that is taken. */
  of(name: string): string {
    const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
    const joined = words.map((word) => word.charAt(0).toUpperCase() + lowerAllCapitals(word.slice(1), word)).join("");
    const base = /^[\p{L}_$]/u.test(joined) ? joined : `Table${joined}`;
    let unique = base;
    for (let count = 2; this.#taken.has(unique); count++) unique = `${base}${count}`;
    this.#taken.add(unique);
    return unique;
  }
}

/** Names in capitals, as Oracle keeps them, would shout. */
function lowerAllCapitals(rest: string, word: string): string {
  return word === word.toUpperCase() ? rest.toLowerCase() : rest;
}

/** A comment of the catalogue as one of the code. */
export function docComment(text: string | undefined, indent: string): string {
  if (text === undefined || text.trim() === "") return "";
  const line = text.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ").trim();
  return `${indent}/** ${line} */\n`;
}
