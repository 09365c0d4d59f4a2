import { createSecureContext } from "node:tls";
import { buildConnectionString, ConfigurationError, tlsConnectionOptions } from "@db/core";
import { MongoClient, type MongoClientOptions, type TagSet } from "mongodb";
import type { ParsedMongoOptions } from "./mongo-options.ts";

/** What the client is made with. */
export interface ClientSettings {
  readonly url: string;
  readonly options: MongoClientOptions;
}

/**
 * How values are written and read: a field whose value is undefined is left out, and a regular expression of BSON, which
 * need not be one of JavaScript, stays one. The client forgets it for commands that are run as documents.
 */
export const values: Readonly<Record<"ignoreUndefined" | "bsonRegExp", true>> = {
  ignoreUndefined: true,
  bsonRegExp: true,
};

/** The client's own options for those of this package; certificates apart, which are read when it is made. */
export function clientSettings(options: ParsedMongoOptions): ClientSettings {
  return { url: urlOf(options), options: withoutUndefined({ ...behaviour(options), ...credentials(options) }) };
}

/**
 * Has the client check its options, without any I/O.
 * @throws ConfigurationError with what the client says.
 */
export function checkSettings({ url, options }: ClientSettings): void {
  try {
    void new MongoClient(url, options);
  } catch (cause) {
    throw new ConfigurationError([{ path: "", message: (cause as Error).message }], { engine: "mongo", cause });
  }
}

/** The client, which has not connected yet. Rejects with Node's error when a certificate cannot be read. */
export async function createClient(options: ParsedMongoOptions): Promise<MongoClient> {
  const { url, options: settings } = clientSettings(options);
  return new MongoClient(url, { ...settings, ...(await tlsSettings(options)) });
}

function urlOf(options: ParsedMongoOptions): string {
  const { socketPath, host = "localhost", port, hosts, srv, database } = options;
  const one = { host: socketPath ?? host, ...(port === undefined ? {} : { port }) };
  return buildConnectionString({
    engine: "mongo",
    hosts: hosts?.map((each) => ({ host: each.host, ...portOf(each.port ?? port) })) ?? [one],
    ...(srv === true ? { srv, scheme: "mongodb+srv" } : {}),
    ...(database === undefined ? {} : { database }),
    parameters: {},
  });
}

const portOf = (port: number | undefined): { port?: number } => (port === undefined ? {} : { port });

function behaviour(options: ParsedMongoOptions): Record<keyof MongoClientOptions | string, unknown> {
  const { pool, writeConcern, journal, writeConcernTimeout, tls } = options;
  return {
    appName: options.applicationName,
    minPoolSize: pool.min,
    maxPoolSize: pool.max,
    maxIdleTimeMS: pool.idleTimeout,
    waitQueueTimeoutMS: pool.acquireTimeout,
    maxConnecting: options.maxConnecting,
    connectTimeoutMS: options.connectTimeout,
    serverSelectionTimeoutMS: options.serverSelectionTimeout,
    socketTimeoutMS: options.socketTimeout,
    heartbeatFrequencyMS: options.heartbeatFrequency,
    localThresholdMS: options.localThreshold,
    keepAliveInitialDelay: options.keepAlive,
    replicaSet: options.replicaSet,
    directConnection: options.directConnection === true ? true : undefined,
    loadBalanced: options.loadBalanced === true ? true : undefined,
    readPreference: options.readPreference,
    readPreferenceTags: tagSets(options.readPreferenceTags),
    maxStalenessSeconds: options.maxStalenessSeconds,
    readConcern: options.readConcern === undefined ? undefined : { level: options.readConcern },
    writeConcern: withoutUndefined({ w: writeConcern, journal, wtimeoutMS: writeConcernTimeout }),
    retryReads: options.retryReads,
    retryWrites: options.retryWrites,
    compressors: options.compressors,
    zlibCompressionLevel: options.zlibCompressionLevel,
    srvServiceName: options.srvServiceName,
    srvMaxHosts: options.srvMaxHosts,
    serverMonitoringMode: options.serverMonitoringMode,
    tls: tls === undefined ? undefined : tls.mode !== "disable",
    ...values,
  };
}

function credentials(options: ParsedMongoOptions): Partial<MongoClientOptions> {
  const { username, password, authSource, authMechanism, authMechanismProperties } = options;
  return withoutUndefined({
    auth: username === undefined && password === undefined ? undefined : withoutUndefined({ username, password }),
    authSource,
    authMechanism,
    authMechanismProperties,
  }) as Partial<MongoClientOptions>;
}

/** `dc:ny,rack:1` of each line. An empty line is any server. */
function tagSets(tags: ParsedMongoOptions["readPreferenceTags"]): readonly TagSet[] | undefined {
  if (typeof tags !== "string") return tags;
  return tags.split("\n").map((line) =>
    Object.fromEntries(
      line
        .split(",")
        .filter((tag) => tag !== "")
        .map((tag) => tag.split(":") as [string, string]),
    ),
  );
}

async function tlsSettings({ tls }: ParsedMongoOptions): Promise<MongoClientOptions> {
  if (tls === undefined || tls.mode === "disable") return {};
  // The client's own form: certificate and key in one file.
  const both = tls.cert !== undefined && tls.key === undefined ? { ...tls, key: tls.cert } : tls;
  const node = await tlsConnectionOptions(both, tls.serverName ?? "");
  const { ca, cert, key, passphrase, minVersion, rejectUnauthorized, checkServerIdentity } = node;
  return withoutUndefined({
    // The client has no option for the oldest version.
    secureContext: createSecureContext(withoutUndefined({ ca, cert, key, passphrase, minVersion })),
    rejectUnauthorized,
    checkServerIdentity,
    servername: tls.serverName,
  }) as MongoClientOptions;
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
