/** SQL Server's catalogue views, as far as the driver and core ask them, over PostgreSQL's catalogue. */
export const catalogueViews: string = `
-- A bit takes numbers.
update pg_catalog.pg_cast set castcontext = 'a' where castsource = 'int'::regtype and casttarget = 'boolean'::regtype;
create schema sys;
create schema dbo;

create function sys.object_id(name text) returns bigint language sql stable as $$
  select coalesce(
    (select c.oid::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = coalesce(parts[2], 'dbo') and c.relname = parts[1] and c.relkind in ('r', 'v')),
    (select p.oid::bigint from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = coalesce(parts[2], 'dbo') and p.proname = parts[1]))
  from (select array(select replace(m[1], ']]', ']') from regexp_matches(name, '\\[((?:[^\\]]|\\]\\])*)\\]', 'g')
    with ordinality as t (m, place) order by place desc) as parts) as p
$$;
create function sys.collationproperty(name text, property text) returns int language sql immutable as
  $$ select case when name like '%UTF8' then 65001 else 1252 end $$;
create function sys.db_name() returns text language sql stable as $$ select current_database()::text $$;
create function sys.db_id() returns int language sql stable as $$ select 1 $$;
create function sys.databasepropertyex(name text, property text) returns text language sql stable as $$
  select case property when 'Collation' then 'SQL_Latin1_General_CP1_CI_AS' else 'READ_WRITE' end $$;

create view sys.schemas as
  select 1::bigint as schema_id, nspname::text as name from pg_namespace where nspname = 'dbo';

create view sys.objects as
  select c.oid::bigint as object_id, c.relname::text as name, 1::bigint as schema_id,
    (case c.relkind when 'r' then 'U' else 'V' end)::char(2) as type, false::int as is_ms_shipped
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'dbo' and c.relkind in ('r', 'v')
  union all
  select p.oid::bigint, p.proname::text, 1::bigint, (case p.prokind when 'p' then 'P' else 'FN' end)::char(2), 0
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'dbo';

create view sys.types as
  select number as user_type_id, number as system_type_id, name, false as is_user_defined, 0 as is_table_type
  from (values (56, 'int'), (127, 'bigint'), (52, 'smallint'), (106, 'decimal'), (59, 'real'), (62, 'float'),
    (104, 'bit'), (231, 'nvarchar'), (239, 'nchar'), (167, 'varchar'), (165, 'varbinary'), (36, 'uniqueidentifier'),
    (40, 'date'), (41, 'time'), (42, 'datetime2'), (43, 'datetimeoffset'), (241, 'xml')) as t (number, name);

-- One type of PostgreSQL's with its modifier, in SQL Server's numbers.
create function sys.type_facts(type oid, modifier int,
  out number int, out max_length int, out "precision" int, out scale int, out collation_name text)
language sql immutable as $$
  select
    case type when 23 then 56 when 20 then 127 when 21 then 52 when 1700 then 106 when 700 then 59 when 701 then 62
      when 16 then 104 when 25 then 231 when 1043 then 231 when 1042 then 239 when 114 then 167 when 17 then 165
      when 2950 then 36 when 1082 then 40 when 1083 then 41 when 1114 then 42 when 1184 then 43 when 142 then 241 end,
    case when type in (25, 114, 17) then -1 when type in (1043, 1042) then
      case when modifier < 0 then -1 else (modifier - 4) * 2 end else 8 end,
    case type when 1700 then case when modifier < 0 then 38 else ((modifier - 4) >> 16) & 65535 end else 0 end,
    case when type = 1700 then case when modifier < 0 then 10 else (modifier - 4) & 2047 end
      when type in (1083, 1114, 1184) then case when modifier < 0 then 6 else modifier end else 0 end,
    case when type = 114 then 'Latin1_General_100_BIN2_UTF8'
      when type in (25, 1043, 1042) then 'SQL_Latin1_General_CP1_CI_AS' end
$$;

create view sys.columns as
  select a.attrelid::bigint as object_id, a.attname::text as name, a.attnum::int as column_id, f.number as system_type_id,
    f.number as user_type_id, f.max_length, f.precision, f.scale, f.collation_name, not a.attnotnull as is_nullable,
    a.attidentity <> '' as is_identity, (a.attgenerated <> '')::int as is_computed,
    case when d.oid is not null and a.attgenerated = '' then d.oid::bigint else 0 end as default_object_id
  from pg_attribute a
  cross join lateral sys.type_facts(a.atttypid, a.atttypmod) f
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped;

create view sys.default_constraints as
  select d.oid::bigint as object_id, '(' || pg_get_expr(d.adbin, d.adrelid) || ')' as definition from pg_attrdef d;
create view sys.computed_columns as
  select a.attrelid::bigint as object_id, a.attnum::int as column_id, pg_get_expr(d.adbin, d.adrelid) as definition,
    a.attgenerated = 's' as is_persisted
  from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attgenerated <> '';
create view sys.extended_properties as
  select 1 as class, d.objoid::bigint as major_id, d.objsubid as minor_id, 'MS_Description' as name, d.description as value
  from pg_description d;
create view sys.sql_modules as
  select c.oid::bigint as object_id, pg_get_viewdef(c.oid) as definition from pg_class c where c.relkind = 'v';

create view sys.key_constraints as
  select oid::bigint as object_id, conname::text as name, conrelid::bigint as parent_object_id,
    case contype when 'p' then 'PK' else 'UQ' end as type, conindid::bigint as unique_index_id
  from pg_constraint where contype in ('p', 'u');
create view sys.check_constraints as
  select conname::text as name, conrelid::bigint as parent_object_id, pg_get_expr(conbin, conrelid) as definition
  from pg_constraint where contype = 'c';
create view sys.foreign_keys as
  select oid::bigint as object_id, conname::text as name, conrelid::bigint as parent_object_id,
    confrelid::bigint as referenced_object_id,
    case confdeltype when 'c' then 1 when 'n' then 2 when 'd' then 3 else 0 end as delete_referential_action,
    case confupdtype when 'c' then 1 when 'n' then 2 when 'd' then 3 else 0 end as update_referential_action
  from pg_constraint where contype = 'f';
create view sys.foreign_key_columns as
  select c.oid::bigint as constraint_object_id, c.conrelid::bigint as parent_object_id, k.parent::int as parent_column_id,
    c.confrelid::bigint as referenced_object_id, k.referenced::int as referenced_column_id, k.place as constraint_column_id
  from pg_constraint c cross join lateral unnest(c.conkey, c.confkey) with ordinality as k (parent, referenced, place)
  where c.contype = 'f';
create view sys.indexes as
  select i.indrelid::bigint as object_id, i.indexrelid::bigint as index_id, c.relname::text as name, 2 as type,
    'NONCLUSTERED' as type_desc, i.indisunique as is_unique, i.indisprimary as is_primary_key,
    exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype = 'u') as is_unique_constraint,
    pg_get_expr(i.indpred, i.indrelid) as filter_definition, 1 as data_space_id
  from pg_index i join pg_class c on c.oid = i.indexrelid;
create view sys.index_columns as
  select i.indrelid::bigint as object_id, i.indexrelid::bigint as index_id, k.column_id::int as column_id,
    case when k.place <= i.indnkeyatts then k.place else 0 end as key_ordinal, k.place as index_column_id,
    (k.place > i.indnkeyatts)::int as is_included_column,
    k.place <= i.indnkeyatts and (i.indoption[k.place - 1] & 1) = 1 as is_descending_key, 0 as partition_ordinal
  from pg_index i cross join lateral unnest(i.indkey::int[]) with ordinality as k (column_id, place);
create view sys.partition_schemes as select 0 as data_space_id, 0 as function_id where false;
create view sys.partition_functions as select 0 as function_id, 'RANGE' as type_desc where false;
create view sys.sequences as
  select s.seqrelid::bigint as object_id, c.relname::text as name, 1::bigint as schema_id,
    127 as user_type_id, 19 as precision, 0 as scale, s.seqstart as start_value, s.seqincrement as increment,
    s.seqmin as minimum_value, s.seqmax as maximum_value, s.seqcycle as is_cycling
  from pg_sequence s join pg_class c on c.oid = s.seqrelid where c.relnamespace = 'dbo'::regnamespace;
create view sys.parameters as
  select p.oid::bigint as object_id, '@' || p.proargnames[k.place] as name, k.place::int as parameter_id,
    coalesce(p.proargmodes[k.place], 'i') in ('b', 'o') as is_output, f.number as system_type_id,
    f.number as user_type_id, f.max_length, f.precision, f.scale
  from pg_proc p
  cross join lateral unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as k (type, place)
  cross join lateral sys.type_facts(k.type, -1) f
  where p.pronamespace = 'dbo'::regnamespace;
create view sys.dm_exec_sessions as
  select pid as session_id, true::int as is_user_process, 1 as database_id from pg_stat_activity
  where datname = current_database() and application_name = 'tds-double';
`;
