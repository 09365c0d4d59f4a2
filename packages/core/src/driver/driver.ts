import type { Dialect, Version } from "../dialects/dialect.ts";
import type { OptionFields } from "../config/index.ts";
import type { ErrorFacts } from "../errors/index.ts";
import type { BoundStatement } from "../statement/bound-statement.ts";
import type { Capabilities, IsolationLevel } from "./capabilities.ts";

/** What every call that can wait takes. Both reach the server. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** The instant, on `performance.now()`'s clock, after which the call is given up. */
  readonly deadline?: number | undefined;
  /** With the capability `pipelining`: others may follow at once, so what is to be sent may wait for them. */
  readonly together?: boolean | undefined;
}

/** One row, by column name. */
export type Row = Record<string, unknown>;

/** What a statement's result says of one column. */
export interface ColumnInfo {
  readonly name: string;
  /** The engine's own type name or number, where it tells. */
  readonly nativeType?: string | number | undefined;
}

/** The result of one statement. */
export interface Result {
  readonly rows: readonly Row[];
  /** Rows inserted, updated, deleted; the number of rows for a query; 0 where nothing was counted (DDL). */
  readonly affectedRows: number;
  readonly columns: readonly ColumnInfo[];
  /** The key the engine made for the last inserted row, where it tells without `returning`. */
  readonly insertId?: number | bigint | undefined;
  /** Of the rows an update found, those it changed, where the engine tells the two apart (MySQL, MariaDB). */
  readonly changedRows?: number | undefined;
}

/** How a session wants its rows read. */
export interface StreamOptions extends CallOptions {
  /** Rows per batch; the driver reads no more than this ahead. */
  readonly batchSize: number;
}

/** What `begin` may ask for; an engine that lacks one rejects with kind `unsupported`. */
export interface TransactionSettings {
  readonly isolation?: IsolationLevel | undefined;
  readonly readOnly?: boolean | undefined;
  /** Waits for a snapshot that cannot fail to serialize. */
  readonly deferrable?: boolean | undefined;
  /** Takes the write lock at once instead of at the first write. */
  readonly immediate?: boolean | undefined;
}

/** What a session knows of the server it is connected to. */
export interface ServerInfo {
  /** As the server says it: `18.6`. */
  readonly versionText: string;
  readonly version: Version;
  /** The product, where one driver serves several: `postgres`, `pglite`, `mysql`, `mariadb`. */
  readonly flavour: string;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  /** Whether this session refuses writes (a standby, a file opened for reading, a read-only default). */
  readonly readOnly: boolean;
  /** `unknown` where the engine has no roles. */
  readonly role: "primary" | "standby" | "unknown";
  /** What differs on this server from the driver's declaration. */
  readonly capabilities?: Partial<Capabilities> | undefined;
}

/** No transaction, one that works, or one that must be rolled back. */
export type TransactionStatus = "none" | "open" | "failed";

/** A bulk insert: a table, its columns, and the rows in batches. */
export interface BulkRequest {
  readonly table: string | readonly string[];
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<BulkBatch>;
}

/** Some rows of a bulk insert, taken apart as they are read, so that nothing is made for a row that nobody keeps. */
export interface BulkBatch {
  /** How many rows it has. */
  readonly length: number;
  /**
   * Puts the cells of one row into an array, from a place on, in the order of the columns: checked and converted as bound
   * values are.
   * @throws DatabaseError `usage` for a row that has not just these columns, or a value that cannot be bound.
   */
  read(row: number, into: unknown[], at: number): void;
}

/** A call of a stored routine. */
export interface ProcedureRequest {
  readonly name: string | readonly string[];
  /** By position, or by the parameters' names. */
  readonly parameters: readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** What a stored routine gave back. */
export interface ProcedureResult {
  /** OUT and INOUT parameters by name. */
  readonly output: Row;
  readonly resultSets: readonly (readonly Row[])[];
  readonly returnValue?: unknown;
}

/** A message that another session sent. */
export interface Notification {
  readonly channel: string;
  readonly payload: string;
  /** The sender's process on the server, where the engine tells. */
  readonly sender?: number | undefined;
}

/** What a session tells its owner without being asked. */
export interface SessionObserver {
  /** The connection broke; the session is of no use any more. At most once, and not after `close`. */
  onLost(error: unknown): void;
  /** A notification arrived (only with the capability `notifications`). */
  onNotification?(notification: Notification): void;
  /** The server sent a warning or notice along with a result. */
  onNotice?(message: string): void;
}

/**
 * Exactly one physical connection. Core calls one member at a time, except `cancel` and `close`, which may come while
 * another call runs, and `run` with the capability `pipelining`: outside a transaction it may then come while others of
 * its kind run. Every rejection is the client's own error; core asks the driver's `classify` for its meaning. Where
 * a member may give something other than a promise, what is there at once is given and what fails at once is thrown.
 */
export interface Session {
  readonly server: ServerInfo;
  /** The transaction's state as the server told it last. */
  readonly transaction: TransactionStatus;
  /** Whether settings of the session may have been changed since `reset`; core resets it before the next borrower. */
  readonly dirty: boolean;
  /** The client's own connection, for the escape hatch. */
  readonly native: unknown;

  /**
   * Runs one statement and reads its whole result.
   */
  run(statement: BoundStatement, call: CallOptions): Result | Promise<Result>;
  /**
   * Gives the result in batches. Without the capability `cancel` the signal also fires when the time limit of a batch has
   * passed. Returning early closes the cursor on the server before the next call is made.
   */
  stream(statement: BoundStatement, call: StreamOptions): AsyncIterable<readonly Row[]>;
  /**
   * Where it can wait (for a lock), it heeds the call's limits as `run` does. It may be sent along with the first
   * call (a `ping` will do): `transaction` says `open` from now on all the same.
   */
  begin(settings: TransactionSettings, call: CallOptions): void | Promise<void>;
  /** Fails when the server rolled back instead. */
  commit(): void | Promise<void>;
  rollback(): void | Promise<void>;
  /**
   * With the capability `cancel`: asks the server to stop what runs now. Resolves when the request can no longer hit a
   * later statement; the running call rejects by itself. Nothing happens when nothing runs. Without the capability core
   * never calls it, and `run` heeds its call options where it can (between steps, while it waits for a lock).
   */
  cancel?(): Promise<void>;
  /** Undoes what the borrower left: an open stream or transaction, settings, locks, temporary objects, listeners. */
  reset(): Promise<void>;
  ping(): Promise<void>;
  /** How far this standby is behind its primary, in milliseconds; `replicas` with `maxLag` need it. */
  replicationLag?(): Promise<number>;
  /** Closes the connection; never rejects; a second call changes nothing. With `force` nothing is waited for. */
  close(force?: boolean): Promise<void>;

  /** With the capability `bulkInsert`: the engine's own fast path. Gives the number of rows. */
  bulkInsert?(request: BulkRequest, call: CallOptions): Promise<number>;
  /** With the capability `procedures`. */
  call?(request: ProcedureRequest, call: CallOptions): Promise<ProcedureResult>;
  /** With the capability `notifications`. */
  listen?(channel: string): Promise<void>;
  /** With the capability `notifications`. */
  unlisten?(channel: string): Promise<void>;
  /** With the capability `twoPhase`: ends the session's part of the transaction under a global name. */
  prepareTransaction?(name: string): Promise<void>;
}

/** One place a session can be opened to, and what kind of statements go there. */
export interface Endpoint<Options> {
  /** For events and statistics: `host:port/database`, a file's name. Holds no secret. */
  readonly name: string;
  readonly options: Options;
  /**
   * `primary` takes everything. `reader` sees every commit of the primary at once, so provably read-only statements
   * go there by themselves. `replica` may lag and is used on request.
   */
  readonly role: "primary" | "reader" | "replica";
  /** The most sessions this endpoint can have, when the engine has such a bound (one writer). */
  readonly maxSessions?: number | undefined;
  /**
   * The session is the database, or costs as much as one (in memory, in the process): it is reset instead of thrown
   * away, and lives until the database is closed.
   */
  readonly permanent?: boolean | undefined;
}

/** The smallest honest description of one engine. Creating one is pure; `connect` does the first I/O. */
export interface Driver<Options = unknown> {
  /** For messages, events and the configuration's `type`: `postgres`. */
  readonly engine: string;
  /** The registered OpenTelemetry name: `postgresql`. */
  readonly systemName: string;
  readonly dialect: Dialect;
  readonly capabilities: Capabilities;
  /** The options this driver reads, beside those core reads on every engine. */
  readonly fields: OptionFields;
  /** Validates and completes what the fields allow. @throws ConfigurationError with every problem. */
  parseOptions(input: unknown): Options;
  /**
   * The endpoints that options describe, the primary first. Several hosts of one endpoint are one endpoint: `connect`
   * gets one of them at a time, by `hosts`.
   */
  endpoints(options: Options): readonly Endpoint<Options>[];
  /** With the capability `multipleHosts`: the same options for each host alone, in the order to try them. */
  hosts?(options: Options): readonly Options[];
  /** Which server role a session must have, for `hosts`. */
  targetSession?(options: Options): TargetSession;
  /**
   * Opens one session. Rejects with the client's error; must leave nothing open when it rejects or is aborted.
   */
  connect(options: Options, observer: SessionObserver, call: CallOptions): Promise<Session>;
  /** Names what an error of the client means. Never throws; an error it does not know is `unknown`. */
  classify(error: unknown): ErrorFacts;
  /**
   * Refuses or converts one value before anything is sent. @returns what to hand to the session.
   * @throws DatabaseError `usage` for a value the engine cannot take.
   */
  encode?(value: unknown): unknown;
}

/** The role a server must have to be used. */
export type TargetSession = "any" | "primary" | "standby" | "prefer-standby" | "read-write" | "read-only";
