import type { ValueDecoder } from "./postgres-values.ts";

/** Reads an array's text ("8.15.6. Array Input and Output Syntax"), of any depth. Lower bounds other than 1 are dropped. */
export function decodeArray(text: string, decode: ValueDecoder | undefined, delimiter: "," | ";" = ","): unknown[] {
  // `[0:1]={…}` tells lower bounds.
  const start = text[0] === "[" ? text.indexOf("=") + 1 : 0;
  return new ArrayReader(text, start, decode, delimiter).read();
}

class ArrayReader {
  readonly #text: string;
  readonly #decode: ValueDecoder | undefined;
  readonly #delimiter: string;
  #at: number;

  constructor(text: string, start: number, decode: ValueDecoder | undefined, delimiter: string) {
    this.#text = text;
    this.#at = start;
    this.#decode = decode;
    this.#delimiter = delimiter;
  }

  read(): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (this.#text[this.#at] !== "}") {
      const character = this.#text[this.#at];
      if (character === this.#delimiter) this.#at++;
      else if (character === "{") items.push(this.read());
      else items.push(character === '"' ? this.#convert(this.#quoted()) : this.#bare());
    }
    this.#at++;
    return items;
  }

  #bare(): unknown {
    const start = this.#at;
    while (this.#text[this.#at] !== this.#delimiter && this.#text[this.#at] !== "}") this.#at++;
    const text = this.#text.slice(start, this.#at);
    return text === "NULL" ? null : this.#convert(text);
  }

  #quoted(): string {
    let value = "";
    let from = ++this.#at;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character === "\\") {
        value += this.#text.slice(from, this.#at);
        from = ++this.#at;
      }
      this.#at++;
    }
    value += this.#text.slice(from, this.#at++);
    return value;
  }

  #convert(text: string): unknown {
    return this.#decode === undefined ? text : this.#decode(text);
  }
}
