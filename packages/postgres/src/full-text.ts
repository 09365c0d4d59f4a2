import { postgresDialect, sql, usage, type Fragment } from "@db/core";

/** How the text of a query is read ("12.3.2. Parsing Queries"). */
export interface TextQueryOptions {
  /** The configuration of both sides: `english`, `simple`. Default: the server's `default_text_search_config`. */
  readonly config?: string | undefined;
  /**
   * `websearch` takes what users type into a search box and never fails; `plain` wants all words, `phrase` one after the
   * other; `raw` is PostgreSQL's own language, in which a typing error rejects with `syntax-error`. Default: `websearch`.
   */
  readonly parser?: "websearch" | "plain" | "phrase" | "raw" | undefined;
}

/** A column's name, or any fragment. */
export type TextSource = string | Fragment;

/** Which part of a document a text is: `A` weighs most. */
export type TextWeight = "A" | "B" | "C" | "D";

const parsers = {
  websearch: "websearch_to_tsquery",
  plain: "plainto_tsquery",
  phrase: "phraseto_tsquery",
  raw: "to_tsquery",
} as const;

/**
 * A document made of texts: of one column, or of several with their weights, in which null counts as empty.
 * `sql\`create index on articles using gin (${tsvector("body", { config: "english" })})\`` makes the index that
 * {@link matches} on the same expression uses; an index needs the configuration.
 */
export function tsvector(
  source: TextSource | Readonly<Record<string, TextWeight>>,
  { config }: { readonly config?: string | undefined } = {},
): Fragment {
  const one = (text: TextSource): Fragment => sql`to_tsvector(${configOf(config)}${fragmentOf(text)})`;
  if (typeof source === "string" || isFragmentLike(source)) return one(source);
  const parts = Object.entries(source).map(([column, weight]) => {
    if (!["A", "B", "C", "D"].includes(weight)) throw usage(`"${String(weight)}" is not a weight`, "A, B, C or D");
    return sql`setweight(${one(sql`coalesce(${sql.id(column)}, '')`)}, ${sql.raw(`'${weight}'`)})`;
  });
  return sql`(${sql.join(parts, " || ")})`;
}

/** A query made of text. */
export function tsquery(query: string, { config, parser = "websearch" }: TextQueryOptions = {}): Fragment {
  if (!Object.hasOwn(parsers, parser))
    throw usage(`"${String(parser)}" is not a parser of queries`, "websearch, plain, phrase or raw");
  return sql`${sql.raw(parsers[parser])}(${configOf(config)}${query})`;
}

/** Whether a document matches: `where ${matches("document", "blue -green")}`. The document is a `tsvector`. */
export function matches(document: TextSource, query: string, options?: TextQueryOptions): Fragment {
  return sql`${fragmentOf(document)} @@ ${tsquery(query, options)}`;
}

/** How results are ranked ("12.3.3. Ranking Search Results"). */
export interface RankOptions extends TextQueryOptions {
  /** Whether words close to each other count more (`ts_rank_cd`). Default: false. */
  readonly cover?: boolean | undefined;
  /** The worth of the weights D, C, B, A. Default: 0.1, 0.2, 0.4, 1. */
  readonly weights?: readonly [number, number, number, number] | undefined;
  /** Bits that say how the document's length counts. Default: 0, not at all. */
  readonly normalization?: number | undefined;
}

/** How well a document matches, a number from 0: `order by ${rank("document", text)} desc`. */
export function rank(
  document: TextSource,
  query: string,
  { cover = false, weights, normalization = 0, ...options }: RankOptions = {},
): Fragment {
  const worth = weights === undefined ? sql.empty : sql`${weights}::float4[], `;
  return sql`${sql.raw(cover ? "ts_rank_cd" : "ts_rank")}(${worth}${fragmentOf(document)}, ${tsquery(query, options)}, ${normalization}::int)`;
}

/** How an excerpt is made ("12.3.4. Highlighting Results"). What is left out is the server's default. */
export interface HeadlineOptions extends TextQueryOptions {
  /** Put before and after each word found. Default: `<b>` and `</b>`. */
  readonly tags?: readonly [before: string, after: string] | undefined;
  /** Words in the excerpt. Default: 15 to 35. */
  readonly words?: readonly [least: number, most: number] | undefined;
  /** Pieces of text, put together by ` ... `; 0 makes one piece. Default: 0. */
  readonly fragments?: number | undefined;
  /** The whole text instead of an excerpt. Default: false. */
  readonly whole?: boolean | undefined;
}

/** An excerpt of a text with the words found marked. The text is not made safe for HTML: the server leaves tags in it. */
export function headline(
  text: TextSource,
  query: string,
  { tags, words, fragments, whole, ...options }: HeadlineOptions = {},
): Fragment {
  const settings = [
    tags && `StartSel=${quoteOption(tags[0])}, StopSel=${quoteOption(tags[1])}`,
    words && `MinWords=${Number(words[0])}, MaxWords=${Number(words[1])}`,
    fragments !== undefined && `MaxFragments=${Number(fragments)}`,
    whole === true && "HighlightAll=true",
  ].filter((setting) => typeof setting === "string");
  const said = settings.length === 0 ? sql.empty : sql`, ${settings.join(", ")}`;
  return sql`ts_headline(${configOf(options.config)}${fragmentOf(text)}, ${tsquery(query, options)}${said})`;
}

function quoteOption(value: string): string {
  if (value.includes('"')) throw usage('a tag of headline must not hold "');
  return `"${value}"`;
}

/** Written out, since an index on an expression is found only by a constant. */
function configOf(config: string | undefined): Fragment {
  return config === undefined ? sql.empty : sql.raw(`${postgresDialect.quoteString(config)}::regconfig, `);
}

function fragmentOf(source: TextSource): Fragment {
  return typeof source === "string" ? sql.id(source) : source;
}

function isFragmentLike(value: object): value is Fragment {
  return "@db/fragment" in value;
}
