import { calculateObjectSize } from "bson";

/** The bytes of a document that has one field with an empty name, without those of its value. */
const wrapping = 7;

/** How many bytes a value has in BSON, its name and type apart. */
export function sizeOf(value: unknown): number {
  return calculateObjectSize({ "": value }) - wrapping;
}

/**
 * How many bytes MongoDB reckons a difference takes in its log. It decides between telling a part's difference and telling
 * the part whole, so it has to be MongoDB's number.
 */
export class DiffSize {
  total: number;
  readonly #sections = new Set<string>();

  /** An empty document has 5 bytes; an array's begins with a mark of 4 more. */
  constructor(kind: "document" | "array", overhead = 0) {
    this.total = overhead + (kind === "document" ? 5 : 9);
  }

  /** A field in one of the three lists, each of which is a document of its own. */
  field(section: "updates" | "inserts" | "deletes", name: string, valueSize: number): void {
    if (!this.#sections.has(section)) this.total += 8;
    this.#sections.add(section);
    this.#entry(Buffer.byteLength(name), valueSize);
  }

  /** A field whose own difference is told; its name has a letter before it. */
  inner(name: string, size: number): void {
    this.#entry(Buffer.byteLength(name) + 1, size);
  }

  /** An item of an array; its index has a letter before it. */
  item(index: number, valueSize: number): void {
    this.#entry(String(index).length + 1, valueSize);
  }

  /** The new length of an array that was cut. */
  cut(): void {
    this.total += 7;
  }

  /** A type, a name with its end, and a value. */
  #entry(nameSize: number, valueSize: number): void {
    this.total += nameSize + 2 + valueSize;
  }
}
