/**
 * What is asked of `pg_catalog`. Each text gives one row with one column `data`: a JSON array as text, so that no
 * driver's way to read arrays, names or object numbers matters. Parameters: the schemas to read as a JSON array or
 * null, and likewise the tables. What an extension made is left out. Everything here stands in PostgreSQL 14 to 18;
 * a column that came later is read by way of `to_jsonb`.
 */
const rows = (query: string): string =>
  `select coalesce(json_agg(to_json(found)), '[]')::text as data from (${query}) found`;

const wantedSchema = `
  n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and ($1::text is null or n.nspname in (select jsonb_array_elements_text($1::text::jsonb)))`;

const wantedTable = `
  ($2::text is null or c.relname in (select jsonb_array_elements_text($2::text::jsonb)))`;

const notExtension = (catalogue: string, oid: string): string => `
  not exists (select from pg_depend e where e.classid = '${catalogue}'::regclass and e.objid = ${oid} and e.deptype = 'e')`;

const relations = `
  pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${wantedSchema} and ${wantedTable} and ${notExtension("pg_class", "c.oid")}`;

/** Names of columns by their numbers, in the numbers' order. */
const columnNames = (relation: string, numbers: string): string => `
  (select json_agg(a.attname order by listed.place)
   from unnest(${numbers}) with ordinality as listed(number, place)
   join pg_attribute a on a.attrelid = ${relation} and a.attnum = listed.number)`;

/** The type that a domain stands for. */
const baseType = (type: string, modifier: string): string => `
  case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) when t.typtype = 'e' then 'text' else format_type(${type}, ${modifier}) end`;

/** The schemas. */
export const schemasQuery: string = rows(`
  select n.nspname as name from pg_namespace n where ${wantedSchema} and $2::text is not distinct from $2::text order by n.nspname collate "C"`);

/** Tables and views. */
export const relationsQuery: string = rows(`
  select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relkind as kind,
    obj_description(c.oid, 'pg_class') as comment,
    case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionedBy",
    case when c.relispartition then
      (select json_build_object('schema', pn.nspname, 'table', p.relname, 'bounds', pg_get_expr(c.relpartbound, c.oid))
       from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
       where i.inhrelid = c.oid) end as "partitionOf",
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition
  from ${relations}
  order by n.nspname collate "C", c.relname collate "C"`);

/** Columns in their order. */
export const columnsQuery: string = rows(`
  select a.attrelid::text as oid, a.attname as name, format_type(a.atttypid, a.atttypmod) as "nativeType",
    ${baseType("a.atttypid", "a.atttypmod")} as "baseType",
    not (a.attnotnull or t.typnotnull) as nullable,
    pg_get_expr(d.adbin, d.adrelid) as expression, a.attidentity as identity, a.attgenerated as generated,
    case when a.attcollation <> t.typcollation then l.collname end as collation,
    col_description(a.attrelid, a.attnum) as comment
  from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_collation l on l.oid = a.attcollation
  where a.attnum > 0 and not a.attisdropped and a.attrelid in (select c.oid from ${relations})
  order by a.attrelid, a.attnum`);

/**
 * Primary, unique and foreign keys, and checks. A foreign key to a partitioned table has a hidden copy for each
 * partition, on the same table as itself.
 */
export const constraintsQuery: string = rows(`
  select k.conrelid::text as oid, k.conname as name, k.contype as kind,
    ${columnNames("k.conrelid", "k.conkey")} as columns,
    rn.nspname as "referencedSchema", r.relname as "referencedTable",
    ${columnNames("k.confrelid", "k.confkey")} as "referencedColumns",
    k.confdeltype as "onDelete", k.confupdtype as "onUpdate",
    k.condeferrable as deferrable, k.condeferred as "initiallyDeferred",
    pg_get_expr(k.conbin, k.conrelid) as expression,
    coalesce((select (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean from pg_index i where i.indexrelid = k.conindid), false) as "nullsNotDistinct"
  from pg_constraint k
  left join pg_class r on r.oid = k.confrelid and k.contype = 'f'
  left join pg_namespace rn on rn.oid = r.relnamespace
  left join pg_constraint parent on parent.oid = k.conparentid
  where k.contype in ('p', 'u', 'f', 'c') and k.conrelid in (select c.oid from ${relations})
    and k.conrelid is distinct from parent.conrelid
  order by k.conname collate "C"`);

/** Indexes. Bit 1 of an option is descending, bit 2 nulls first. */
export const indexesQuery: string = rows(`
  select i.indrelid::text as oid, x.relname as name, i.indisunique as unique, m.amname as method,
    exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x') and k.conrelid = i.indrelid) as "fromConstraint",
    (select json_agg(json_build_object(
        'column', a.attname,
        'expression', case when i.indkey[p.place - 1] = 0 then pg_get_indexdef(i.indexrelid, p.place, true) end,
        'option', case when m.amname = 'btree' then i.indoption[p.place - 1] end) order by p.place)
     from generate_series(1, i.indnkeyatts::integer) as p(place)
     left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[p.place - 1] and a.attnum <> 0) as parts,
    (select json_agg(a.attname order by p.place)
     from generate_series(i.indnkeyatts + 1, i.indnatts::integer) as p(place)
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[p.place - 1]) as included,
    pg_get_expr(i.indpred, i.indrelid) as predicate
  from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
  where i.indrelid in (select c.oid from ${relations})
  order by x.relname collate "C"`);

/** Functions and procedures with their parameters. */
export const routinesQuery: string = rows(`
  select n.nspname as schema, p.proname as name, p.prokind as kind, l.lanname as language, p.proretset as "returnsSet",
    case when p.prokind <> 'p' then format_type(p.prorettype, null) end as returns,
    obj_description(p.oid, 'pg_proc') as comment,
    (select json_agg(json_build_object('name', nullif(p.proargnames[g.place], ''), 'mode', coalesce(p.proargmodes[g.place], 'i'),
        'nativeType', format_type(g.type, null), 'baseType', ${baseType("g.type", "null")}) order by g.place)
     from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as g(type, place)
     join pg_type t on t.oid = g.type) as parameters
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  where ${wantedSchema} and $2::text is null and ${notExtension("pg_proc", "p.oid")}
  order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`);

/** Sequences; their numbers as text. */
export const sequencesQuery: string = rows(`
  select n.nspname as schema, c.relname as name, format_type(s.seqtypid, null) as "nativeType",
    s.seqstart::text as start, s.seqincrement::text as increment, s.seqmin::text as minimum, s.seqmax::text as maximum,
    s.seqcycle as cycle, obj_description(c.oid, 'pg_class') as comment,
    (select json_build_object('schema', tn.nspname, 'table', t.relname, 'column', a.attname)
     from pg_depend d join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
     join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
     where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
       and d.deptype in ('a', 'i') and d.refobjsubid > 0) as "ownedBy"
  from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  where ${wantedSchema} and $2::text is null and ${notExtension("pg_class", "c.oid")}
  order by n.nspname collate "C", c.relname collate "C"`);
