import { common, createWith, headsOf, kinds, words, type EffectRules } from "../effect-rules.ts";
import { once } from "../../once.ts";

/** What MySQL's statements may do: the manual's "SQL Statements". MariaDB has a few of its own. */
export const mysqlEffectRules: () => EffectRules = once(() => ({
  bodies: "blocks",
  heads: {
    ...common.heads,
    ...headsOf(kinds.query, "values table"),
    ...headsOf(kinds.explain, "explain describe desc"),
    ...headsOf(kinds.change, "replace truncate rename load import release purge reset install uninstall kill"),
    ...headsOf(kinds.rows, "analyze optimize check checksum repair"),
    // `set local` is `set session`, and `set transaction` is kept for the next transaction, whoever begins it.
    ...headsOf(kinds.session, "set use prepare deallocate lock unlock do"),
    ...headsOf(kinds.routine, "execute call"),
    ...headsOf(kinds.control, "begin"),
    show: { reads: true, rows: true },
    flush: { session: (statement) => statement.has("read", "lock") || statement.has("for", "export") },
    create: createWith(["temporary"]),
    handler: { session: true, rows: true },
    start: { control: (statement) => statement.word(1) === "transaction" },
    // Committing what was prepared under a name is not this session's transaction any more.
    xa: {
      control: (statement) =>
        statement.word(1) !== "recover" && (statement.word(1) !== "commit" || statement.has("one", "phase")),
      rows: (statement) => statement.word(1) === "recover",
    },
  },
  unsafeWords: new Set(common.unsafeWords),
  unsafePhrases: [
    ["for", "share"],
    ["lock", "in"],
    ["procedure", "analyse"],
  ],
  pureFunctions: new Set([
    ...common.pureFunctions,
    ...words(`
      acos asin atan atan2 ceiling conv cos cot crc32 degrees ln log log10 log2 pi radians rand sin tan truncate
      ascii bin bit_length char char_length character_length concat concat_ws elt export_set field find_in_set format
      from_base64 hex insert instr lcase left length locate lpad ltrim make_set mid oct octet_length ord position quote
      repeat replace reverse right rpad rtrim soundex space strcmp substr substring substring_index to_base64 trim
      ucase unhex upper weight_string regexp_instr regexp_like regexp_replace regexp_substr
      adddate addtime convert_tz curdate current_date current_time current_timestamp curtime date date_add date_format
      date_sub datediff day dayname dayofmonth dayofweek dayofyear extract from_days from_unixtime get_format hour
      last_day localtime localtimestamp makedate maketime microsecond minute month monthname now period_add period_diff
      quarter sec_to_time second str_to_date subdate subtime sysdate time time_format time_to_sec timediff timestamp
      timestampadd timestampdiff to_days to_seconds unix_timestamp utc_date utc_time utc_timestamp week weekday
      weekofyear year yearweek
      if ifnull isnull interval greatest least convert binary
      any_value bit_and bit_or bit_xor group_concat json_arrayagg json_objectagg std stddev stddev_pop stddev_samp
      var_pop var_samp variance nth_value grouping
      json_array json_array_append json_array_insert json_contains json_contains_path json_depth json_extract json_insert
      json_keys json_length json_merge_patch json_merge_preserve json_object json_overlaps json_pretty json_quote
      json_remove json_replace json_schema_valid json_search json_set json_storage_size json_table json_type
      json_unquote json_valid json_value
      aes_decrypt aes_encrypt compress md5 random_bytes sha sha1 sha2 uncompress uncompressed_length bin_to_uuid
      is_uuid uuid uuid_to_bin bit_count charset coercibility collation database schema version inet_aton inet_ntoa
      inet6_aton inet6_ntoa is_ipv4 is_ipv6`),
  ]),
  uncalledWords: new Set([
    ...common.uncalledWords,
    ...words("order limit except lateral double div mod xor regexp rlike dec window"),
  ]),
  builtInSchemas: new Set(),
  callsTouch: true,
  sessionFunctions: new Set(words("get_lock release_lock release_all_locks last_insert_id nextval setval")),
  rowWords: new Set(["returning"]),
  inspect: (statement) => {
    const assigns = statement.lexemes.some(({ text, kind }) => kind === "operator" && text === ":=");
    const userVariable = statement.lexemes.some(({ text, kind }) => kind === "variable" && !text.startsWith("@@"));
    const quotedVariable = statement.lexemes.some(
      ({ text, kind, end }, at) =>
        kind === "operator" && text.endsWith("@") && statement.lexemes[at + 1]?.start === end,
    );
    const stores = statement.has("into") && (userVariable || quotedVariable);
    return { session: assigns || stores, unsafe: userVariable || quotedVariable };
  },
}));
