import { createHash } from "node:crypto";
import { sql, StatementCompiler, type Dialect, type Queryable } from "@db/core";
import { recordChanges } from "./change-hooks.ts";
import { outboxDefinitions } from "./outbox-definitions.ts";

interface LogRow {
  readonly definition: string;
  /** Whether it was made in this cluster of databases, whose transactions' numbers it holds. */
  readonly own: boolean;
  readonly retention: number;
}

/**
 * Makes a schema's outbox where it is missing or another version's, and has all collections record their changes. The
 * tables of the catalogue must be there. It waits for transactions that write to those collections. A log that was
 * restored from another cluster is begun anew: tokens of it are refused.
 */
export async function installOutbox(db: Queryable, dialect: Dialect, schema: string, retention: number): Promise<void> {
  const definitions = outboxDefinitions(schema);
  const compiler = new StatementCompiler(dialect);
  const hash = createHash("sha256");
  for (const definition of definitions) hash.update(compiler.compile(definition).compiled.text);
  const definition = hash.digest("hex");
  if (await isAsWanted(db, schema, definition, retention)) return;
  await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`@db/pg-jsonb ${schema}`}))`);
  for (const statement of definitions) await db.execute(statement);
  const table = sql.id(schema, "_change_log");
  const [restored] = await db.query(
    sql`delete from ${table} where system <> (select system_identifier::text from pg_control_system()) returning true`,
  );
  if (restored !== undefined) {
    const tables = ["_changes", "_change_transactions", "_change_commits"].map((name) => sql.id(schema, name));
    await db.execute(sql`truncate ${sql.join(tables)}`);
  }
  await db.execute(
    sql`insert into ${table} (id, system, retention, definition) select substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), system_identifier::text, ${retention}, ${definition} from pg_control_system() on conflict (one) do update set retention = excluded.retention, definition = excluded.definition`,
  );
  // Whoever is making a collection is waited for; whoever makes one later sees the outbox.
  await db.execute(sql`lock table ${sql.id(schema, "_collections")} in share row exclusive mode`);
  const collections = await db.query<{ name: string }>(
    sql`select name from ${sql.id(schema, "_collections")} where type = 'collection' order by name`,
  );
  for (const { name } of collections) await recordChanges(db, schema, name);
}

async function isAsWanted(db: Queryable, schema: string, definition: string, retention: number): Promise<boolean> {
  const { there } = await db.queryOne<{ there: boolean }>(
    sql`select to_regclass(format('%I._change_log', ${schema}::text)) is not null as there`,
  );
  if (!there) return false;
  const [log] = await db.query<LogRow>(
    sql`select definition, retention, system = (select system_identifier::text from pg_control_system()) as own from ${sql.id(schema, "_change_log")}`,
  );
  return log !== undefined && log.own && log.definition === definition && log.retention === retention;
}
