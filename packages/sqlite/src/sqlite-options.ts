import {
  embeddedFields,
  expandUrl,
  parseFields,
  ConfigurationError,
  type ConfigurationProblem,
  type DatabaseSettings,
  type EmbeddedOptions,
  type OptionFields,
  type Size,
} from "@db/core";
import type Database from "better-sqlite3";

/** Options of a SQLite database, beside those of every engine. */
export interface SqliteOptions extends DatabaseSettings, EmbeddedOptions {
  /**
   * `read-write-create` makes the file, and its directory, where they are missing; `read-write` wants the file;
   * `read-only` refuses every write. Default: `read-write-create`.
   */
  readonly mode?: "read-write-create" | "read-write" | "read-only" | undefined;
  /** Default: `wal`, which lets readers and one writer work at a time; in memory `memory`. */
  readonly journalMode?: "delete" | "truncate" | "persist" | "memory" | "wal" | undefined;
  /** When the disk is waited for. Default: `normal`, which is safe with `wal`; `full` otherwise. */
  readonly synchronous?: "off" | "normal" | "full" | "extra" | undefined;
  /** Whether foreign keys are enforced. Default: true. */
  readonly foreignKeys?: boolean | undefined;
  /** How long a statement waits for a lock of another process; the wait does not block this one. Default: 5 s. */
  readonly busyTimeout?: number | string | undefined;
  /** The page cache of each connection. Default: SQLite's own, about 2 MB. */
  readonly cacheSize?: Size | undefined;
  /** Whether a file shrinks when data is deleted; settled when the file is made. Default: SQLite's own, `none`. */
  readonly autoVacuum?: "none" | "full" | "incremental" | undefined;
  /** Connections that only read, beside the one that writes; used with `wal` on a file. Default: 4; 0 for none. */
  readonly readers?: number | undefined;
  /** `date` reads timestamps as `Date`, `string` as the text that is stored. Default: `date`. */
  readonly timestamps?: "date" | "string" | undefined;
  /** Prepared statements kept per connection. Default: 200. */
  readonly statementCacheSize?: number | undefined;
  /** Called with each new connection, before anything else uses it: for functions, extensions and pragmas of your own. */
  readonly onConnect?: ((client: Database.Database) => void) | undefined;
}

/** {@link SqliteOptions} as the driver uses them: checked, complete, durations in milliseconds. */
export interface ParsedSqliteOptions {
  readonly file: string;
  readonly memory: boolean;
  readonly mode: "read-write-create" | "read-write" | "read-only";
  readonly journalMode: "delete" | "truncate" | "persist" | "memory" | "wal";
  readonly synchronous: "off" | "normal" | "full" | "extra";
  readonly foreignKeys: boolean;
  readonly busyTimeout: number;
  readonly cacheSize: number | undefined;
  readonly autoVacuum: "none" | "full" | "incremental" | undefined;
  readonly readers: number;
  readonly timestamps: "date" | "string";
  readonly statementCacheSize: number;
  readonly onConnect: ((client: Database.Database) => void) | undefined;
  /** Set on the endpoint that reads beside the writer. */
  readonly reader: boolean;
}

/** The table behind {@link SqliteOptions}. */
export const sqliteFields: OptionFields = {
  ...embeddedFields,
  mode: {
    kind: "enum",
    values: ["read-write-create", "read-write", "read-only"],
    default: "read-write-create",
    description:
      "`read-write-create` makes the file and its directory; `read-write` wants the file; `read-only` refuses writes.",
  },
  journalMode: {
    kind: "enum",
    // The client forbids "off", with which a failed statement damages the file.
    values: ["delete", "truncate", "persist", "memory", "wal"],
    description: "How a transaction is undone after a crash. Default: `wal` for files, `memory` in memory.",
  },
  synchronous: {
    kind: "enum",
    values: ["off", "normal", "full", "extra"],
    description: "When the disk is waited for. Default: `normal` with `wal`, else `full`.",
  },
  foreignKeys: { kind: "boolean", default: true, description: "Whether foreign keys are enforced." },
  busyTimeout: {
    kind: "duration",
    default: "5s",
    description: "How long a statement waits for a lock of another process. The wait does not block the event loop.",
  },
  cacheSize: { kind: "size", description: "The page cache of each connection. Default: SQLite's own." },
  autoVacuum: {
    kind: "enum",
    values: ["none", "full", "incremental"],
    description: "Whether the file shrinks when data is deleted; settled when the file is made.",
  },
  readers: {
    kind: "integer",
    min: 0,
    default: 4,
    description: "Connections that only read, beside the one that writes; with `wal` on a file.",
  },
  timestamps: {
    kind: "enum",
    values: ["date", "string"],
    default: "date",
    description: "How timestamps are read: as `Date`, or as the stored text.",
  },
  statementCacheSize: {
    kind: "integer",
    min: 1,
    default: 200,
    description: "Prepared statements kept per connection.",
  },
  onConnect: {
    kind: "function",
    description: "Called with each new connection: functions, extensions, pragmas of your own.",
  },
};

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parseSqliteOptions(input: unknown): ParsedSqliteOptions {
  const given = expandUrl((input ?? {}) as Record<string, unknown>, "sqlite", sqliteFields);
  const options = parseFields<Partial<ParsedSqliteOptions>>(sqliteFields, given);
  const file = options.file ?? "./data/app.db";
  const memory = file === ":memory:" || file === "";
  const mode = options.mode ?? "read-write-create";
  const journalMode = options.journalMode ?? (memory ? "memory" : "wal");
  if (memory) refuseForMemory(mode, journalMode);
  return {
    file: memory ? ":memory:" : file,
    memory,
    mode,
    journalMode,
    synchronous: options.synchronous ?? (journalMode === "wal" ? "normal" : "full"),
    foreignKeys: options.foreignKeys ?? true,
    busyTimeout: options.busyTimeout ?? 5000,
    cacheSize: options.cacheSize,
    autoVacuum: options.autoVacuum,
    readers: memory || mode === "read-only" || journalMode !== "wal" ? 0 : (options.readers ?? 4),
    timestamps: options.timestamps ?? "date",
    statementCacheSize: options.statementCacheSize ?? 200,
    onConnect: options.onConnect,
    reader: false,
  };
}

function refuseForMemory(mode: ParsedSqliteOptions["mode"], journalMode: ParsedSqliteOptions["journalMode"]): void {
  const problems: ConfigurationProblem[] = [];
  if (mode === "read-only") problems.push({ path: "mode", message: "a database in memory cannot be read-only" });
  if (journalMode !== "memory")
    problems.push({
      path: "journalMode",
      message: "a database in memory keeps no journal on disk",
      hint: "leave it out",
    });
  if (problems.length > 0) throw new ConfigurationError(problems);
}
