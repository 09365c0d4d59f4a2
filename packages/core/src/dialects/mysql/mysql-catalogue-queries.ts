import { atLeast } from "../features.ts";
import type { Version } from "../dialect.ts";

/** What the readers' queries depend on, beside the names that are asked for. */
export interface CatalogueServer {
  readonly mariadb: boolean;
  readonly version: Version;
}

/** The engine's own schemas. */
const own = "('mysql', 'information_schema', 'performance_schema', 'sys')";

/** A condition on a list of names and the values it takes; without a list everything but the engine's own. */
export interface NameCondition {
  readonly text: string;
  readonly values: readonly string[];
}

export function schemaCondition(column: string, names: readonly string[] | undefined): NameCondition {
  if (names === undefined) return { text: `${column} not in ${own}`, values: [] };
  return nameCondition(column, names);
}

export function nameCondition(column: string, names: readonly string[] | undefined): NameCondition {
  if (names === undefined) return { text: "1 = 1", values: [] };
  if (names.length === 0) return { text: "1 = 0", values: [] };
  return { text: `${column} in (${names.map(() => "?").join(", ")})`, values: names };
}

/** "INFORMATION_SCHEMA Tables" of both manuals. Each query takes the conditions on schema and table, in this order. */
export const queries = {
  schemas: (schema: string): string =>
    `select s.schema_name as name from information_schema.schemata s where ${schema} order by 1`,

  relations: (where: string): string =>
    `select t.table_schema as \`schema\`, t.table_name as name, t.table_type as kind, t.table_comment as comment,
      t.table_collation as collation, v.view_definition as definition
    from information_schema.tables t
    left join information_schema.views v on v.table_schema = t.table_schema and v.table_name = t.table_name
    where ${where} order by 1, 2`,

  columns: (where: string): string =>
    `select t.table_schema as \`schema\`, t.table_name as \`table\`, t.column_name as name, t.column_type as native_type,
      t.is_nullable as nullable, t.column_default as default_text, t.extra as extra, t.collation_name as collation,
      t.column_comment as comment, t.generation_expression as expression
    from information_schema.columns t where ${where} order by 1, 2, t.ordinal_position`,

  keys: (where: string): string =>
    `select t.table_schema as \`schema\`, t.table_name as \`table\`, t.constraint_name as name, t.constraint_type as kind,
      k.column_name as \`column\`, k.referenced_table_schema as referenced_schema,
      k.referenced_table_name as referenced_table, k.referenced_column_name as referenced_column,
      r.delete_rule as on_delete, r.update_rule as on_update
    from information_schema.table_constraints t
    left join information_schema.key_column_usage k on k.constraint_schema = t.constraint_schema
      and k.constraint_name = t.constraint_name and k.table_schema = t.table_schema and k.table_name = t.table_name
    left join information_schema.referential_constraints r on r.constraint_schema = t.constraint_schema
      and r.constraint_name = t.constraint_name and r.table_name = t.table_name
    where ${where} and t.constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
    order by 1, 2, 3, k.ordinal_position`,

  indexes: (where: string, server: CatalogueServer): string =>
    `select t.table_schema as \`schema\`, t.table_name as \`table\`, t.index_name as name, t.non_unique as non_unique,
      t.column_name as \`column\`, t.collation as direction, t.index_type as method,
      ${!server.mariadb && atLeast(server.version, [8, 0, 13]) ? "t.expression" : "null"} as expression
    from information_schema.statistics t where ${where} order by 1, 2, 3, t.seq_in_index`,

  /** MariaDB names a column's check by the column, so it is found by its table; MySQL's names are the schema's. */
  checks: (where: string, server: CatalogueServer): string | undefined => {
    if (server.mariadb)
      return `select t.constraint_schema as \`schema\`, t.table_name as \`table\`, t.constraint_name as name,
        t.check_clause as expression
      from information_schema.check_constraints t
      where ${where.replaceAll("t.table_schema", "t.constraint_schema")} order by 1, 2, 3`;
    if (!atLeast(server.version, [8, 0, 16])) return undefined;
    return `select t.table_schema as \`schema\`, t.table_name as \`table\`, t.constraint_name as name,
      c.check_clause as expression
    from information_schema.table_constraints t
    join information_schema.check_constraints c on c.constraint_schema = t.constraint_schema
      and c.constraint_name = t.constraint_name
    where ${where} and t.constraint_type = 'CHECK' order by 1, 2, 3`;
  },

  partitions: (where: string): string =>
    `select distinct t.table_schema as \`schema\`, t.table_name as \`table\`, t.partition_method as method,
      t.partition_expression as expression
    from information_schema.partitions t where ${where} and t.partition_method is not null`,

  routines: (schema: string): string =>
    `select r.routine_schema as \`schema\`, r.routine_name as name, r.routine_type as kind,
      r.dtd_identifier as returns, r.routine_body as language, r.routine_comment as comment,
      p.ordinal_position as position, p.parameter_name as parameter, p.parameter_mode as mode,
      p.dtd_identifier as parameter_type
    from information_schema.routines r
    left join information_schema.parameters p on p.specific_schema = r.routine_schema
      and p.specific_name = r.specific_name and p.routine_type = r.routine_type and p.ordinal_position > 0
    where ${schema} and r.routine_type in ('FUNCTION', 'PROCEDURE')
    order by 1, 2, 3, p.ordinal_position`,
} as const;
