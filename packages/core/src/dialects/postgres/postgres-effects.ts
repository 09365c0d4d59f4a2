import { common, createWith, headsOf, kinds, words, type EffectRules } from "../effect-rules.ts";
import { once } from "../../once.ts";

/** What PostgreSQL's statements may do: the manual's "SQL Commands". */
export const postgresEffectRules: () => EffectRules = once(() => ({
  bodies: "blocks",
  heads: {
    ...common.heads,
    explain: kinds.explain,
    ...headsOf(kinds.query, "values table"),
    ...headsOf(
      kinds.change,
      `
      merge truncate lock analyze vacuum cluster reindex checkpoint refresh comment notify import security reassign
      release move close`,
    ),
    ...headsOf(kinds.rows, "copy fetch"),
    ...headsOf(kinds.session, "reset discard listen unlisten load deallocate do"),
    ...headsOf(kinds.routine, "execute call"),
    ...headsOf(kinds.control, "begin start abort end"),
    show: { reads: true, rows: true },
    // A cursor without hold ends with its transaction.
    declare: { session: (statement) => statement.has("with", "hold") },
    create: createWith(["temp", "temporary", "pg_temp"]),
    set: { session: (statement) => !["local", "transaction", "constraints"].includes(statement.word(1)) },
    prepare: {
      session: (statement) => statement.word(1) !== "transaction",
      control: (statement) => statement.word(1) === "transaction",
    },
    // What was prepared is not this session's transaction any more.
    commit: { control: (statement) => statement.word(1) !== "prepared" },
    rollback: { control: (statement) => statement.word(1) !== "prepared" && !statement.has("to") },
  },
  unsafeWords: new Set(common.unsafeWords),
  unsafePhrases: [
    ["for", "share"],
    ["for", "key", "share"],
    ["for", "no", "key"],
  ],
  pureFunctions: new Set([
    ...common.pureFunctions,
    ...words(`
      acos asin atan atan2 cbrt ceiling cos cot degrees div factorial gcd lcm ln log log10 pi radians scale sin
      tan trim_scale trunc width_bucket random gen_random_uuid uuidv4 uuidv7
      ascii btrim chr concat concat_ws convert_from convert_to decode encode format initcap left length lpad ltrim md5
      normalize octet_length overlay position quote_ident quote_literal quote_nullable regexp_count regexp_instr
      regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr
      repeat replace reverse right rpad rtrim sha224 sha256 sha384 sha512 split_part starts_with string_to_array
      string_to_table strpos substr substring to_hex translate trim unistr char_length character_length bit_length
      bit_count get_bit get_byte set_bit set_byte
      age clock_timestamp date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval
      make_date make_interval make_time make_timestamp make_timestamptz now statement_timestamp timeofday to_char
      to_date to_number to_timestamp transaction_timestamp date
      array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
      array_positions array_prepend array_remove array_replace array_sample array_shuffle array_to_string array_upper
      cardinality trim_array unnest generate_series generate_subscripts
      bit_and bit_or bit_xor bool_and bool_or every string_agg any_value corr covar_pop covar_samp regr_avgx regr_avgy
      regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp var_pop
      var_samp variance mode percentile_cont percentile_disc grouping nth_value range_agg
      json json_agg json_array json_array_elements json_array_elements_text json_array_length json_arrayagg
      json_build_array json_build_object json_each json_each_text json_exists json_extract_path
      json_extract_path_text json_object json_object_agg json_object_keys json_objectagg json_populate_record
      json_populate_recordset json_query json_scalar json_serialize json_strip_nulls json_table json_to_record
      json_to_recordset json_typeof json_value array_to_json row_to_json to_json to_jsonb
      jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
      jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg
      jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
      jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax
      jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof
      num_nonnulls num_nulls isempty lower_inc lower_inf upper_inc upper_inf range_merge int4range int8range numrange
      tsrange tstzrange daterange
      plainto_tsquery phraseto_tsquery setweight strip to_tsquery to_tsvector ts_headline ts_rank ts_rank_cd
      tsvector_to_array websearch_to_tsquery
      col_description format_type obj_description pg_get_constraintdef pg_get_expr pg_get_functiondef pg_get_indexdef
      pg_get_viewdef pg_relation_size pg_table_size pg_total_relation_size pg_indexes_size pg_size_pretty
      pg_database_size pg_typeof shobj_description to_regclass to_regtype version`),
  ]),
  // The words that "SQL Key Words" lists as reserved, or as not usable for a function.
  uncalledWords: new Set([
    ...common.uncalledWords,
    ...words(
      "any array some lateral only limit offset order fetch window row variadic bit boolean character dec nchar except end user current_time current_timestamp localtime localtimestamp grouping xmltable",
    ),
  ]),
  builtInSchemas: new Set(["pg_catalog"]),
  callsTouch: false,
  sessionFunctions: new Set(
    words(`
    set_config setseed pg_advisory_lock pg_advisory_lock_shared pg_try_advisory_lock pg_try_advisory_lock_shared
    pg_advisory_unlock pg_advisory_unlock_shared pg_advisory_unlock_all dblink_connect dblink_connect_u
    dblink_disconnect`),
  ),
  rowWords: new Set(["returning"]),
  inspect: (statement) => ({
    session:
      statement.has("into", "temp") ||
      statement.has("into", "temporary") ||
      statement.lexemes.some(({ text }) => text === "pg_temp"),
  }),
}));
