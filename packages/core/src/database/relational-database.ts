import type { Catalogue, CatalogueFilter } from "../catalogue/index.ts";
import type { Duration } from "../config/index.ts";
import type { Dialect, Feature } from "../dialects/index.ts";
import type { Capabilities, Notification, ServerInfo } from "../driver/index.ts";
import type { PoolOptions, PoolStats } from "../pool/index.ts";
import type { ManualTransaction, Transaction, TransactionOptions } from "../transaction/index.ts";
import type { LimitOptions } from "./limits.ts";
import type { Queryable } from "./queryable.ts";

/** The pool of one endpoint, as its owner sees it. */
export interface EndpointControl {
  /** `host:port/database`, or a file's name. */
  readonly name: string;
  readonly role: "primary" | "reader" | "replica";
  stats(): PoolStats;
  /** Changes limits while it runs, within what the endpoint can have (one writer, one database in memory). */
  resize(change: Partial<PoolOptions>): void;
  /** Lends nothing until `resume`; callers wait. */
  suspend(): void;
  resume(): void;
  /** Closes every session that is open now, as each becomes free. */
  evict(): void;
}

/** One connection kept for several calls, so that what it remembers (settings, temporary tables, locks) stays with it. */
export interface DatabaseSession extends Queryable {
  readonly server: ServerInfo;
  /** Runs a transaction on this connection. */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  begin(options?: TransactionOptions): Promise<ManualTransaction>;
  /** The client's own connection. The session is reset before anybody else gets it. */
  native<T>(use: (client: unknown) => Promise<T>): Promise<T>;
}

/** Handles what another session sent. What it throws is published on `@db:hook-error`. */
export type NotificationHandler = (notification: Notification) => void;

/** How a channel is listened to. */
export interface ListenOptions {
  /** Called after the connection broke and was made anew: what was sent in between is lost. */
  readonly onReconnect?: (() => void) | undefined;
}

/** One handler on one channel. */
export interface Subscription extends AsyncDisposable {
  readonly channel: string;
  /** Stops listening. A second call does nothing. */
  unlisten(): Promise<void>;
}

/** How a database is closed. */
export interface CloseOptions {
  /** How long calls that run may go on; the database's `drainTimeout` unless told otherwise. */
  readonly timeout?: Duration | undefined;
}

/**
 * A relational database: its pools, routing and transactions behind one set of calls. Making one is pure; the first call
 * connects. Whoever makes it closes it; after that every call rejects with `closed`.
 */
export interface RelationalDatabase extends Queryable, AsyncDisposable {
  /** What the application calls it. */
  readonly name: string;
  /** The driver's name for the engine. */
  readonly engine: string;
  readonly dialect: Dialect;
  readonly capabilities: Capabilities;
  /** Connects now instead of at the first call, and gives the database. Rejects as connecting does. */
  open(): Promise<this>;
  /** Runs a callback in a transaction: commits when it returns, rolls back when it throws. */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Begins a transaction that its owner ends. */
  begin(options?: TransactionOptions): Promise<ManualTransaction>;
  /** Keeps one connection for a callback. */
  session<T>(run: (session: DatabaseSession) => Promise<T>, options?: LimitOptions): Promise<T>;
  /** Lends the client's own connection, for what no interface covers. It is reset before anybody else gets it. */
  native<T>(use: (client: unknown) => Promise<T>, options?: LimitOptions): Promise<T>;
  /** Listens for what other sessions send, across reconnects. Needs the capability `notifications`. */
  listen(channel: string, handler: NotificationHandler, options?: ListenOptions): Promise<Subscription>;
  /** Reads the catalogue: tables, views, columns, keys, indexes, checks, routines, sequences. */
  schema(filter?: CatalogueFilter): Promise<Catalogue>;
  /** What the primary says of itself. Connects if nothing is connected. */
  server(options?: LimitOptions): Promise<ServerInfo>;
  /** Whether the server has a feature of SQL; before anything is connected, whether its oldest supported version has. */
  supports(feature: Feature): boolean;
  /** Asks the primary for a sign of life. */
  ping(options?: LimitOptions): Promise<void>;
  /** The pools, the primary's first. */
  readonly endpoints: readonly EndpointControl[];
  /** Closes everything. Resolves when nothing is open; a second call gives the same promise. */
  close(options?: CloseOptions): Promise<void>;
}
