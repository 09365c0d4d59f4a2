/** A condition on a list of names. Its placeholders are counted from 1; schemas come first, then tables. */
export interface CatalogueCondition {
  readonly schemas: string;
  readonly tables: string;
  readonly values: readonly string[];
}

/** The condition that a filter makes. Without schemas everything is meant but the engine's own. */
export function conditionOf(
  schemas: readonly string[] | undefined,
  tables: readonly string[] | undefined,
): CatalogueCondition {
  const values = [...(schemas ?? []), ...(tables ?? [])];
  const list = (names: readonly string[] | undefined, from: number, none: string, column: string): string => {
    if (names === undefined) return none;
    if (names.length === 0) return "1 = 0";
    return `${column} in (${names.map((_, index) => `@p${from + index + 1}`).join(", ")})`;
  };
  return {
    // 2 to 4 are guest, INFORMATION_SCHEMA and sys; from 16384 on they are those of the fixed roles.
    schemas: list(schemas, 0, "(s.schema_id < 16384 and s.schema_id not in (2, 3, 4))", "s.name"),
    tables: list(tables, schemas?.length ?? 0, "o.is_ms_shipped = 0", "o.name"),
    values,
  };
}

/** Which tables, with the schema behind each. */
const relation = `from sys.objects o join sys.schemas s on s.schema_id = o.schema_id`;

/** What is written about an object or a column of it. */
const comment = (object: string, column: string, alias: string): string =>
  `left join sys.extended_properties ${alias} on ${alias}.class = 1 and ${alias}.major_id = ${object}` +
  ` and ${alias}.minor_id = ${column} and ${alias}.name = N'MS_Description'`;

/** Each query takes the conditions on schema and table, in this order: the reference's "Catalog views". */
export const queries = {
  schemas: (where: string): string => `select s.name as name from sys.schemas s where ${where} order by s.name`,

  relations: (where: string): string =>
    `select s.name as [schema], o.name as name, rtrim(o.type) as kind, m.[definition] as [definition],
      cast(e.value as nvarchar(4000)) as comment
    ${relation}
    left join sys.sql_modules m on m.object_id = o.object_id
    ${comment("o.object_id", "0", "e")}
    where ${where} and o.type in ('U', 'V') order by s.name, o.name`,

  columns: (where: string): string =>
    `select s.name as [schema], o.name as [table], c.name as name, t.name as type, b.name as base,
      t.is_user_defined as own_type, cast(c.max_length as int) as length, cast(c.[precision] as int) as [precision],
      cast(c.scale as int) as scale, c.is_nullable as nullable, c.is_identity as is_identity,
      c.collation_name as collation, cast(databasepropertyex(db_name(), 'Collation') as nvarchar(128)) as usual_collation,
      d.[definition] as default_text, p.[definition] as expression, p.is_persisted as persisted,
      cast(e.value as nvarchar(4000)) as comment
    ${relation}
    join sys.columns c on c.object_id = o.object_id
    left join sys.types t on t.user_type_id = c.user_type_id
    left join sys.types b on b.user_type_id = c.system_type_id
    left join sys.default_constraints d on d.object_id = c.default_object_id
    left join sys.computed_columns p on p.object_id = c.object_id and p.column_id = c.column_id
    ${comment("c.object_id", "c.column_id", "e")}
    where ${where} and o.type in ('U', 'V') order by s.name, o.name, c.column_id`,

  keys: (where: string): string =>
    `select s.name as [schema], o.name as [table], k.name as name, rtrim(k.type) as kind, c.name as [column]
    ${relation}
    join sys.key_constraints k on k.parent_object_id = o.object_id
    join sys.index_columns i on i.object_id = o.object_id and i.index_id = k.unique_index_id and i.key_ordinal > 0
    join sys.columns c on c.object_id = o.object_id and c.column_id = i.column_id
    where ${where} order by s.name, o.name, k.name, i.key_ordinal`,

  foreignKeys: (where: string): string =>
    `select s.name as [schema], o.name as [table], f.name as name, c.name as [column], rs.name as referenced_schema,
      r.name as referenced_table, rc.name as referenced_column, cast(f.delete_referential_action as int) as on_delete,
      cast(f.update_referential_action as int) as on_update
    ${relation}
    join sys.foreign_keys f on f.parent_object_id = o.object_id
    join sys.foreign_key_columns k on k.constraint_object_id = f.object_id
    join sys.columns c on c.object_id = k.parent_object_id and c.column_id = k.parent_column_id
    join sys.objects r on r.object_id = f.referenced_object_id
    join sys.schemas rs on rs.schema_id = r.schema_id
    join sys.columns rc on rc.object_id = k.referenced_object_id and rc.column_id = k.referenced_column_id
    where ${where} order by s.name, o.name, f.name, k.constraint_column_id`,

  checks: (where: string): string =>
    `select s.name as [schema], o.name as [table], k.name as name, k.[definition] as expression
    ${relation}
    join sys.check_constraints k on k.parent_object_id = o.object_id
    where ${where} order by s.name, o.name, k.name`,

  /** A heap is an index of type 0 without a name. */
  indexes: (where: string): string =>
    `select s.name as [schema], o.name as [table], i.name as name, i.is_unique as is_unique,
      i.is_primary_key as of_primary_key, i.is_unique_constraint as of_unique_key, i.type_desc as method,
      i.filter_definition as predicate, c.name as [column], k.is_descending_key as descending,
      k.is_included_column as included
    ${relation}
    join sys.indexes i on i.object_id = o.object_id and i.type > 0
    left join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
      and (k.key_ordinal > 0 or k.is_included_column = 1)
    left join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
    where ${where} order by s.name, o.name, i.name, k.is_included_column, k.key_ordinal, k.index_column_id`,

  partitions: (where: string): string =>
    `select s.name as [schema], o.name as [table], f.type_desc as method, c.name as [column]
    ${relation}
    join sys.indexes i on i.object_id = o.object_id and i.index_id in (0, 1)
    join sys.partition_schemes p on p.data_space_id = i.data_space_id
    join sys.partition_functions f on f.function_id = p.function_id
    join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id and k.partition_ordinal = 1
    join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
    where ${where} order by s.name, o.name`,

  /** The numbers are of any type, and so come as text. */
  sequences: (where: string): string =>
    `select s.name as [schema], q.name as name, t.name as type, cast(q.[precision] as int) as [precision],
      cast(q.scale as int) as scale, cast(q.start_value as nvarchar(50)) as start_value,
      cast(q.increment as nvarchar(50)) as increment, cast(q.minimum_value as nvarchar(50)) as minimum_value,
      cast(q.maximum_value as nvarchar(50)) as maximum_value, q.is_cycling as cycle,
      cast(e.value as nvarchar(4000)) as comment
    from sys.sequences q
    join sys.schemas s on s.schema_id = q.schema_id
    left join sys.types t on t.user_type_id = q.user_type_id
    ${comment("q.object_id", "0", "e")}
    where ${where} order by s.name, q.name`,

  /** The parameter at 0 is what a function gives. */
  routines: (where: string): string =>
    `select s.name as [schema], o.name as name, rtrim(o.type) as kind, p.parameter_id as position, p.name as parameter,
      p.is_output as is_output, t.name as type, b.name as base, t.is_user_defined as own_type,
      t.is_table_type as is_table, cast(p.max_length as int) as length, cast(p.[precision] as int) as [precision],
      cast(p.scale as int) as scale, cast(e.value as nvarchar(4000)) as comment
    ${relation}
    left join sys.parameters p on p.object_id = o.object_id
    left join sys.types t on t.user_type_id = p.user_type_id
    left join sys.types b on b.user_type_id = p.system_type_id
    ${comment("o.object_id", "0", "e")}
    where ${where} and o.is_ms_shipped = 0 and o.type in ('P', 'PC', 'FN', 'FS', 'IF', 'TF', 'FT', 'AF')
    order by s.name, o.name, p.parameter_id`,
} as const;
