import type { AnyDocument, DocumentCollection, DocumentDatabase, PipelineStage } from "@db/core";
import { isDocument } from "../values/types.ts";
import type { AskedQuery } from "./index-advice.ts";
import { queryShape } from "./query-shape.ts";

/** The most shapes of one collection that are remembered. */
const maxShapes = 1000;

/**
 * The queries that are asked through a database, by collection and shape, for `adviseIndexes`. Of each shape one query is kept as it was, with its
 * values; they never leave the process.
 */
export class Workload {
  readonly #collections = new Map<string, Map<string, AskedQuery>>();

  /** Counts a query. Whatever is no query is passed over: whoever asks it is told. */
  add(collection: string, filter: AnyDocument, sort?: AnyDocument): void {
    let name: string;
    try {
      ({ name } = queryShape(filter, sort));
    } catch {
      return;
    }
    const shapes = this.#collections.get(collection) ?? new Map<string, AskedQuery>();
    this.#collections.set(collection, shapes);
    const known = shapes.get(name);
    if (known === undefined && shapes.size >= maxShapes) return;
    shapes.set(name, { filter: known?.filter ?? filter, sort: known?.sort ?? sort, count: (known?.count ?? 0) + 1 });
  }

  /** The queries of a collection, one of each shape with how often it was asked. */
  queries(collection: string): readonly AskedQuery[] {
    return [...(this.#collections.get(collection)?.values() ?? [])];
  }

  /** The same database; what is asked through it is counted here. */
  observe(database: DocumentDatabase): DocumentDatabase {
    return new Proxy(database, {
      get: (target, name) => {
        if (name === "collection") return (collection: string) => this.#observed(target.collection(collection));
        if (name === "transaction") {
          const run: DocumentDatabase["transaction"] = (work, options) =>
            target.transaction((inner) => work(this.observe(inner)), options);
          return run;
        }
        const method: unknown = Reflect.get(target, name);
        return typeof method === "function" ? (method.bind(target) as unknown) : method;
      },
    });
  }

  #observed(collection: DocumentCollection): DocumentCollection {
    return new Proxy(collection, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        const read = readers[String(name)];
        return (...values: unknown[]): unknown => {
          const asked = read?.(values);
          if (asked !== undefined) this.add(target.name, asked.filter, asked.sort);
          return method.apply(target, values) as unknown;
        };
      },
    });
  }
}

type Read = (values: readonly unknown[]) => AskedQuery | undefined;

const filterFirst: Read = ([filter = {}, options]) =>
  isDocument(filter) ? { filter, sort: (options as { sort?: AnyDocument } | undefined)?.sort } : undefined;
const withoutSort: Read = ([filter = {}]) => (isDocument(filter) ? { filter } : undefined);

/** What a method asks for; of those that are not here nothing is known. */
const readers: Readonly<Record<string, Read>> = {
  find: filterFirst,
  findOne: filterFirst,
  countDocuments: withoutSort,
  distinct: ([, filter]) => withoutSort([filter]),
  updateOne: withoutSort,
  updateMany: withoutSort,
  replaceOne: withoutSort,
  deleteOne: withoutSort,
  deleteMany: withoutSort,
  findOneAndUpdate: ([filter, , options]) => filterFirst([filter, options]),
  findOneAndReplace: ([filter, , options]) => filterFirst([filter, options]),
  findOneAndDelete: filterFirst,
  aggregate: ([pipeline]) => {
    const [match, next] = pipeline as readonly PipelineStage[];
    const filter = match?.["$match"];
    const sort = (filter === undefined ? match : next)?.["$sort"];
    if (filter === undefined && sort === undefined) return undefined;
    return { filter: (filter ?? {}) as AnyDocument, sort: sort as AnyDocument | undefined };
  },
};
