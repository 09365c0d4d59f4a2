import {
  ConfigurationError,
  expandUrl,
  parseFields,
  type ConfigurationProblem,
  type Duration,
  type HostOptions,
  type ParsedTlsOptions,
  type RetrySettings,
  type ParsedRetrySettings,
  type TlsMode,
  type TlsOptions,
} from "@db/core";
import { optionProblems } from "./option-problems.ts";
import { mongoFields } from "./mongo-fields.ts";

/** The limits of the client's pools; each server has one. */
export interface MongoPoolOptions {
  /** Connections kept open even when nothing is asked of them. Default: 0. */
  readonly min?: number | undefined;
  /** The most connections open to one server at a time. Default: 100. */
  readonly max?: number | undefined;
  /** A connection idle for longer is closed, down to `min`; 0 is off. Default: 1 min. */
  readonly idleTimeout?: Duration | undefined;
  /** How long a call waits for a connection; 0 is off. Default: 10 s. */
  readonly acquireTimeout?: Duration | undefined;
}

/** Options of a MongoDB database. What the client calls otherwise is read under its name too (`appName`). */
export interface MongoOptions {
  /** What events call the database. Default: `main`. */
  readonly name?: string | undefined;
  /** `mongodb://` or `mongodb+srv://`. What is said beside it in keys of its own wins over what it says. */
  readonly url?: string | undefined;
  /** Default: `localhost`. */
  readonly host?: string | undefined;
  /** Default: 27017. */
  readonly port?: number | undefined;
  /** Several servers of one replica set or cluster; instead of `host`. */
  readonly hosts?: readonly HostOptions[] | undefined;
  /** Whether `host` is a name whose DNS service records tell the servers (`mongodb+srv`). */
  readonly srv?: boolean | undefined;
  /** A Unix socket's file instead of `host`. */
  readonly socketPath?: string | undefined;
  /** Default: `test`. */
  readonly database?: string | undefined;
  readonly username?: string | undefined;
  /** Never printed. */
  readonly password?: string | undefined;
  /** The database that knows the user. Default: `database`, else `admin`. */
  readonly authSource?: string | undefined;
  /** Default: what the server offers of SCRAM. */
  readonly authMechanism?: MongoAuthMechanism | undefined;
  /** What the mechanism wants to know; `OIDC_CALLBACK` gives a token for each new connection. */
  readonly authMechanismProperties?: Readonly<Record<string, unknown>> | string | undefined;
  /** `true` is `verify-full`, `false` is `disable`, a word is the mode. Default: off, but on with `srv`. */
  readonly tls?: TlsOptions | TlsMode | boolean | undefined;
  /** What the server's log calls the client. */
  readonly applicationName?: string | undefined;
  /** How long a connection is quiet before TCP asks whether the peer is there. Default: 30 s. */
  readonly keepAlive?: Duration | undefined;
  readonly pool?: MongoPoolOptions | undefined;
  /** Connections being opened to one server at a time. Default: 2. */
  readonly maxConnecting?: number | undefined;
  /** The time limit of each call that has none of its own; 0 is off. Default: off. */
  readonly timeout?: Duration | undefined;
  /** The time limit of opening one connection. Default: 10 s. */
  readonly connectTimeout?: Duration | undefined;
  /** How long a call waits for a server that will do: an election takes some seconds. Default: 30 s. */
  readonly serverSelectionTimeout?: Duration | undefined;
  /** How long a connection may be silent in the middle of a call; 0 is off. Default: off. */
  readonly socketTimeout?: Duration | undefined;
  /** The interval at which servers are asked how they are. Default: 10 s. */
  readonly heartbeatFrequency?: Duration | undefined;
  /** How much further away than the nearest a server may be and still be chosen. Default: 15 ms. */
  readonly localThreshold?: Duration | undefined;
  readonly replicaSet?: string | undefined;
  /** Whether to speak with `host` alone, whatever replica set it is of. Default: false. */
  readonly directConnection?: boolean | undefined;
  /** Whether the host is a load balancer before several `mongos`. Default: false. */
  readonly loadBalanced?: boolean | undefined;
  /** Which servers reads go to. Default: `primary`. */
  readonly readPreference?: MongoReadPreference | undefined;
  /** Tags of the servers that reads may go to, in order of preference; in text `dc:ny,rack:1`, a line each. */
  readonly readPreferenceTags?: readonly Readonly<Record<string, string>>[] | string | undefined;
  /** How many seconds a secondary may lag behind and still be read from; at least 90. */
  readonly maxStalenessSeconds?: number | undefined;
  /** How certain reads are to stay true. Default: the server's. */
  readonly readConcern?: MongoReadConcern | undefined;
  /** How many servers have a write before it counts as done, or `majority`. Default: the server's. */
  readonly writeConcern?: number | string | undefined;
  /** Whether a write counts as done only when it is in the journal. Default: the server's. */
  readonly journal?: boolean | undefined;
  /** How long the server waits for the others that `writeConcern` asks for. Default: without end. */
  readonly writeConcernTimeout?: Duration | undefined;
  /** Whether the client repeats a read once after a lost connection or an election. Default: true. */
  readonly retryReads?: boolean | undefined;
  /** Whether the client repeats a write once so; the server knows the repetition and does it once. Default: true. */
  readonly retryWrites?: boolean | undefined;
  /** Compression to offer the server, in order of preference. `snappy` and `zstd` need packages of their own. */
  readonly compressors?: readonly MongoCompressor[] | undefined;
  readonly zlibCompressionLevel?: number | undefined;
  /** The name of the service in DNS. Default: `mongodb`. */
  readonly srvServiceName?: string | undefined;
  /** How many of the servers that DNS tells to use; 0 is all. Default: 0. */
  readonly srvMaxHosts?: number | undefined;
  readonly serverMonitoringMode?: "auto" | "poll" | "stream" | undefined;
  /** How whole transactions are repeated after a failure that allows it. Default: never. */
  readonly retry?: RetrySettings | undefined;
}

/** The client's ways of signing in. */
export type MongoAuthMechanism =
  | "SCRAM-SHA-1"
  | "SCRAM-SHA-256"
  | "PLAIN"
  | "GSSAPI"
  | "MONGODB-X509"
  | "MONGODB-AWS"
  | "MONGODB-OIDC";
/** MongoDB's read preferences (https://www.mongodb.com/docs/manual/core/read-preference). */
export type MongoReadPreference = "primary" | "primaryPreferred" | "secondary" | "secondaryPreferred" | "nearest";
/** MongoDB's read concerns (https://www.mongodb.com/docs/manual/reference/read-concern). */
export type MongoReadConcern = "local" | "available" | "majority" | "linearizable" | "snapshot";
/** What the client can compress with. */
export type MongoCompressor = "none" | "zlib" | "snappy" | "zstd";

/** {@link MongoOptions} after parsing: durations are milliseconds, `tls` is in full. */
export type ParsedMongoOptions = Omit<
  MongoOptions,
  "url" | "name" | "database" | "hosts" | "tls" | "pool" | "retry" | ParsedDuration
> &
  Readonly<Record<"connectTimeout" | "serverSelectionTimeout" | "keepAlive" | "timeout", number>> &
  Readonly<
    Partial<Record<"socketTimeout" | "heartbeatFrequency" | "localThreshold" | "writeConcernTimeout", number>>
  > & {
    readonly name: string;
    readonly database: string | undefined;
    readonly hosts?: readonly HostOptions[] | undefined;
    readonly tls?: ParsedTlsOptions | undefined;
    readonly pool: Readonly<Record<keyof MongoPoolOptions, number>>;
    readonly retry: ParsedRetrySettings;
  };

type ParsedDuration =
  | "keepAlive"
  | "timeout"
  | "connectTimeout"
  | "serverSelectionTimeout"
  | "socketTimeout"
  | "heartbeatFrequency"
  | "localThreshold"
  | "writeConcernTimeout";

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parseMongoOptions(input: unknown): ParsedMongoOptions {
  const given = expandUrl((input ?? {}) as Record<string, unknown>, "mongo", mongoFields);
  const options = parseFields<ParsedMongoOptions>(mongoFields, given);
  const problems: readonly ConfigurationProblem[] = optionProblems(options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return options;
}
