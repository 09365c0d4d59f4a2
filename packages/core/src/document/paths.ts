/** What a document's fields may hold without being looked into: values, not documents. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | RegExp
  | Uint8Array
  | ((...args: never[]) => unknown)
  | { readonly _bsontype: string };

/** How far down paths are known; further down every path is allowed. */
type Deeper = [never, 0, 1, 2, 3, 4, 5];

type Items<T> = T extends readonly (infer Item)[] ? Item : T;

/**
 * The dotted paths of a document's type: `name`, `address.city`, `orders.total` and `orders.0.total` where `orders` is
 * an array of documents. Below six levels, and where a type is `any`, `unknown` or has an index signature, any path.
 */
export type DocumentPath<T, Depth extends number = 5> = [Depth] extends [never]
  ? string
  : unknown extends T
    ? string
    : T extends Leaf
      ? never
      : T extends readonly (infer Item)[]
        ? `${number}` | DocumentPath<Item, Deeper[Depth]> | `${number}.${DocumentPath<Item, Deeper[Depth]>}`
        : string extends keyof T
          ? string
          : { [K in keyof T & string]: K | Below<K, NonNullable<T[K]>, Deeper[Depth]> }[keyof T & string];

type Below<K extends string, V, Depth extends number> = V extends Leaf ? never : `${K}.${DocumentPath<V, Depth>}`;

/** The type that a path has in a document's type; of an array on the way, the type in its items. `unknown` where nothing is known. */
export type PathValue<T, P extends string> = unknown extends T
  ? unknown
  : T extends readonly (infer Item)[]
    ? P extends `${number}`
      ? Item
      : P extends `${number}.${infer Rest}`
        ? PathValue<Item, Rest>
        : PathValue<Item, P>
    : P extends keyof T
      ? T[P]
      : P extends `${infer K}.${infer Rest}`
        ? K extends keyof T
          ? PathValue<NonNullable<T[K]>, Rest>
          : unknown
        : unknown;

/** A value as a filter may compare a field with: its type, or the type of its items where it is an array. */
export type Comparable<V> = V | Items<NonNullable<V>> | null;
