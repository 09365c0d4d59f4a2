import type { DoubleRoutine } from "./blocks.ts";
import { schema } from "./h2-errors.ts";
import type { H2Wire } from "./h2-wire.ts";
import { fromH2 } from "./names.ts";

/** What the views of the dictionary are made from. */
interface Sources {
  readonly wire: H2Wire;
  readonly context: Readonly<Record<string, string>>;
  readonly routines: readonly DoubleRoutine[];
}

type Cell = string | number | null;

/** One view of Oracle's dictionary: its columns, and the rows it has of what is in H2. */
interface DictionaryView {
  readonly columns: string;
  rows(sources: Sources): Promise<readonly (readonly Cell[])[]> | readonly (readonly Cell[])[];
}

/** An expression of H2's with the names as Oracle has them. */
const inOracle = (text: string | null | undefined): string | null =>
  text?.replaceAll(/"([^"]+)"/g, (_, inside: string) => `"${fromH2(inside)}"`) ?? null;
const none = (): readonly (readonly Cell[])[] => [];
const name = (text: Cell | undefined): string => fromH2(String(text ?? ""));
const constraintKinds: Readonly<Record<string, string>> = {
  "PRIMARY KEY": "P",
  UNIQUE: "U",
  "FOREIGN KEY": "R",
  CHECK: "C",
};

async function ask({ wire }: Sources, text: string): Promise<readonly (readonly (string | null)[])[]> {
  return (await wire.query(text)).rows;
}

/** The type as `ALL_TAB_COLS` says it: name, bytes, characters, unit, precision, scale. */
function typeOf(row: readonly (string | null)[]): readonly Cell[] {
  const [type, length, precision, scale, fraction] = row;
  const size = Math.min(4000, Number(length ?? 0));
  switch (type) {
    case "character varying":
      return ["VARCHAR2", size * 4, size, "C", null, null];
    case "character":
      return ["CHAR", size * 4, size, "C", null, null];
    case "character large object":
      return ["CLOB", 4000, 0, null, null, null];
    case "binary varying":
      return Number(length) > 2000 ? ["BLOB", 4000, 0, null, null, null] : ["RAW", size, 0, null, null, null];
    case "numeric":
      return ["NUMBER", 22, 0, null, Number(precision), Number(scale)];
    case "decfloat":
      return ["NUMBER", 22, 0, null, null, null];
    case "double precision":
      return ["BINARY_DOUBLE", 8, 0, null, null, null];
    case "timestamp":
      return [fraction === "0" ? "DATE" : `TIMESTAMP(${String(fraction)})`, 11, 0, null, null, Number(fraction)];
    case "timestamp with time zone":
      return [`TIMESTAMP(${String(fraction)}) WITH TIME ZONE`, 13, 0, null, null, Number(fraction)];
    default:
      return [String(type).toUpperCase(), 0, 0, null, null, null];
  }
}

const views: Readonly<Record<string, DictionaryView>> = {
  all_users: {
    columns: "username varchar, oracle_maintained varchar",
    rows: () => [
      [schema, "N"],
      ["SYS", "Y"],
    ],
  },
  all_tables: {
    columns: "owner varchar, table_name varchar, nested varchar, secondary varchar, dropped varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and storage_type <> 'LOCAL TEMPORARY'",
        )
      ).map(([table]) => [schema, name(table), "NO", "N", "NO"]),
  },
  all_tab_comments: {
    columns: "owner varchar, table_name varchar, table_type varchar, comments varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name, table_type, remarks from information_schema.tables where table_schema = 'public'",
        )
      ).map(([table, type, remarks]) => [schema, name(table), type === "VIEW" ? "VIEW" : "TABLE", remarks ?? null]),
  },
  all_views: {
    columns: "owner varchar, view_name varchar, text_vc varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name, view_definition from information_schema.views where table_schema = 'public' and table_name <> 'db_numbers'",
        )
      ).map(([view, definition]) => [schema, name(view), inOracle(definition)]),
  },
  all_mviews: { columns: "owner varchar, mview_name varchar, container_name varchar", rows: none },
  all_tab_cols: {
    columns:
      "owner varchar, table_name varchar, column_name varchar, column_id int, data_type varchar, data_length int," +
      " char_length int, char_used varchar, data_precision int, data_scale int, data_type_owner varchar, nullable varchar," +
      " data_default varchar, virtual_column varchar, identity_column varchar, hidden_column varchar, collation varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name, column_name, ordinal_position, is_nullable, column_default, is_generated, generation_expression," +
            " is_identity, data_type, character_maximum_length, numeric_precision, numeric_scale, datetime_precision" +
            " from information_schema.columns where table_schema = 'public'",
        )
      ).map(([table, column, place, nullable, preset, generated, expression, identity, ...type]) => [
        schema,
        name(table),
        name(column),
        Number(place),
        ...typeOf(type),
        null,
        nullable === "YES" ? "Y" : "N",
        generated === "ALWAYS" ? (expression ?? null) : (preset ?? null),
        generated === "ALWAYS" ? "YES" : "NO",
        identity ?? "NO",
        "NO",
        "USING_NLS_COMP",
      ]),
  },
  all_col_comments: { columns: "owner varchar, table_name varchar, column_name varchar, comments varchar", rows: none },
  all_tab_identity_cols: {
    columns: "owner varchar, table_name varchar, column_name varchar, generation_type varchar, sequence_name varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name, column_name, identity_generation from information_schema.columns where table_schema = 'public' and is_identity = 'YES'",
        )
      ).map(([table, column, kind]) => [schema, name(table), name(column), kind ?? null, null]),
  },
  all_constraints: {
    columns:
      "owner varchar, table_name varchar, constraint_name varchar, constraint_type varchar, delete_rule varchar," +
      " deferrable varchar, deferred varchar, index_name varchar, r_owner varchar, r_constraint_name varchar, search_condition_vc varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select t.table_name, t.constraint_name, t.constraint_type, r.delete_rule, t.index_name, r.unique_constraint_name, c.check_clause" +
            " from information_schema.table_constraints t" +
            " left join information_schema.referential_constraints r on r.constraint_name = t.constraint_name" +
            " left join information_schema.check_constraints c on c.constraint_name = t.constraint_name" +
            " where t.table_schema = 'public'",
        )
      ).map(([table, constraint, kind, rule, index, unique, check]) => [
        schema,
        name(table),
        name(constraint),
        constraintKinds[kind ?? ""] ?? "C",
        rule ?? null,
        "NOT DEFERRABLE",
        "IMMEDIATE",
        index === null || index === undefined ? null : name(index),
        unique === null || unique === undefined ? null : schema,
        unique === null || unique === undefined ? null : name(unique),
        inOracle(check),
      ]),
  },
  all_cons_columns: {
    columns: "owner varchar, table_name varchar, constraint_name varchar, column_name varchar, position int",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select table_name, constraint_name, column_name, ordinal_position from information_schema.key_column_usage where table_schema = 'public'",
        )
      ).map(([table, constraint, column, place]) => [
        schema,
        name(table),
        name(constraint),
        name(column),
        Number(place),
      ]),
  },
  all_indexes: {
    columns:
      "owner varchar, index_name varchar, table_owner varchar, table_name varchar, uniqueness varchar, index_type varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select index_name, table_name, index_type_name from information_schema.indexes where table_schema = 'public'",
        )
      ).map(([index, table, kind]) => [
        schema,
        name(index),
        schema,
        name(table),
        kind === "INDEX" ? "NONUNIQUE" : "UNIQUE",
        "NORMAL",
      ]),
  },
  all_ind_columns: {
    columns: "index_owner varchar, index_name varchar, column_name varchar, column_position int, descend varchar",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select index_name, column_name, ordinal_position, ordering_specification from information_schema.index_columns where table_schema = 'public'",
        )
      ).map(([index, column, place, order]) => [schema, name(index), name(column), Number(place), order ?? "ASC"]),
  },
  all_ind_expressions: {
    columns: "index_owner varchar, index_name varchar, column_expression varchar, column_position int",
    rows: none,
  },
  all_part_tables: { columns: "owner varchar, table_name varchar, partitioning_type varchar", rows: none },
  all_part_key_columns: {
    columns: "owner varchar, name varchar, object_type varchar, column_name varchar, column_position int",
    rows: none,
  },
  all_sequences: {
    columns:
      "sequence_owner varchar, sequence_name varchar, min_value numeric, max_value numeric, increment_by numeric," +
      " cycle_flag varchar, last_number numeric",
    rows: async (sources) =>
      (
        await ask(
          sources,
          "select sequence_name, minimum_value, maximum_value, increment, cycle_option, base_value from information_schema.sequences where sequence_schema = 'public'",
        )
      ).map(([sequence, minimum, maximum, increment, cycle, next]) => [
        schema,
        name(sequence),
        minimum ?? null,
        maximum ?? null,
        increment ?? null,
        cycle === "YES" ? "Y" : "N",
        next ?? null,
      ]),
  },
  all_procedures: {
    columns:
      "owner varchar, object_name varchar, procedure_name varchar, object_type varchar, aggregate varchar," +
      " pipelined varchar, object_id int, subprogram_id int",
    rows: ({ routines }) =>
      routines.map(({ packageName, name: own, parameters }, index) => [
        schema,
        packageName ?? own,
        packageName === null ? null : own,
        packageName === null ? (parameters.some((one) => one.name === null) ? "FUNCTION" : "PROCEDURE") : "PACKAGE",
        "NO",
        "NO",
        index + 1,
        1,
      ]),
  },
  all_arguments: {
    columns:
      "owner varchar, package_name varchar, object_name varchar, overload varchar, argument_name varchar, position int," +
      " data_type varchar, pls_type varchar, in_out varchar, defaulted varchar, data_level int, subprogram_id int, object_id int",
    rows: ({ routines }) =>
      routines.flatMap(({ packageName, name: own, overload, parameters }, at) =>
        parameters.map((one, index): Cell[] => [
          schema,
          packageName,
          own,
          overload ?? null,
          one.name,
          one.name === null ? 0 : index + 1,
          one.type,
          null,
          one.mode,
          one.defaulted === true ? "Y" : "N",
          0,
          Number(overload ?? 1),
          at + 1,
        ]),
      ),
  },
  nls_session_parameters: {
    columns: "parameter varchar, value varchar",
    rows: ({ context }) => Object.entries(context).filter(([parameter]) => parameter.startsWith("NLS_")),
  },
  dba_pending_transactions: { columns: "formatid numeric, globalid varbinary", rows: none },
};

/** The views of Oracle's dictionary that are filled before a query that names them. */
export const dictionaryWords: RegExp = new RegExp(`\\b(?:${Object.keys(views).join("|")})\\b`, "gi");

/** Fills the tables that stand for the views that a query names; each connection has its own. */
export async function refreshDictionary(sql: string, sources: Sources): Promise<void> {
  const named = new Set((sql.match(dictionaryWords) ?? []).map((word) => word.toLowerCase()));
  const loaded: { view: string; columns: string; rows: readonly (readonly Cell[])[] }[] = [];
  for (const view of named) {
    const { columns, rows } = views[view] as DictionaryView;
    loaded.push({ view, columns, rows: await rows(sources) });
  }
  for (const { view, columns, rows } of loaded) {
    await sources.wire.query(`drop table if exists ${view}`);
    await sources.wire.query(`create local temporary table ${view} (${columns})`);
    for (let from = 0; from < rows.length; from += 200) {
      const lines = rows.slice(from, from + 200).map((row) => `(${row.map(literal).join(", ")})`);
      await sources.wire.query(`insert into ${view} values ${lines.join(", ")}`);
    }
  }
}

function literal(cell: Cell): string {
  if (cell === null) return "null";
  return typeof cell === "number" ? String(cell) : `'${cell.replaceAll("'", "''")}'`;
}
