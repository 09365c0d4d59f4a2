/** What a caller may vouch for, because no text can tell it. Nothing of it is taken for granted. */
export interface Assume {
  /**
   * Text columns compare by code point on both engines: case and accents count, no padding. So they do with MySQL's
   * `utf8mb4_0900_bin`, MariaDB's `utf8mb4_nopad_bin`, SQL Server's `…_BIN2` (trailing spaces aside), PostgreSQL's `C`.
   */
  readonly text?: "exact" | undefined;
  /** Expressions fail on neither engine: no overflow, no division by zero, no text that is no number. */
  readonly errors?: "none" | undefined;
  /** The last digits of floating-point sums, averages, powers and logarithms may differ. */
  readonly doubles?: "approximate" | undefined;
  /** A column whose type is not known has the type of what it is used with. */
  readonly types?: "consistent" | undefined;
  /** No text is empty, stored or computed: Oracle keeps an empty text as null. */
  readonly emptyText?: "none" | undefined;
  /** Text given to `upper` and `lower` has ASCII letters only. */
  readonly letters?: "ascii" | undefined;
  /** No text holds characters beyond U+FFFF, which SQL Server counts twice. */
  readonly characters?: "bmp" | undefined;
  /** The table of an upsert has the one unique key that decides, which MySQL does not name. */
  readonly keys?: "one" | undefined;
  /** Joined texts stay within `group_concat_max_len` (1024 bytes on MySQL by default). */
  readonly groupConcat?: "fits" | undefined;
  /** SQLite's dates and timestamps are text of one form: `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS`. */
  readonly dates?: "iso" | undefined;
  /** Sessions of both engines have the zone UTC, and an instant may be read when a statement or its transaction began. */
  readonly clock?: "utc" | undefined;
  /** Keys that the engine makes may be any unused numbers, and rows with such keys are not inserted by hand. */
  readonly identity?: "engine" | undefined;
  /** Nobody reads how many rows an upsert changed: MySQL counts an overwritten row twice. */
  readonly affectedRows?: "ignored" | undefined;
}

/** One thing that a translation rests on. */
export interface Assumption {
  /** A name of {@link Assume}, or `parameters`: each is bound as a value of the type it is used with. */
  readonly name: keyof Assume | "parameters";
  /** What is assumed, as a sentence. */
  readonly meaning: string;
}

/** The value that vouches for each assumption, and what the result says of it. */
export const assumptionTexts: Readonly<Record<keyof Assume, readonly [value: string, meaning: string]>> = {
  text: ["exact", "text columns compare by code point on both engines, without padding"],
  errors: ["none", "no expression fails on either engine (overflow, division by zero, text that is no number)"],
  doubles: ["approximate", "the last digits of floating-point results may differ"],
  types: ["consistent", "a column of unknown type has the type of what it is used with"],
  emptyText: ["none", "no text is empty, which Oracle keeps as null"],
  letters: ["ascii", "upper and lower are given ASCII letters only"],
  characters: ["bmp", "no text holds characters beyond U+FFFF"],
  keys: ["one", "the table of the upsert has one unique key only"],
  groupConcat: ["fits", "joined texts stay within group_concat_max_len"],
  dates: ["iso", "SQLite's dates and timestamps are text of one ISO form"],
  clock: ["utc", "both sessions have the zone UTC, and now may be the statement's or the transaction's beginning"],
  identity: ["engine", "keys made by the engine may be any unused numbers, and none is given by hand"],
  affectedRows: ["ignored", "the number of rows that an upsert changed is not read"],
};
