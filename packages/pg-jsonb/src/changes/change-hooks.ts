import { sql, type Queryable, type Statement } from "@db/core";
import { relationName } from "../store/relation-name.ts";

/**
 * What every writer of a schema calls, whether it knows of the outbox or not: the functions do nothing where there is none.
 * - `_note_change(schema, kind, collection, new name)` records a drop or a rename.
 * - `_record_changes(schema, table, collection)` has a collection's table record what happens to its rows.
 */
export function changeHooks(schema: string): readonly Statement[] {
  const [changes, transactions] = [sql.id(schema, "_changes"), sql.id(schema, "_change_transactions")];
  return [
    sql`create or replace function ${sql.id(schema, "_note_change")}(text, text, text, text) returns void language plpgsql set plan_cache_mode = force_custom_plan as $body$
begin
  if to_regclass(format('%I._changes', $1)) is null then return; end if;
  -- A rename onto a collection is told as one change, not as that one's drop and a rename.
  if $2 = 'rename' then
    delete from ${changes} where xid = pg_current_xact_id() and kind = 'drop' and collection = $4
      and seq = (select max(seq) from ${changes} where xid = pg_current_xact_id());
  end if;
  insert into ${changes} (xid, kind, collection, renamed) values (pg_current_xact_id(), $2, $3, $4);
  insert into ${transactions} (xid) values (pg_current_xact_id()) on conflict do nothing;
end $body$`,
    sql`create or replace function ${sql.id(schema, "_record_changes")}(text, text, text) returns void language plpgsql as $body$
declare
  event record;
begin
  if to_regclass(format('%I._changes', $1)) is null then return; end if;
  for event in select * from (values
    ('after', 'insert', 'referencing new table as new_rows'),
    ('after', 'update', 'referencing old table as old_rows new table as new_rows'),
    ('after', 'delete', 'referencing old table as old_rows'),
    ('before', 'truncate', '')) e(time, name, rows)
  loop
    execute format('drop trigger if exists _changes_%s on %I.%I', event.name, $1, $2);
    execute format('create trigger _changes_%s %s %s on %I.%I %s for each statement execute function %I._record_rows(%L)',
      event.name, event.time, event.name, $1, $2, event.rows, $1, $3);
  end loop;
end $body$`,
  ];
}

/** Has a collection's table record its changes, where the schema has an outbox. */
export async function recordChanges(db: Queryable, schema: string, collection: string): Promise<void> {
  await db.execute(
    sql`select ${sql.id(schema, "_record_changes")}(${schema}, ${relationName(collection)}, ${collection})`,
  );
}

/** Records that a collection goes, where the schema has an outbox. */
export async function noteDrop(db: Queryable, schema: string, collection: string): Promise<void> {
  await db.execute(sql`select ${sql.id(schema, "_note_change")}(${schema}, 'drop', ${collection}, null)`);
}

/** Records a new name, where the schema has an outbox, and has the table record its changes under it. */
export async function noteRename(db: Queryable, schema: string, from: string, to: string): Promise<void> {
  await db.execute(sql`select ${sql.id(schema, "_note_change")}(${schema}, 'rename', ${from}, ${to})`);
  await recordChanges(db, schema, to);
}
