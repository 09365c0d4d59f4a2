import type { Version } from "../dialect.ts";
import { atLeast } from "../features.ts";

/** A condition on a list of names and the values it takes. */
export interface NameCondition {
  readonly text: string;
  readonly values: readonly string[];
}

/** The schemas of users; without a list all that are not the database's own (`oracle_maintained`, from 12.1 on). */
export function schemaCondition(column: string, names: readonly string[] | undefined, from = 1): NameCondition {
  if (names === undefined)
    return { text: `${column} in (select username from all_users where oracle_maintained = 'N')`, values: [] };
  return nameCondition(column, names, from);
}

/** The placeholders count on from `from`. */
export function nameCondition(column: string, names: readonly string[] | undefined, from: number): NameCondition {
  if (names === undefined) return { text: "1 = 1", values: [] };
  if (names.length === 0) return { text: "1 = 0", values: [] };
  return { text: `${column} in (${names.map((_, index) => `:${from + index}`).join(", ")})`, values: names };
}

/**
 * "Static Data Dictionary Views" of the Database Reference. Each query of tables takes the conditions on the columns `owner` and
 * `table_name` of `t`, in this order.
 */
export const queries = {
  schemas: (where: string): string => `select s.username as "name" from all_users s where ${where} order by 1`,

  /** A materialized view's rows are in a table of its own, and what was dropped may be kept in the recycle bin. */
  tables: (where: string): string =>
    `select t.owner as "schema", t.table_name as "name", c.comments as "comment"
    from all_tables t
    left join all_tab_comments c on c.owner = t.owner and c.table_name = t.table_name and c.table_type = 'TABLE'
    where ${where} and t.nested = 'NO' and t.secondary = 'N' and t.dropped = 'NO'
      and not exists (select 1 from all_mviews m where m.owner = t.owner and m.container_name = t.table_name)
    order by 1, 2`,

  views: (where: string): string =>
    `select t.owner as "schema", t.table_name as "name", c.comments as "comment", t.definition as "definition",
      t.materialized as "materialized"
    from (
      select v.owner, v.view_name as table_name, v.text_vc as definition, 'NO' as materialized from all_views v
      union all
      select m.owner, m.mview_name as table_name, null as definition, 'YES' as materialized from all_mviews m
    ) t
    left join all_tab_comments c on c.owner = t.owner and c.table_name = t.table_name
    where ${where} order by 1, 2`,

  /** Expressions of defaults and of virtual columns are a LONG, which stands in no expression. */
  columns: (where: string, version: Version): string =>
    `select t.owner as "schema", t.table_name as "table", t.column_name as "name", t.data_type as "type",
      t.data_type_owner as "type_owner", t.data_length as "bytes", t.char_length as "characters",
      t.char_used as "unit", t.data_precision as "precision", t.data_scale as "scale", t.nullable as "nullable",
      t.data_default as "default_text", t.virtual_column as "is_virtual", t.identity_column as "is_identity",
      ${atLeast(version, [12, 2]) ? "t.collation" : "null"} as "collation", c.comments as "comment",
      i.generation_type as "generation"
    from all_tab_cols t
    left join all_col_comments c on c.owner = t.owner and c.table_name = t.table_name and c.column_name = t.column_name
    left join all_tab_identity_cols i on i.owner = t.owner and i.table_name = t.table_name
      and i.column_name = t.column_name
    where ${where} and t.hidden_column = 'NO' order by 1, 2, t.column_id`,

  keys: (where: string): string =>
    `select t.owner as "schema", t.table_name as "table", t.constraint_name as "name", t.constraint_type as "kind",
      t.delete_rule as "on_delete", t.deferrable as "is_deferrable", t.deferred as "is_deferred",
      t.index_name as "index", k.column_name as "column", r.owner as "referenced_schema",
      r.table_name as "referenced_table", f.column_name as "referenced_column"
    from all_constraints t
    join all_cons_columns k on k.owner = t.owner and k.constraint_name = t.constraint_name
      and k.table_name = t.table_name
    left join all_constraints r on r.owner = t.r_owner and r.constraint_name = t.r_constraint_name
    left join all_cons_columns f on f.owner = r.owner and f.constraint_name = r.constraint_name
      and f.position = k.position
    where ${where} and t.constraint_type in ('P', 'U', 'R') order by 1, 2, 3, k.position`,

  checks: (where: string): string =>
    `select t.owner as "schema", t.table_name as "table", t.constraint_name as "name",
      t.search_condition_vc as "expression"
    from all_constraints t where ${where} and t.constraint_type = 'C' order by 1, 2, 3`,

  /** The condition on the owner is the table's, which may have indexes of others. */
  indexes: (where: string): string =>
    `select t.table_owner as "schema", t.table_name as "table", t.index_name as "name", t.uniqueness as "uniqueness",
      t.index_type as "kind", k.column_name as "column", k.descend as "descend", e.column_expression as "expression"
    from all_indexes t
    join all_ind_columns k on k.index_owner = t.owner and k.index_name = t.index_name
    left join all_ind_expressions e on e.index_owner = t.owner and e.index_name = t.index_name
      and e.column_position = k.column_position
    where ${where.replaceAll("t.owner", "t.table_owner")} order by 1, 2, 3, k.column_position`,

  partitions: (where: string): string =>
    `select t.owner as "schema", t.table_name as "table", t.partitioning_type as "method", k.column_name as "column"
    from all_part_tables t
    join all_part_key_columns k on k.owner = t.owner and k.name = t.table_name and k.object_type = 'TABLE'
    where ${where} order by 1, 2, k.column_position`,

  sequences: (where: string): string =>
    `select t.sequence_owner as "schema", t.sequence_name as "name", t.min_value as "minimum",
      t.max_value as "maximum", t.increment_by as "increment", t.cycle_flag as "cycles", t.last_number as "next",
      i.table_name as "table", i.column_name as "column"
    from all_sequences t
    left join all_tab_identity_cols i on i.owner = t.sequence_owner and i.sequence_name = t.sequence_name
    where ${where} order by 1, 2`,

  /** Of a package's routines the name is behind the package's. */
  routines: (where: string): string =>
    `select t.owner as "schema", t.object_name as "object", t.procedure_name as "procedure", t.object_type as "kind",
      t.aggregate as "is_aggregate", t.pipelined as "is_pipelined", t.object_id as "id",
      t.subprogram_id as "subprogram", a.position as "position", a.argument_name as "argument", a.in_out as "mode",
      a.data_type as "type", a.pls_type as "pls_type"
    from all_procedures t
    left join all_arguments a on a.object_id = t.object_id and a.subprogram_id = t.subprogram_id and a.data_level = 0
    where ${where} and (t.object_type in ('PROCEDURE', 'FUNCTION')
      or t.object_type = 'PACKAGE' and t.procedure_name is not null)
    order by 1, 2, 3, t.subprogram_id, a.position`,
} as const;
