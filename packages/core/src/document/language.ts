import type { Comparable, DocumentPath, PathValue } from "./paths.ts";

/** A document of which nothing is known. */
export type AnyDocument = Record<string, unknown>;

/** The operators of one field of a filter (https://www.mongodb.com/docs/manual/reference/operator/query). */
export interface FieldOperators<V> {
  readonly $eq?: Comparable<V>;
  readonly $ne?: Comparable<V>;
  readonly $gt?: Comparable<V>;
  readonly $gte?: Comparable<V>;
  readonly $lt?: Comparable<V>;
  readonly $lte?: Comparable<V>;
  readonly $in?: readonly (Comparable<V> | RegExp)[];
  readonly $nin?: readonly (Comparable<V> | RegExp)[];
  readonly $not?: FieldOperators<V> | RegExp;
  readonly $exists?: boolean;
  readonly $type?: string | number | readonly (string | number)[];
  readonly $regex?: string | RegExp;
  /** Of `i`, `m`, `s`, `x`; only beside `$regex`. */
  readonly $options?: string;
  readonly $mod?: readonly [divisor: number | bigint, remainder: number | bigint];
  readonly $size?: number;
  readonly $all?: readonly unknown[];
  readonly $elemMatch?: NonNullable<V> extends readonly (infer Item)[] ? Filter<Item> | FieldOperators<Item> : never;
  readonly $bitsAllSet?: unknown;
  readonly $bitsAllClear?: unknown;
  readonly $bitsAnySet?: unknown;
  readonly $bitsAnyClear?: unknown;
}

/** The operators of a whole document in a filter. */
export interface RootOperators<T> {
  readonly $and?: readonly Filter<T>[];
  readonly $or?: readonly Filter<T>[];
  readonly $nor?: readonly Filter<T>[];
  readonly $expr?: unknown;
  readonly $jsonSchema?: AnyDocument;
  readonly $text?: {
    readonly $search: string;
    readonly $language?: string;
    readonly $caseSensitive?: boolean;
    readonly $diacriticSensitive?: boolean;
  };
  readonly $comment?: unknown;
}

/**
 * A filter in MongoDB's language, typed by the document's type: the names are its dotted paths, the values what those
 * hold. Where `T` is `AnyDocument` every name is allowed.
 */
export type Filter<T = AnyDocument> = RootOperators<T> & {
  readonly [P in DocumentPath<T>]?: Comparable<PathValue<T, P>> | RegExp | FieldOperators<PathValue<T, P>>;
};

type Fields<T, V = unknown> = { readonly [P in DocumentPath<T>]?: V };
type Values<T> = { readonly [P in DocumentPath<T>]?: PathValue<T, P> };
type ArrayItem<V> = NonNullable<V> extends readonly (infer Item)[] ? Item : unknown;

/** The modifiers of `$push`. */
export interface PushModifiers<Item> {
  readonly $each: readonly Item[];
  readonly $position?: number;
  readonly $slice?: number;
  readonly $sort?: 1 | -1 | Readonly<Record<string, 1 | -1>>;
}

/**
 * The operators of an update (https://www.mongodb.com/docs/manual/reference/operator/update). Paths with `$`, `$[]` and
 * `$[name]` are no paths of the type: write such an update as `AnyDocument`.
 */
export interface UpdateOperators<T = AnyDocument> {
  readonly $set?: Values<T>;
  readonly $unset?: Fields<T>;
  readonly $setOnInsert?: Values<T>;
  readonly $inc?: Fields<T>;
  readonly $mul?: Fields<T>;
  readonly $min?: Values<T>;
  readonly $max?: Values<T>;
  readonly $rename?: Fields<T, string>;
  readonly $currentDate?: Fields<T, true | { readonly $type: "date" | "timestamp" }>;
  readonly $bit?: Fields<T, { readonly and?: unknown; readonly or?: unknown; readonly xor?: unknown }>;
  readonly $push?: {
    readonly [P in DocumentPath<T>]?: ArrayItem<PathValue<T, P>> | PushModifiers<ArrayItem<PathValue<T, P>>>;
  };
  readonly $addToSet?: {
    readonly [P in DocumentPath<T>]?:
      | ArrayItem<PathValue<T, P>>
      | { readonly $each: readonly ArrayItem<PathValue<T, P>>[] };
  };
  readonly $pop?: Fields<T, 1 | -1>;
  readonly $pull?: Fields<T>;
  readonly $pullAll?: Fields<T, readonly unknown[]>;
}

/** A stage of an aggregation pipeline: one operator with its operand. */
export type PipelineStage = Readonly<Record<`$${string}`, unknown>>;

/** An update: operators, or a pipeline of `$set`, `$unset`, `$project` and `$replaceWith`. */
export type Update<T = AnyDocument> = UpdateOperators<T> | readonly PipelineStage[];

/** An order: 1 ascending, -1 descending, by the fields in turn. */
export type Sort<T = AnyDocument> = { readonly [P in DocumentPath<T>]?: 1 | -1 | { readonly $meta: "textScore" } };

/** Which fields a read gives: 1 or true includes, 0 or false leaves out, anything else is an expression. */
export type Projection<T = AnyDocument> = { readonly [P in DocumentPath<T>]?: unknown } & Readonly<
  Record<string, unknown>
>;

/** How strings compare: MongoDB's collation document (https://www.mongodb.com/docs/manual/reference/collation). */
export interface CollationOptions {
  readonly locale: string;
  readonly caseLevel?: boolean;
  readonly caseFirst?: "upper" | "lower" | "off";
  readonly strength?: 1 | 2 | 3 | 4 | 5;
  readonly numericOrdering?: boolean;
  readonly alternate?: "non-ignorable" | "shifted";
  readonly maxVariable?: "punct" | "space";
  readonly normalization?: boolean;
}
