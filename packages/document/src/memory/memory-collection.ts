import type { DatabaseError } from "@db/core";
import { documentError } from "../errors.ts";
import { indexKeys, type IndexKeys } from "../indexes/index-keys.ts";
import type { CollectionInfo, IndexInfo } from "../store/store.ts";
import { valueKey } from "../values/value-key.ts";
import type { Document } from "../values/types.ts";

/** An index with what it holds: for a unique one, which document has which key. */
interface HeldIndex {
  info: IndexInfo;
  readonly keys: IndexKeys;
  readonly owners: Map<string, string> | undefined;
}

/** The documents of one collection and the keys of its unique indexes, in memory. Documents are never changed in place. */
export class MemoryCollection {
  info: CollectionInfo;
  readonly documents: Map<string, Document> = new Map();
  readonly #indexes = new Map<string, HeldIndex>();

  constructor(info: CollectionInfo) {
    this.info = info;
  }

  get indexes(): IndexInfo[] {
    return [...this.#indexes.values()].map(({ info }) => info);
  }

  /** Adds an index over the documents that are there; throws with code 11000 when they are not unique, and adds none. */
  addIndex(info: IndexInfo): void {
    const unique = info.options["unique"] === true;
    const held: HeldIndex = { info, keys: indexKeys(info), owners: unique ? new Map<string, string>() : undefined };
    for (const [id, document] of this.documents) {
      const refused = claim(held, id, document);
      if (refused !== undefined) throw refused;
    }
    this.#indexes.set(info.name, held);
  }

  changeIndex(info: IndexInfo): void {
    const held = this.#indexes.get(info.name);
    if (held !== undefined) held.info = info;
  }

  removeIndex(name: string): void {
    this.#indexes.delete(name);
  }

  /** Inserts a document, or gives the error for which it cannot be. */
  insert(document: Document): DatabaseError | undefined {
    const id = valueKey(document["_id"]);
    if (this.documents.has(id)) return duplicate("_id_");
    const refused = this.#claimAll(id, document);
    if (refused === undefined) this.documents.set(id, document);
    return refused;
  }

  /** Replaces the document of an `_id`, or gives the error for which it cannot be. */
  replace(id: unknown, document: Document): DatabaseError | undefined {
    const key = valueKey(id);
    const before = this.documents.get(key) as Document;
    this.#release(key, before);
    const refused = this.#claimAll(key, document);
    if (refused === undefined) this.documents.set(key, document);
    else this.#claimAll(key, before);
    return refused;
  }

  /** Takes away the document of an `_id`; gives it. */
  remove(id: unknown): Document | undefined {
    const key = valueKey(id);
    const document = this.documents.get(key);
    if (document === undefined) return undefined;
    this.#release(key, document);
    this.documents.delete(key);
    return document;
  }

  #claimAll(id: string, document: Document): DatabaseError | undefined {
    const claimed: HeldIndex[] = [];
    for (const held of this.#indexes.values()) {
      const refused = claim(held, id, document);
      if (refused !== undefined) {
        for (const other of claimed) release(other, id, document);
        return refused;
      }
      claimed.push(held);
    }
    return undefined;
  }

  #release(id: string, document: Document): void {
    for (const held of this.#indexes.values()) release(held, id, document);
  }
}

/** Puts a document's keys into an index, all of them or, with an error, none. */
function claim({ info, keys, owners }: HeldIndex, id: string, document: Document): DatabaseError | undefined {
  let found: string[];
  try {
    found = keys.keysOf(document);
  } catch (error) {
    return error as DatabaseError;
  }
  if (owners === undefined) return undefined;
  for (const key of found) {
    const owner = owners.get(key);
    if (owner !== undefined && owner !== id) return duplicate(info.name);
  }
  for (const key of found) owners.set(key, id);
  return undefined;
}

function release({ keys, owners }: HeldIndex, id: string, document: Document): void {
  if (owners === undefined) return;
  for (const key of keys.keysOf(document)) if (owners.get(key) === id) owners.delete(key);
}

function duplicate(index: string): DatabaseError {
  return documentError(11000, `another document has the same key in the unique index ${index}`, { constraint: index });
}
