import type { Queryable } from "@db/core";
import type { StoreCall } from "@db/document/engine";
import { noExceptions, type Exceptions } from "../compile/assumptions.ts";
import { indexedPaths, type IndexedPaths } from "../compile/key-expression.ts";
import { callLimits } from "./call-limits.ts";
import { readEntry, type CatalogueEntry } from "./catalogue.ts";

/** How many collections are remembered. */
const maxEntries = 1000;

/** A collection as it was last known. */
export interface KnownCollection extends CatalogueEntry {
  readonly indexed: IndexedPaths;
  /** What plans may not take for granted; learned by reads. */
  readonly exceptions: Exceptions;
}

/**
 * What was last known of collections, for reads that ask nothing before their question: they compare the version with it.
 * Collections that do not exist are not remembered.
 */
export class CatalogueCache {
  readonly #db: Queryable;
  readonly #schema: string;
  readonly #entries = new Map<string, KnownCollection>();

  constructor(db: Queryable, schema: string) {
    this.#db = db;
    this.#schema = schema;
  }

  /** What is known of a collection; asked when nothing is. */
  async entry(name: string, call: StoreCall): Promise<KnownCollection | undefined> {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const read = await readEntry(this.#db, this.#schema, name, callLimits(call));
    if (read === undefined) return undefined;
    const entry = { ...read, indexed: indexedPaths(read.indexes), exceptions: noExceptions };
    if (this.#entries.size >= maxEntries) this.#entries.clear();
    this.#entries.set(name, entry);
    return entry;
  }

  /** Remembers what is out of the ordinary in a collection, as it was known. */
  learn(name: string, known: KnownCollection, exceptions: Exceptions): void {
    if (this.#entries.get(name)?.version === known.version) this.#entries.set(name, { ...known, exceptions });
  }

  /** Forgets a collection that is no longer what it was. */
  forget(name: string): void {
    this.#entries.delete(name);
  }
}
