import { sql, type Statement } from "@db/core";
import { splitPath } from "@db/document/engine";
import { hashedKeys } from "./document-key.ts";
import type { CompileContext } from "./indexed.ts";
import { arrayExpression, pathConstant, type IndexedPaths } from "./key-expression.ts";

/** What is known of a collection's documents that plans would else take for granted the other way. */
export interface Exceptions {
  /** Whether there is a document whose key has not the order of its `_id`. */
  readonly hashed: boolean;
  /** The indexed paths at which there are arrays. */
  readonly arrays: ReadonlySet<string>;
}

/** Nothing out of the ordinary. */
export const noExceptions: Exceptions = { hashed: false, arrays: new Set() };

/**
 * What a plan takes for granted of all documents of a collection, noted as the compiler asks: that no document has an array at
 * an indexed path, and that keys have the order of the `_id`s. Whether it holds is asked of the server in the same snapshot.
 */
export class Assumptions {
  readonly #exceptions: Exceptions;
  readonly #scalar = new Set<string>();
  #ordered = false;
  #mixed = false;

  constructor(exceptions: Exceptions) {
    this.#exceptions = exceptions;
  }

  /** For a compiler: what it may take for granted, by asking. */
  context(schema: string, indexed: IndexedPaths): CompileContext {
    const ordered = (): boolean => {
      this.#ordered ||= !this.#exceptions.hashed;
      return !this.#exceptions.hashed;
    };
    return {
      schema,
      indexed,
      get orderedIds() {
        return ordered();
      },
      scalar: (path) => {
        if (this.#exceptions.arrays.has(path)) return false;
        this.#scalar.add(path);
        return true;
      },
      arrays: (path) => this.#exceptions.arrays.has(path),
      mixed: () => (this.#mixed = true),
    };
  }

  /** Whether there is a condition for which the server has to plan anew for each value. */
  get mixed(): boolean {
    return this.#mixed;
  }

  /** Columns of a query that tell what is taken for granted; none where nothing is. Each is one look into an index. */
  facts(schema: string, table: Statement): readonly Statement[] {
    const columns: Statement[] = [];
    if (this.#ordered) {
      const { from, to } = hashedKeys;
      columns.push(sql`exists (select 1 from ${table} where id >= ${from} and id < ${to}) as hashed`);
    }
    for (const [n, path] of [...this.#scalar].entries()) {
      const constant = pathConstant(splitPath(path)) as Statement;
      const has = arrayExpression(schema, constant);
      columns.push(sql`exists (select 1 from ${table} where ${has}) as ${sql.raw(`array${n}`)}`);
    }
    return columns;
  }

  /** What the columns of {@link facts} tell of exceptions, with those known before; `undefined` where there are none. */
  broken(row: Readonly<Record<string, unknown>>): Exceptions | undefined {
    const hashed = row["hashed"] === true;
    const arrays = [...this.#scalar].filter((_, n) => row[`array${n}`] === true);
    if (!hashed && arrays.length === 0) return undefined;
    return {
      hashed: hashed || this.#exceptions.hashed,
      arrays: new Set([...this.#exceptions.arrays, ...arrays]),
    };
  }
}

/** The context of a compiler that may take nothing for granted. */
export function cautiousContext(schema: string, indexed: IndexedPaths): CompileContext {
  return { schema, indexed, orderedIds: false, scalar: () => false, arrays: () => false };
}
