import { typeOf, type BsonType } from "@db/document/engine";
import type { ExactDocument } from "../exact/document.ts";

/** What a path holds in the documents that were looked at. `tags[]` are the items of the array `tags`. */
export interface PathTypes {
  readonly path: string;
  /** In how many documents it is. */
  readonly documents: number;
  /** How many values there are of each type. */
  readonly types: Readonly<Partial<Record<BsonType, number>>>;
}

/** How many paths are told of at most: documents whose names are data have no end of them. */
const maxPaths = 1000;

/** Counts the types by path in documents that are looked at. */
export class Census {
  readonly #paths = new Map<string, { documents: number; types: Partial<Record<BsonType, number>> }>();
  /** Whether there were more paths than are told of. */
  truncated = false;
  documents = 0;

  /** Looks at one more document. */
  add(document: ExactDocument): void {
    this.documents++;
    const seen = new Set<string>();
    for (const name of Object.keys(document)) this.#add(name, document[name], seen);
    for (const path of seen) {
      const found = this.#paths.get(path);
      if (found !== undefined) found.documents++;
    }
  }

  /** The paths in the order they were met. */
  paths(): PathTypes[] {
    return [...this.#paths].map(([path, { documents, types }]) => ({ path, documents, types }));
  }

  #add(path: string, value: unknown, seen: Set<string>): void {
    let found = this.#paths.get(path);
    if (found === undefined) {
      if (this.#paths.size >= maxPaths) {
        this.truncated = true;
        return;
      }
      found = { documents: 0, types: {} };
      this.#paths.set(path, found);
    }
    seen.add(path);
    const type = typeOf(value);
    found.types[type] = (found.types[type] ?? 0) + 1;
    if (type === "array") for (const item of value as unknown[]) this.#add(`${path}[]`, item, seen);
    if (type === "object") {
      for (const name of Object.keys(value as ExactDocument)) {
        this.#add(`${path}.${name}`, (value as ExactDocument)[name], seen);
      }
    }
  }
}
