import { common, headsOf, kinds, words, type EffectRules, type HeadFacts } from "../effect-rules.ts";
import { once } from "../../once.ts";
import type { StatementWords } from "../statement-words.ts";

/** Behind these a statement of a PL/SQL block begins. */
const beginsStatement: ReadonlySet<string> = new Set(words("begin then else loop"));

/** Whether a block commits or rolls back (but not to a savepoint) by a statement of its own. */
function blockControls(statement: StatementWords): boolean {
  return statement.lexemes.some((_, at) => {
    const word = statement.wordAt(at);
    if (word !== "commit" && word !== "rollback") return false;
    if (!statement.isPunctuation(at - 1, ";") && !beginsStatement.has(statement.wordAt(at - 1))) return false;
    return word === "commit" || !(statement.wordAt(at + 1) === "to" || statement.wordAt(at + 2) === "to");
  });
}

/** A block may call anything, and so change the session. A lone `begin` is none, but what begins a transaction elsewhere. */
const block: HeadFacts = {
  session: true,
  control: (statement) => statement.lexemes.length === 1 || blockControls(statement),
  rows: true,
};

/** What Oracle's statements may do: the SQL Language Reference's "SQL Statements". */
export const oracleEffectRules: () => EffectRules = once(() => ({
  bodies: "rest",
  blockHeads: new Set(["begin", "declare"]),
  heads: {
    ...common.heads,
    ...headsOf(kinds.query, "values"),
    // `explain plan` writes its answer into a table.
    ...headsOf(
      kinds.change,
      `
      explain merge truncate rename comment analyze audit noaudit purge flashback associate disassociate lock`,
    ),
    ...headsOf(kinds.session, "call"),
    create: { session: (statement) => statement.has("private", "temporary") },
    alter: { session: (statement) => statement.word(1) === "session" },
    // `set transaction`, `set constraints` end with the transaction; `set role` does not.
    set: { session: (statement) => !["transaction", "constraint", "constraints"].includes(statement.word(1)) },
    begin: block,
    declare: block,
  },
  unsafeWords: new Set([...common.unsafeWords, "nextval", "function", "procedure"]),
  unsafePhrases: [],
  pureFunctions: new Set([
    ...common.pureFunctions,
    ...words(`
      acos asin atan atan2 bitand cos cosh ln log nanvl remainder sin sinh tan tanh trunc width_bucket
      ascii chr concat initcap instr length lengthb lpad ltrim nls_initcap nls_lower nls_upper nlssort regexp_count
      regexp_instr regexp_replace regexp_substr regexp_like replace rpad rtrim soundex substr substrb translate trim
      add_months current_date current_timestamp dbtimezone extract from_tz last_day localtimestamp months_between
      new_time next_day numtodsinterval numtoyminterval sysdate systimestamp sys_extract_utc to_char to_clob to_date
      to_dsinterval to_number to_timestamp to_timestamp_tz to_yminterval tz_offset
      decode greatest least lnnvl nvl nvl2 hextoraw rawtohex dump vsize ora_hash standard_hash sys_guid
      any_value approx_count_distinct collect corr covar_pop covar_samp first_value group_id grouping grouping_id
      json_arrayagg json_objectagg listagg median nth_value percentile_cont percentile_disc ratio_to_report
      stats_mode stddev stddev_pop stddev_samp var_pop var_samp variance xmlagg
      json_array json_exists json_object json_query json_scalar json_serialize json_table json_value
      cardinality rowidtochar sessiontimezone sys_context userenv value xmlelement xmlforest`),
  ]),
  uncalledWords: new Set([
    ...common.uncalledWords.filter(
      (word) => !["bigint", "int", "interval", "numeric", "real", "timestamp", "time", "case"].includes(word),
    ),
    ...words("any order minus date number varchar2 raw rowid prior start connect"),
  ]),
  // Packages of the system do all kinds of things: none is taken for pure.
  builtInSchemas: new Set(),
  callsTouch: false,
  sessionFunctions: new Set(),
  rowWords: new Set(["returning"]),
  inspect: (statement) => ({
    session: statement.lexemes.some(({ text }) =>
      /^(?:dbms_session|dbms_lock|dbms_application_info|dbms_output)$/i.test(text),
    ),
  }),
}));
