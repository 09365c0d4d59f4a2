import type { Comparable, DocumentPath, FieldOperators, Filter, PathValue } from "@db/core";
import { trusted } from "../guard/trusted.ts";

type Item<V> = NonNullable<V> extends readonly (infer I)[] ? I : never;

/**
 * What is asked of one field. Each method gives back the query with the condition added. A value is always a value: an
 * object with operators in it, as a request's body may have, is compared with and never run.
 */
export class FieldCondition<T extends object, P extends DocumentPath<T>, Q> {
  readonly #path: P;
  readonly #add: (filter: Filter<T>) => Q;

  /** Made by `where`. */
  constructor(path: P, add: (filter: Filter<T>) => Q) {
    this.#path = path;
    this.#add = add;
  }

  /** Equal to the value, or an array with such an item; `null` also means missing. */
  eq(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $eq: value });
  }

  ne(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $ne: value });
  }

  gt(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $gt: value });
  }

  gte(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $gte: value });
  }

  lt(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $lt: value });
  }

  lte(value: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $lte: value });
  }

  /** From one value to another, both included. */
  between(from: Comparable<PathValue<T, P>>, to: Comparable<PathValue<T, P>>): Q {
    return this.#with({ $gte: from, $lte: to });
  }

  /** Equal to one of the values. An empty list matches nothing. */
  in(values: readonly Comparable<PathValue<T, P>>[]): Q {
    return this.#with({ $in: values.map(plain) });
  }

  notIn(values: readonly Comparable<PathValue<T, P>>[]): Q {
    return this.#with({ $nin: values.map(plain) });
  }

  /** There, also as null; or, with `false`, missing. */
  exists(exists = true): Q {
    return this.#with({ $exists: exists });
  }

  /** A string that a regular expression finds something in. */
  matches(pattern: RegExp): Q {
    return this.#with({ $regex: pattern });
  }

  /** A string that begins so, letter for letter. */
  startsWith(text: string): Q {
    return this.#with({ $regex: `^${text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}` });
  }

  /** An array of so many items. */
  size(size: number): Q {
    return this.#with({ $size: size });
  }

  /** An array with each of the values among its items. */
  all(values: readonly Item<PathValue<T, P>>[]): Q {
    return this.#with({ $all: values.map(plain) });
  }

  /** An array with an item that matches a filter of its own. */
  elemMatch(filter: Filter<Item<PathValue<T, P>>>): Q {
    return this.#with({ $elemMatch: filter });
  }

  #with(operators: { readonly [O in keyof FieldOperators<unknown>]: unknown }): Q {
    return this.#add({ [this.#path]: trusted(operators) } as Filter<T>);
  }
}

/** A list takes regular expressions as patterns; one from outside would be an operator in disguise. */
function plain<V>(value: V): V {
  if (value instanceof RegExp) throw new TypeError("a list of values cannot have a regular expression: use matches()");
  return value;
}
