import { common, headsOf, kinds, words, type EffectRules } from "../effect-rules.ts";
import { once } from "../../once.ts";
import type { StatementWords } from "../statement-words.ts";

/** Words that begin a statement that may change the session. */
const sessionWords: ReadonlySet<string> = new Set(words("exec execute setuser revert dbcc open cursor"));

/**
 * T-SQL statements need nothing between them, so every word is looked at. `set` changes an option of the session
 * unless it assigns: `set @v = 1`, `update t set c = 1`, `set c.write(…)`.
 */
function setsOption(statement: StatementWords, at: number): boolean {
  if (statement.wordAt(at) !== "set") return false;
  const name = statement.lexemes[at + 1];
  if (name === undefined || name.kind !== "word") return false;
  const next = statement.lexemes[at + 2];
  return !(statement.isPunctuation(at + 2, ".") || (next?.kind === "operator" && next.text.includes("=")));
}

/** `use` is also part of a hint: `option (use hint ('…'))`. */
function usesDatabase(statement: StatementWords, at: number): boolean {
  return (
    statement.wordAt(at) === "use" && !statement.isPunctuation(at - 1, "(") && !statement.isPunctuation(at - 1, ",")
  );
}

/** `fetch` reads from a cursor, but for `offset … fetch next … rows only`. */
function fetchesCursor(statement: StatementWords, at: number): boolean {
  if (statement.wordAt(at) !== "fetch") return false;
  return !["next", "first"].includes(statement.wordAt(at + 1)) || statement.wordAt(at + 2) === "from";
}

/** `begin` opens a block, unless nothing follows: that is no T-SQL, and meant for a transaction. A name behind `rollback` may be a savepoint's or the transaction's. */
function controls(statement: StatementWords, at: number): boolean {
  const word = statement.wordAt(at);
  if (word === "commit" || word === "rollback") return true;
  if (word !== "begin") return false;
  return statement.lexemes.length === 1 || ["tran", "transaction", "distributed"].includes(statement.wordAt(at + 1));
}

/** What Transact-SQL's statements may do: the reference's "Statements". */
export const mssqlEffectRules: () => EffectRules = once(() => ({
  bodies: "rest",
  // What changes the session or a transaction may stand anywhere in a statement's words: `inspect` looks for it.
  heads: {
    ...headsOf(kinds.query, "select with"),
    ...headsOf(
      kinds.change,
      `
      insert update delete merge create alter drop truncate grant revoke deny bulk save backup restore kill print
      raiserror throw waitfor declare set begin end commit rollback if else while return close deallocate checkpoint
      use`,
    ),
    ...headsOf(kinds.routine, "exec execute"),
    ...headsOf(kinds.rows, "fetch dbcc"),
  },
  // Statements that could follow a query without a mark between, and hints that lock.
  unsafeWords: new Set([
    ...common.unsafeWords,
    ...words(`
      exec execute create alter drop grant revoke deny set begin commit rollback save kill backup restore dbcc
      declare waitfor print raiserror throw shutdown reconfigure checkpoint bulk open close deallocate if while
      goto return updatetext writetext readtext setuser revert disable enable
      updlock xlock tablock tablockx holdlock paglock rowlock serializable repeatableread readpast`),
  ]),
  unsafePhrases: [["next", "value", "for"]],
  pureFunctions: new Set([
    ...common.pureFunctions,
    ...words(`
      acos asin atan atn2 ceiling cos cot degrees log log10 pi radians sin square tan
      ascii char charindex concat concat_ws datalength difference format left len ltrim nchar patindex quotename replace
      replicate reverse right rtrim soundex space str string_agg string_escape string_split stuff substring translate
      trim unicode regexp_count regexp_instr regexp_like regexp_replace regexp_substr
      current_timestamp date_bucket dateadd datediff datediff_big datefromparts datename datepart datetime2fromparts
      datetimefromparts datetimeoffsetfromparts datetrunc day eomonth getdate getutcdate isdate month smalldatetimefromparts
      switchoffset sysdatetime sysdatetimeoffset sysutcdatetime timefromparts todatetimeoffset year
      choose convert greatest iif isnull isnumeric least parse try_cast try_convert try_parse
      approx_count_distinct approx_percentile_cont approx_percentile_disc checksum checksum_agg count_big grouping
      grouping_id percentile_cont percentile_disc stdev stdevp var varp
      isjson json_array json_arrayagg json_modify json_object json_objectagg json_path_exists json_query json_value openjson
      compress decompress hashbytes newid crypt_gen_random generate_series binary_checksum
      col_length col_name columnproperty databasepropertyex db_id db_name index_col indexproperty object_definition
      object_id object_name object_schema_name objectproperty objectpropertyex schema_id schema_name serverproperty
      type_id type_name typeproperty`),
  ]),
  uncalledWords: new Set([
    ...common.uncalledWords,
    ...words(
      "any order some top except pivot unpivot within option apply values over percent escape nvarchar varbinary binary datetime2 datetimeoffset double dec",
    ),
  ]),
  // A user's function must be called with its schema, so no schema's is built in.
  builtInSchemas: new Set(),
  callsTouch: false,
  sessionFunctions: new Set(),
  rowWords: new Set(["output", "select"]),
  inspect: (statement) => {
    let session = false;
    let control = false;
    let unsafe = false;
    statement.lexemes.forEach(({ kind, text }, at) => {
      if (kind === "word") {
        session ||= sessionWords.has(text) || setsOption(statement, at) || usesDatabase(statement, at);
        control ||= controls(statement, at);
      }
      // A temporary table, which only its session sees.
      const temporary = (kind === "word" || kind === "identifier") && text.startsWith("#");
      unsafe ||= temporary || fetchesCursor(statement, at);
      session ||= temporary;
    });
    return { session, control, unsafe };
  },
}));
