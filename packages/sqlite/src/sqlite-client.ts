import { dirname } from "node:path";
import { databaseError } from "@db/core";
import Database from "better-sqlite3";
import { isBusy } from "./busy.ts";
import { classifySqliteError } from "./sqlite-errors.ts";
import type { ParsedSqliteOptions } from "./sqlite-options.ts";

/** Opens a connection of the client with everything the options ask for. Closes it again when that fails. */
export function openClient(options: ParsedSqliteOptions): Database.Database {
  if (!options.memory && options.mode === "read-write-create") makeFolder(dirname(options.file));
  const client = new Database(options.file, {
    readonly: options.mode === "read-only",
    fileMustExist: options.mode !== "read-write-create" && !options.memory,
    // Waiting for a lock inside the client would block the process; the session waits instead.
    timeout: 0,
  });
  try {
    configure(client, options);
    greet(client, options);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    process.getBuiltinModule("node:fs").mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw databaseError({
      kind: "cannot-open",
      engine: "sqlite",
      nativeCode: (error as { code?: string }).code,
      message: "the folder of the database's file cannot be made",
      cause: error,
    });
  }
}

/** Applies the pragmas of the options; also what a reset brings a connection back to. */
export function configure(client: Database.Database, options: ParsedSqliteOptions): void {
  const writable = options.mode !== "read-only";
  // Before the first table is made, or it has no effect.
  if (options.autoVacuum !== undefined && writable) client.pragma(`auto_vacuum = ${options.autoVacuum}`);
  if (writable) setJournalMode(client, options.journalMode);
  // Reading the header finds a file that is no database now instead of at the first statement.
  else client.pragma("schema_version");
  client.pragma(`synchronous = ${options.synchronous}`);
  client.pragma(`foreign_keys = ${options.foreignKeys ? "on" : "off"}`);
  if (options.cacheSize !== undefined)
    client.pragma(`cache_size = ${-Math.max(1, Math.round(options.cacheSize / 1024))}`);
  client.pragma(`query_only = ${options.reader ? "on" : "off"}`);
}

/** SQLite keeps another mode without a word where it cannot have the one asked for. */
function setJournalMode(client: Database.Database, wanted: ParsedSqliteOptions["journalMode"]): void {
  const got: unknown = client.pragma(`journal_mode = ${wanted}`, { simple: true });
  if (got === wanted) return;
  throw databaseError({
    kind: "configuration",
    engine: "sqlite",
    message: `the journal mode "${wanted}" cannot be had here; SQLite keeps "${String(got)}"`,
  });
}

/** Lets the application prepare its connection. What it throws beside SQLite's own errors is its fault, not a query's. */
function greet(client: Database.Database, { onConnect }: ParsedSqliteOptions): void {
  if (onConnect === undefined) return;
  try {
    onConnect(client);
  } catch (error) {
    if (isBusy(error) || classifySqliteError(error).kind !== "unknown") throw error;
    throw databaseError({
      kind: "configuration",
      engine: "sqlite",
      message: "onConnect failed",
      hint: "Its error is the cause of this one",
      cause: error,
    });
  }
}

/** Settings of a connection that a borrower can change and a reset puts back. */
const sessionPragmas = [
  "analysis_limit",
  "automatic_index",
  "busy_timeout",
  "cache_size",
  "cache_spill",
  "cell_size_check",
  "checkpoint_fullfsync",
  "defer_foreign_keys",
  "foreign_keys",
  "fullfsync",
  "ignore_check_constraints",
  "journal_size_limit",
  "legacy_alter_table",
  "query_only",
  "read_uncommitted",
  "recursive_triggers",
  "reverse_unordered_selects",
  "secure_delete",
  "synchronous",
  "temp_store",
  "threads",
  "trusted_schema",
  "wal_autocheckpoint",
  "writable_schema",
] as const;

/** A connection's first state, which a reset brings it back to where opening it anew would lose the database. */
export class FirstState {
  readonly #client: Database.Database;
  readonly #settings: ReadonlyMap<string, unknown>;
  readonly #attached: ReadonlySet<string>;
  readonly #temporary: ReadonlySet<string>;

  constructor(client: Database.Database) {
    this.#client = client;
    this.#settings = new Map(sessionPragmas.map((name) => [name, client.pragma(name, { simple: true })]));
    this.#attached = new Set(this.#databases());
    this.#temporary = new Set(this.#temporaries().map(({ name }) => name));
  }

  restore(): void {
    const client = this.#client;
    for (const { type, name } of this.#temporaries())
      if (!this.#temporary.has(name)) client.exec(`drop ${type} if exists temp.${quote(name)}`);
    for (const name of this.#databases()) if (!this.#attached.has(name)) client.exec(`detach ${quote(name)}`);
    // This one can be set but not read.
    client.pragma("case_sensitive_like = off");
    for (const [name, value] of this.#settings) {
      if (value !== undefined && client.pragma(name, { simple: true }) !== value)
        client.pragma(`${name} = ${String(value)}`);
    }
  }

  #databases(): string[] {
    return attachedTo(this.#client);
  }

  #temporaries(): { type: string; name: string }[] {
    return this.#client.prepare("select type, name from sqlite_temp_schema where sql is not null").all() as {
      type: string;
      name: string;
    }[];
  }
}

function attachedTo(client: Database.Database): string[] {
  return (client.pragma("database_list") as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== "main" && name !== "temp");
}

/** Whether there is more than the main database: one attached, or temporary tables. */
export function hasAttached(client: Database.Database): boolean {
  return (client.pragma("database_list") as unknown[]).length > 1;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Tells one file from another of the same name; `undefined` where there is none. */
export function fileIdentity(options: ParsedSqliteOptions): string | undefined {
  if (options.memory) return undefined;
  const found = process.getBuiltinModule("node:fs").statSync(options.file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
