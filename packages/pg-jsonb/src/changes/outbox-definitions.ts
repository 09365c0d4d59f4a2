import { createHash } from "node:crypto";
import { sql, type Statement } from "@db/core";

/** The channel on which commits to a schema's collections are announced. */
export function changeChannel(schema: string): string {
  return `db_changes_${createHash("sha256").update(schema).digest("hex").slice(0, 32)}`;
}

/**
 * The outbox of a schema: `_changes` has the rows that changed, `_change_transactions` who is changing any,
 * `_change_commits` who has, and `_change_log` what holds for all. A transaction gets its number when it commits, behind a
 * lock that it keeps until it has: numbers are in the order of commits, and whoever sees one sees all before it.
 */
export function outboxDefinitions(schema: string): readonly Statement[] {
  const table = (name: string): Statement => sql.id(schema, name);
  return [
    sql`create table if not exists ${table("_change_log")} (one boolean primary key default true check (one), id text collate "C" not null, system text not null, retention double precision not null, definition text not null, trimmed bigint not null default 0, trimmed_at bigint not null default 0)`,
    sql`create table if not exists ${table("_changes")} (xid xid8 not null, seq bigint generated always as identity, kind text collate "C" not null, collection text collate "C" not null, relation oid, id text collate "C", before jsonb, after jsonb, told text, renamed text collate "C", primary key (xid, seq))`,
    sql`create table if not exists ${table("_change_transactions")} (xid xid8 primary key)`,
    sql`create table if not exists ${table("_change_commits")} (number bigint generated always as identity primary key, xid xid8 not null, time timestamptz not null)`,
    recordFunction(schema),
    trimFunction(schema),
    commitFunction(schema),
    sql`drop trigger if exists _commit on ${table("_change_transactions")}`,
    sql`create constraint trigger _commit after insert on ${table("_change_transactions")} deferrable initially deferred for each row execute function ${table("_record_commit")}()`,
  ];
}

/** `_record_rows(collection)`, the trigger of the collections' tables. What a statement was told to be is for it alone. */
function recordFunction(schema: string): Statement {
  const changes = sql.id(schema, "_changes");
  return sql`create or replace function ${sql.id(schema, "_record_rows")}() returns trigger language plpgsql as $body$
declare
  told text := nullif(current_setting('db.change', true), '');
begin
  if told is not null and tg_op in ('UPDATE', 'DELETE') then perform set_config('db.change', '', true); end if;
  case tg_op
  when 'INSERT' then
    insert into ${changes} (xid, kind, collection, relation, id, after)
      select pg_current_xact_id(), 'insert', tg_argv[0], tg_relid, id, doc from new_rows;
  when 'UPDATE' then
    insert into ${changes} (xid, kind, collection, relation, id, before, after, told)
      select pg_current_xact_id(), case when o.id is null then 'insert' when n.id is null then 'delete' else 'update' end,
        tg_argv[0], tg_relid, coalesce(n.id, o.id), o.doc, n.doc, told
      from (select id, doc, row_number() over () as place from new_rows) n full join old_rows o on o.id = n.id
      -- Numbers that are equal may still be of two types.
      where not coalesce(o.doc = n.doc and o.doc::text = n.doc::text, false)
      order by n.place;
  when 'DELETE' then
    if told = 'undo' then
      -- As a text it is planned for the size that the outbox has now.
      execute format('delete from %1$I._changes c using (select max(m.seq) as seq from %1$I._changes m join old_rows o on o.id = m.id
        where m.xid = pg_current_xact_id() and m.relation = %2$s and m.kind = ''insert'' group by m.id) undone
        where c.xid = pg_current_xact_id() and c.seq = undone.seq', tg_table_schema, tg_relid);
      return null;
    end if;
    insert into ${changes} (xid, kind, collection, relation, id, before)
      select pg_current_xact_id(), 'delete', tg_argv[0], tg_relid, id, doc from old_rows;
  else
    execute format('insert into %I._changes (xid, kind, collection, relation, id, before) select pg_current_xact_id(), ''delete'', %L, %s, id, doc from %I.%I order by id',
      tg_table_schema, tg_argv[0], tg_relid, tg_table_schema, tg_table_name);
  end case;
  if found or tg_op = 'TRUNCATE' then
    insert into ${sql.id(schema, "_change_transactions")} (xid) values (pg_current_xact_id()) on conflict do nothing;
  end if;
  return null;
end $body$`;
}

/**
 * `_trim_changes(schema, upto)`: takes out what is older than is to be kept, at most twice as many rows as have come since
 * it did so last. `upto` is the number of the last row.
 */
function trimFunction(schema: string): Statement {
  return sql`create or replace function ${sql.id(schema, "_trim_changes")}(home text, upto bigint) returns void language plpgsql as $body$
declare
  room bigint;
  oldest xid8[];
  last bigint;
  removed bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('@db/pg-jsonb trim ' || home, 0)) then return; end if;
  -- As texts these are planned for the sizes that the tables have now.
  execute format('select 2 * ($1 - trimmed_at) from %I._change_log', home) using upto into room;
  if room is null or room <= 0 then return; end if;
  execute format('update %I._change_log set trimmed_at = $1', home) using upto;
  execute format('select array_agg(xid), max(number) from (select xid, number from %1$I._change_commits
    where time < clock_timestamp() - make_interval(secs => (select retention / 1000 from %1$I._change_log))
    order by number limit 1000) expired', home) into oldest, last;
  if last is null then return; end if;
  execute format('update %I._change_log set trimmed = $1 where trimmed < $1', home) using last;
  execute format('delete from %1$I._changes where ctid = any (array(select ctid from %1$I._changes where xid = any ($1) limit $2))', home)
    using oldest, room;
  get diagnostics removed = row_count;
  if removed < room then
    execute format('delete from %I._change_transactions where xid = any ($1)', home) using oldest;
    execute format('delete from %I._change_commits where number <= $1', home) using last;
  end if;
end $body$`;
}

/** `_record_commit()`: runs once in each transaction that changed something, when it commits. */
function commitFunction(schema: string): Statement {
  return sql`create or replace function ${sql.id(schema, "_record_commit")}() returns trigger language plpgsql as $body$
declare
  upto bigint := pg_sequence_last_value(format('%I._changes_seq_seq', tg_table_schema)::regclass);
begin
  -- Under other isolations a row that somebody else has changed would be an error.
  if upto >= (select trimmed_at + 1000 from ${sql.id(schema, "_change_log")}) and current_setting('transaction_isolation') = 'read committed' then
    perform ${sql.id(schema, "_trim_changes")}(tg_table_schema, upto);
  end if;
  -- One lock for all schemas: a transaction that changes two of them cannot wait in a circle.
  perform pg_advisory_xact_lock(hashtextextended('@db/pg-jsonb commits', 0));
  insert into ${sql.id(schema, "_change_commits")} (xid, time) values (new.xid, clock_timestamp());
  perform pg_notify(${sql.raw(`'${changeChannel(schema)}'`)}, '');
  return null;
end $body$`;
}
