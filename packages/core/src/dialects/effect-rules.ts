import type { BodyRule, StatementWords } from "./statement-words.ts";

/** A fact, or how to judge it. */
export type Judgement = boolean | ((statement: StatementWords) => boolean);

/** What a statement's first word tells. What is left out is false. */
export interface HeadFacts {
  /**
   * - `query`: reads, if no word and no call in it does more
   * - `explain`: tells of another statement, and runs it when told to analyze
   * - a judgement: reads when it says so
   */
  readonly reads?: "query" | "explain" | Judgement | undefined;
  readonly session?: Judgement | undefined;
  readonly control?: Judgement | undefined;
  readonly rows?: Judgement | undefined;
}

/** One dialect's data for {@link judgeEffects}. Every word is in lower case. */
export interface EffectRules {
  readonly bodies: BodyRule;
  /** First words of blocks that hold statements of their own (with the rule `rest`). */
  readonly blockHeads?: ReadonlySet<string> | undefined;
  /** A statement whose first word is not here is not known: it may change the session, and may give rows. */
  readonly heads: Readonly<Record<string, HeadFacts>>;
  /** Words that a query which only reads cannot hold, unless one is a pure function that is called. */
  readonly unsafeWords: ReadonlySet<string>;
  /** Words in a row of the same meaning. */
  readonly unsafePhrases: readonly (readonly string[])[];
  /** Built-in functions that neither change nor lock anything and do not depend on what the session did before. */
  readonly pureFunctions: ReadonlySet<string>;
  /** Words that stand before a parenthesis without being called: ones that cannot name a user's function. */
  readonly uncalledWords: ReadonlySet<string>;
  /** Schemas whose functions are the built-in ones. */
  readonly builtInSchemas: ReadonlySet<string>;
  /** A built-in function is called only when nothing stands between its name and the parenthesis. */
  readonly callsTouch: boolean;
  /** Functions that change the session. */
  readonly sessionFunctions: ReadonlySet<string>;
  /** Words by which any data change gives rows. */
  readonly rowWords: ReadonlySet<string>;
  /** What the words of one statement tell beside its head. */
  readonly inspect?:
    | ((statement: StatementWords) => {
        readonly session?: boolean;
        readonly control?: boolean;
        readonly unsafe?: boolean;
      })
    | undefined;
}

/** The kinds of statements, for the tables of heads. */
export const kinds: Readonly<
  Record<"query" | "change" | "rows" | "explain" | "session" | "routine" | "control" | "rollback", HeadFacts>
> = {
  query: { reads: "query", rows: true },
  /** Changes data or schema, and nothing of the session. */
  change: {},
  /** Gives rows, but does not only read. */
  rows: { rows: true },
  explain: { reads: "explain", rows: true },
  session: { session: true },
  /** Runs a routine, which may do anything. */
  routine: { session: true, rows: true },
  /** Begins or ends a transaction. */
  control: { control: true },
  /** Not to a savepoint. */
  rollback: { control: (rollback) => !rollback.has("to") },
};

/** Heads that are all of one kind. */
export function headsOf(facts: HeadFacts, list: string): Readonly<Record<string, HeadFacts>> {
  return Object.fromEntries(words(list).map((word) => [word, facts]));
}

/** `create temporary …` lives as long as the session. */
export const createWith: (words: readonly string[]) => HeadFacts = (names) => {
  const known: ReadonlySet<string> = new Set(names);
  return { session: (statement) => statement.hasEarly(known, 4) };
};

/** The heads that all dialects share. */
const commonHeads: Readonly<Record<string, HeadFacts>> = {
  ...headsOf(kinds.query, "select with"),
  ...headsOf(kinds.change, "insert update delete alter drop savepoint grant revoke"),
  create: createWith(["temp", "temporary"]),
  commit: kinds.control,
  rollback: kinds.rollback,
};

/** Words that change data or keep a result, in every dialect. */
const commonUnsafeWords: readonly string[] = [
  "insert",
  "update",
  "delete",
  "merge",
  "into",
  "replace",
  "upsert",
  "truncate",
];

/** Words that are reserved in every dialect, so that one before a parenthesis is not a call. */
const commonUncalledWords: readonly string[] = words(`
  all and as between case distinct else exists from group having in intersect not on or select then union
  using values when where with
  bigint char decimal float int integer interval numeric real smallint time timestamp varchar`);

/** Words that are no call before a parenthesis when they stand behind one of these. */
export const contextualWords: Readonly<Record<string, readonly string[]>> = {
  by: ["group", "order", "partition"],
  over: [")", "nulls"],
  keep: [")"],
  filter: [")"],
  materialized: ["as", "not"],
  sets: ["grouping"],
  rollup: ["by"],
  cube: ["by"],
  varying: ["character", "char"],
  first: ["fetch"],
  next: ["fetch"],
  bernoulli: ["tablesample"],
  system: ["tablesample"],
  hint: ["use"],
};

/** Operators that some engines let a function be named by: behind a value they are no call. */
export const infixWords: ReadonlySet<string> = new Set(["join", "like", "ilike", "escape", "to"]);

/** Functions that every dialect has, and that read nothing but their arguments. */
const commonPureFunctions: readonly string[] = words(`
  abs avg cast ceil coalesce count exp floor lower max min mod nullif power round sign sqrt sum upper
  row_number rank dense_rank ntile lag lead first_value last_value cume_dist percent_rank`);

/** What every dialect shares. */
export const common: Readonly<{
  heads: Readonly<Record<string, HeadFacts>>;
  unsafeWords: readonly string[];
  pureFunctions: readonly string[];
  uncalledWords: readonly string[];
}> = {
  heads: commonHeads,
  unsafeWords: commonUnsafeWords,
  pureFunctions: commonPureFunctions,
  uncalledWords: commonUncalledWords,
};

/** Cuts a list of words. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
