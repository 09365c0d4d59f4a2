import type {
  AnyDocument,
  DeleteResult,
  DocumentCollection,
  DocumentCursor,
  DocumentPath,
  Filter,
  FindOptions,
  ReadOptions,
  Sort,
  Update,
  UpdateOptions,
  UpdateResult,
} from "@db/core";
import { usage } from "@db/core";
import { FieldCondition } from "./field-condition.ts";
import { afterFilter, readToken, shapeOf, tokenOf, totalSort } from "./keyset.ts";

/** What a query is made of so far. */
interface Parts<T> {
  readonly filters: readonly Filter<T>[];
  readonly options: FindOptions<T>;
}

/** A part of all documents, in order. */
export interface Page<T> {
  readonly items: T[];
  /** Give it to `page` to go on; absent after the last page. */
  readonly next?: string;
}

/**
 * A query put together step by step over any `DocumentCollection`. Each step gives a query of its own and leaves this one
 * as it is. It makes the same language that `find` takes: `filter` and `options` show it.
 */
export class Query<T extends object> {
  readonly #collection: DocumentCollection<T>;
  readonly #parts: Parts<T>;

  /** Made by {@link query}. */
  constructor(collection: DocumentCollection<T>, parts: Parts<T>) {
    this.#collection = collection;
    this.#parts = parts;
  }

  /** The filter that the query stands for. */
  get filter(): Filter<T> {
    const { filters } = this.#parts;
    return filters.length === 1
      ? (filters[0] as Filter<T>)
      : filters.length === 0
        ? {}
        : ({ $and: filters } as Filter<T>);
  }

  /** The options of `find` that it stands for. */
  get options(): FindOptions<T> {
    return this.#parts.options;
  }

  /** Asks something more of a field; what is asked must all hold. */
  where<P extends DocumentPath<T>>(path: P): FieldCondition<T, P, Query<T>> {
    return new FieldCondition<T, P, Query<T>>(path, (filter) => this.matching(filter));
  }

  /** Asks something more, as a filter. */
  matching(filter: Filter<T>): Query<T> {
    return new Query(this.#collection, { ...this.#parts, filters: [...this.#parts.filters, filter] });
  }

  /** Asks that one at least of several filters matches. */
  either(...filters: readonly Filter<T>[]): Query<T> {
    return this.matching({ $or: filters } as Filter<T>);
  }

  sort(sort: Sort<T>): Query<T> {
    return this.#with({ sort });
  }

  skip(skip: number): Query<T> {
    return this.#with({ skip });
  }

  limit(limit: number): Query<T> {
    return this.#with({ limit });
  }

  /** Gives these fields only, and `_id`. */
  select(...paths: readonly DocumentPath<T>[]): Query<T> {
    return this.#with({ projection: Object.fromEntries(paths.map((path) => [path, 1])) } as FindOptions<T>);
  }

  /** Collation, hint, limits of time and the like. */
  using(options: ReadOptions): Query<T> {
    return this.#with(options);
  }

  /** A cursor over what matches. */
  find(): DocumentCursor<T> {
    return this.#collection.find(this.filter, this.options);
  }

  toArray(): Promise<T[]> {
    return this.find().toArray();
  }

  /** The first document; `undefined` when none matches. */
  first(): Promise<T | undefined> {
    return this.#collection.findOne(this.filter, this.options);
  }

  /** How many match; heeds `skip` and `limit`. */
  count(): Promise<number> {
    const { projection: _, sort: __, ...options } = this.options;
    return this.#collection.countDocuments(this.filter, options);
  }

  /**
   * A page by offset: its number counts from 1. A page far down costs as much as all before it, and moves when documents
   * come or go: {@link Query.page} does not.
   */
  async pageNumber(number: number, size: number): Promise<T[]> {
    checkSize(size);
    if (!Number.isInteger(number) || number < 1) throw usage("a page's number is a whole number from 1");
    return this.skip((number - 1) * size)
      .limit(size)
      .toArray();
  }

  /**
   * The page after a token (the first without one), by the values that the query sorts by: what an index on them finds at
   * once. `_id` is added to the sort, so that every document has its place. Rejects with kind `usage` for a token of another
   * query, for `skip` or `limit` beside it, and for a document with an array or a
   * regular expression in a field of the sort.
   */
  async page(size: number, after?: string): Promise<Page<T>> {
    checkSize(size);
    if (this.options.skip !== undefined || this.options.limit !== undefined) {
      throw usage("a page has its own limit: leave skip and limit out");
    }
    const sort = totalSort((this.options.sort ?? {}) as AnyDocument);
    const shape = shapeOf(this.filter as AnyDocument, sort);
    const further = after === undefined ? [] : [afterFilter(sort, readToken(after, sort, shape)) as Filter<T>];
    const whole = new Query(this.#collection, {
      filters: [...this.#parts.filters, ...further],
      options: { ...this.options, sort: Object.fromEntries(sort) as Sort<T>, limit: size + 1 },
    });
    const items = await whole.toArray();
    if (items.length <= size) return { items };
    items.pop();
    return { items, next: tokenOf(items.at(-1) as AnyDocument, sort, shape) };
  }

  /** Updates all that match. Rejects with kind `usage` for a query with `sort`, `skip` or `limit`, which an update has not. */
  updateAll(update: Update<T>, options: UpdateOptions = {}): Promise<UpdateResult> {
    this.#refuseOrder("updateAll");
    return this.#collection.updateMany(this.filter, update, options);
  }

  /** Deletes all that match; as {@link Query.updateAll}. */
  deleteAll(): Promise<DeleteResult> {
    this.#refuseOrder("deleteAll");
    return this.#collection.deleteMany(this.filter);
  }

  #with(options: FindOptions<T>): Query<T> {
    return new Query(this.#collection, { ...this.#parts, options: { ...this.#parts.options, ...options } });
  }

  #refuseOrder(method: string): void {
    const { sort, skip, limit } = this.options;
    if (sort !== undefined || skip !== undefined || limit !== undefined) {
      throw usage(`${method} is for all that match: leave sort, skip and limit out`);
    }
  }
}

/** Begins a query over a collection of any engine. */
export function query<T extends object>(collection: DocumentCollection<T>): Query<T> {
  return new Query<T>(collection, { filters: [], options: {} });
}

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 1) throw usage("a page's size is a whole number from 1");
}
