import { common, createWith, headsOf, kinds, words, type EffectRules } from "../effect-rules.ts";
import { once } from "../../once.ts";
import type { StatementWords } from "../statement-words.ts";

/** Pragmas that only tell, whatever argument they get: "PRAGMA Statements" of the manual. */
const telling: ReadonlySet<string> = new Set(
  words(`
  collation_list compile_options data_version database_list foreign_key_check foreign_key_list freelist_count
  function_list index_info index_list index_xinfo integrity_check module_list page_count pragma_list quick_check
  table_info table_list table_xinfo stats`),
);
/** Pragmas that do something even without an argument. */
const acting: ReadonlySet<string> = new Set(words("wal_checkpoint optimize incremental_vacuum shrink_memory"));

/** `pragma schema.name`, `… = value`, `… (value)`. */
function pragmaReads(statement: StatementWords): boolean {
  const at = statement.isPunctuation(statement.headAt + 2, ".") ? statement.headAt + 3 : statement.headAt + 1;
  const name = statement.wordAt(at);
  if (telling.has(name)) return true;
  return name !== "" && !acting.has(name) && statement.lexemes.length === at + 1;
}

/** What SQLite's statements may do: "SQL As Understood By SQLite". */
export const sqliteEffectRules: () => EffectRules = once(() => ({
  bodies: "blocks",
  heads: {
    ...common.heads,
    explain: kinds.explain,
    ...headsOf(kinds.query, "values"),
    ...headsOf(kinds.change, "replace release analyze vacuum reindex"),
    ...headsOf(kinds.session, "attach detach"),
    ...headsOf(kinds.control, "begin end"),
    pragma: { reads: pragmaReads, session: (statement) => !pragmaReads(statement), rows: true },
    create: createWith(["temp", "temporary"]),
  },
  unsafeWords: new Set(common.unsafeWords),
  unsafePhrases: [],
  pureFunctions: new Set([
    ...common.pureFunctions,
    ...words(`
      char concat concat_ws format glob hex if ifnull iif instr length like likelihood likely ltrim octet_length
      printf quote random randomblob replace rtrim soundex sqlite_version sqlite_source_id sqlite_compileoption_used
      substr substring trim typeof unhex unicode unistr unlikely zeroblob
      group_concat string_agg total median percentile percentile_cont percentile_disc nth_value
      date datetime julianday strftime time timediff unixepoch current_date current_time current_timestamp
      acos acosh asin asinh atan atan2 atanh ceiling cos cosh degrees ln log log10 log2 pi pow radians sin sinh tan
      tanh trunc
      json json_array json_array_insert json_array_length json_each json_error_position json_extract json_group_array
      json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
      json_tree json_type json_valid jsonb jsonb_array jsonb_each jsonb_extract jsonb_group_array jsonb_group_object
      jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set jsonb_tree
      bm25 highlight snippet generate_series
      pragma_collation_list pragma_compile_options pragma_database_list pragma_foreign_key_check
      pragma_foreign_key_list pragma_function_list pragma_index_info pragma_index_list pragma_index_xinfo
      pragma_module_list pragma_page_count pragma_pragma_list pragma_table_info pragma_table_list pragma_table_xinfo`),
  ]),
  // Types stand before a parenthesis only in a cast, behind `as`; as a name they are free for a user's function.
  uncalledWords: new Set([
    ...common.uncalledWords.slice(0, common.uncalledWords.indexOf("bigint")),
    "limit",
    "except",
    "order",
  ]),
  builtInSchemas: new Set(),
  callsTouch: false,
  sessionFunctions: new Set(["load_extension"]),
  rowWords: new Set(["returning"]),
  inspect: (statement) => ({
    session:
      statement.head === "create" &&
      statement.lexemes.some(({ text }, at) => /^temp$/i.test(text) && statement.isPunctuation(at + 1, ".")),
  }),
}));
