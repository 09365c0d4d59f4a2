import type { AnyDocument, BulkOperation, DocumentCollection, DocumentDatabase, PipelineStage } from "@db/core";
import { isDocument } from "../values/types.ts";
import { guardFilter, guardPipeline } from "./guard-filter.ts";

/** Which of a method's arguments is a filter or a pipeline; of a method that is not here none is. */
const guards: Readonly<Record<string, (values: readonly unknown[]) => void>> = {
  find: first,
  findOne: first,
  explain: ([asked]) => void (Array.isArray(asked) ? guardPipeline(asked) : first([asked])),
  countDocuments: first,
  distinct: ([, filter]) => first([filter]),
  updateOne: first,
  updateMany: first,
  replaceOne: first,
  deleteOne: first,
  deleteMany: first,
  findOneAndUpdate: first,
  findOneAndReplace: first,
  findOneAndDelete: first,
  aggregate: pipeline,
  watch: pipeline,
  bulkWrite: ([operations]) => {
    for (const operation of operations as readonly BulkOperation<AnyDocument>[]) {
      for (const { filter } of Object.values(operation) as { filter?: unknown }[]) first([filter]);
    }
  },
};

/** The methods that give no promise: they throw. */
const cursors: ReadonlySet<string> = new Set(["find", "aggregate", "watch"]);

function first([filter]: readonly unknown[]): void {
  if (isDocument(filter)) guardFilter(filter);
}

function pipeline([stages]: readonly unknown[]): void {
  if (Array.isArray(stages)) guardPipeline(stages as PipelineStage[]);
}

/**
 * The same database with a guard against operators from outside (`{ name: body.name }`, where somebody sent `{ "$ne": null }`):
 * in filters, and in the `$match` of pipelines, every object of operators has to be marked by `trusted`, or made by `where` and `query`; else
 * the method throws, or rejects where it gives a promise, with kind `usage` before anything is sent. For any engine. `command` and the raw client are not guarded. Closing it closes the
 * database.
 */
export function guarded(database: DocumentDatabase): DocumentDatabase {
  return over(database, {
    collection: (name: string) => guardedCollection(database.collection(name)),
    aggregate: (stages: readonly PipelineStage[], ...rest: []) => database.aggregate(guardPipeline(stages), ...rest),
    watch: (stages: readonly PipelineStage[] = [], ...rest: []) => database.watch(guardPipeline(stages), ...rest),
    transaction: (work: (inner: DocumentDatabase) => Promise<unknown>, ...rest: []) =>
      database.transaction((inner) => work(guarded(inner)), ...rest),
  });
}

function guardedCollection<T extends object>(collection: DocumentCollection<T>): DocumentCollection<T> {
  const methods = Object.entries(guards).map(([name, guard]) => [
    name,
    (...values: unknown[]) => {
      try {
        guard(values);
      } catch (error) {
        if (cursors.has(name)) throw error;
        return Promise.reject(error as Error);
      }
      return (collection[name as "find"] as (...values: unknown[]) => unknown)(...values);
    },
  ]);
  return over(collection, Object.fromEntries(methods) as object);
}

/** An object with some methods in place of its own. */
function over<O extends object>(target: O, methods: object): O {
  return new Proxy(target, {
    get(_, name) {
      const method: unknown = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name);
      // Private members are the target's.
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
}
