import { channel, tracingChannel, type Channel, type TracingChannel } from "node:diagnostics_channel";

/**
 * What every event of a database carries, under the attribute names of OpenTelemetry's database conventions. No event
 * holds a password or a bound value.
 */
export interface DatabaseEvent {
  readonly "db.system.name": string;
  readonly "db.namespace"?: string | undefined;
  /** The endpoint's name; also the pool's. */
  readonly "db.client.connection.pool.name": string;
  /** The name the application gave the database. */
  readonly database: string;
}

/** One statement, stream, bulk insert or call; published on `tracing:@db:operation:*`. */
export interface OperationEvent extends DatabaseEvent {
  readonly operation: "query" | "stream" | "bulk-insert" | "call" | "ping";
  /** The statement with its placeholders. */
  readonly "db.query.text"?: string | undefined;
  readonly "db.collection.name"?: string | undefined;
  readonly "db.stored_procedure.name"?: string | undefined;
  /** Whether it ran inside a transaction. */
  readonly transaction: boolean;
  "db.response.returned_rows"?: number | undefined;
  error?: unknown;
}

/** The wait for a session; published on `tracing:@db:pool:acquire:*`. */
export interface AcquireEvent extends DatabaseEvent {
  error?: unknown;
}

/** An attempt to open a session; published on `tracing:@db:connect:*`. */
export interface ConnectEvent extends DatabaseEvent {
  readonly "server.address"?: string | undefined;
  readonly "server.port"?: number | undefined;
  error?: unknown;
}

/** One attempt at a transaction, from begin to its end; published on `tracing:@db:transaction:*`. */
export interface TransactionEvent extends DatabaseEvent {
  /** Counted from 1; higher when it is retried. */
  readonly attempt: number;
  outcome?: "committed" | "prepared" | "rolled-back" | "unknown";
  error?: unknown;
}

/** Something a pool did; published on `@db:pool`. */
export interface PoolEvent extends DatabaseEvent {
  readonly type: "opened" | "closed" | "open-failed" | "leak" | "leak-returned";
  readonly reason?: string | undefined;
  /** Milliseconds a leaked lease was held. */
  readonly heldFor?: number | undefined;
  /** The borrower's stack. */
  readonly stack?: string | undefined;
  readonly error?: unknown;
}

/** A warning or notice the server sent along with a result; published on `@db:notice`. */
export interface NoticeEvent extends DatabaseEvent {
  readonly message: string;
}

/** A callback of the application threw; published on `@db:hook-error`. What it was told about stands. */
export interface HookErrorEvent extends DatabaseEvent {
  readonly hook: "after-commit" | "after-rollback" | "notification";
  readonly error: unknown;
}

/**
 * The channels of this package. Subscribe with `node:diagnostics_channel` by name; with no subscriber an event costs
 * one test of a boolean.
 */
export const channels: {
  readonly operation: TracingChannel<OperationEvent, OperationEvent>;
  readonly acquire: TracingChannel<AcquireEvent, AcquireEvent>;
  readonly connect: TracingChannel<ConnectEvent, ConnectEvent>;
  readonly transaction: TracingChannel<TransactionEvent, TransactionEvent>;
  readonly pool: Channel;
  readonly notice: Channel;
  readonly hookError: Channel;
} = {
  operation: tracingChannel("@db:operation"),
  acquire: tracingChannel("@db:pool:acquire"),
  connect: tracingChannel("@db:connect"),
  transaction: tracingChannel("@db:transaction"),
  pool: channel("@db:pool"),
  notice: channel("@db:notice"),
  hookError: channel("@db:hook-error"),
};
