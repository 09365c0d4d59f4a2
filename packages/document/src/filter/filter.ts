import type { Expression } from "../expression/expression.ts";
import type { Path } from "../path.ts";

/** The comparisons of a filter. `$ne` is a `$not` of `$eq`. */
export type Comparison = "$eq" | "$gt" | "$gte" | "$lt" | "$lte";

/**
 * A filter, parsed and checked: what the evaluator matches with and what an engine compiles. Every leaf has the path
 * that it looks at, from the document or from the item that an `$elemMatch` is at. An empty path is that item itself.
 */
export type Filter =
  | { readonly kind: "and" | "or" | "nor"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  /** Matches always or never. */
  | { readonly kind: "constant"; readonly matches: boolean }
  | { readonly kind: "compare"; readonly path: Path; readonly operator: Comparison; readonly value: unknown }
  /** `values` has no regular expression; those are in `patterns`. */
  | {
      readonly kind: "in";
      readonly path: Path;
      readonly values: readonly unknown[];
      readonly patterns: readonly Pattern[];
    }
  | { readonly kind: "exists"; readonly path: Path; readonly exists: boolean }
  /** Type numbers as in `typeNumbers`. */
  | { readonly kind: "type"; readonly path: Path; readonly types: readonly number[] }
  | { readonly kind: "regex"; readonly path: Path; readonly pattern: Pattern }
  | { readonly kind: "mod"; readonly path: Path; readonly divisor: bigint; readonly remainder: bigint }
  | { readonly kind: "size"; readonly path: Path; readonly size: number }
  | {
      readonly kind: "bits";
      readonly path: Path;
      readonly test: "$bitsAllSet" | "$bitsAllClear" | "$bitsAnySet" | "$bitsAnyClear";
      /** The places of bits, from 0, the least. */
      readonly positions: readonly number[];
    }
  /**
   * An item of the array at `path` matches `filter`: as a document whose fields the paths of `filter` name (`document`),
   * or as a value, to which the empty paths of `filter` refer.
   */
  | { readonly kind: "elemMatch"; readonly path: Path; readonly filter: Filter; readonly form: "document" | "value" }
  | { readonly kind: "expr"; readonly expression: Expression }
  /** Checks a whole document by a parsed JSON Schema. */
  | { readonly kind: "jsonSchema"; readonly schema: unknown }
  | {
      readonly kind: "text";
      readonly search: string;
      readonly language: string | undefined;
      readonly caseSensitive: boolean;
      readonly diacriticSensitive: boolean;
      /** The collection's text index: `bindText` puts it in. Without it the filter cannot be evaluated. */
      readonly index?: TextIndex | undefined;
    };

/** What `$text` needs to know of the text index of a collection. */
export interface TextIndex {
  /** The fields that are searched; an empty path is every string of the document (`$**`). */
  readonly fields: readonly { readonly path: Path; readonly weight: number }[];
  /** `default_language`. */
  readonly language: string;
  /** The field of a document that names its own language: `language` unless the index says otherwise. */
  readonly languageOverride: string;
}

/** A regular expression as the filter gave it, and what it was translated to. */
export interface Pattern {
  readonly source: string;
  /** Of `i`, `m`, `s`, `x`. */
  readonly options: string;
  readonly regex: RegExp;
}
