import type { ConnectionOptions } from "node:tls";
import {
  createReadingSocket,
  databaseError,
  Interrupt,
  isTimeout,
  readCredential,
  tlsConnectionOptions,
  watchLimits,
  type CallOptions,
} from "@db/core";
import pg from "pg";
import type { ChannelBinding, ParsedPostgresOptions } from "./postgres-options.ts";
import type { WireClient, WireConnection } from "./wire.ts";

/** An open client and what its cancel requests need. */
export interface OpenClient {
  readonly client: WireClient;
  /** What the server said of itself while it let us in. */
  readonly status: ReadonlyMap<string, string>;
  readonly tls: ConnectionOptions | undefined;
}

/** Opens a connection with pg's client: TLS by mode, credentials asked when they are functions. */
export async function openClient(options: ParsedPostgresOptions, call: CallOptions): Promise<OpenClient> {
  const tls = await tlsOptions(options);
  const config = await clientConfig(options);
  const mode = options.tls?.mode ?? "prefer";
  try {
    return await connect({ ...config, ...transport(tls) }, tls, call, options.channelBinding);
  } catch (error) {
    if (mode !== "prefer" || (error as Error).message !== "The server does not support SSL connections") throw error;
    return connect({ ...config, ...transport(undefined) }, undefined, call, options.channelBinding);
  }
}

/** TLS, or a socket that needs not be wrapped. */
function transport(tls: ConnectionOptions | undefined): pg.ClientConfig {
  return tls === undefined ? { ssl: false, stream: createReadingSocket } : { ssl: tls };
}

/** Lets pg's client connect, and closes it when that fails, takes too long or is aborted. */
export async function connect(
  config: pg.ClientConfig,
  tls: ConnectionOptions | undefined,
  call: CallOptions,
  channelBinding: ChannelBinding = "disable",
): Promise<OpenClient> {
  const client = new pg.Client(config) as unknown as WireClient;
  if (tls?.host !== undefined) encryptAs(client.connection, tls.host);
  const status = new Map<string, string>();
  client.connection.on("parameterStatus", ({ parameterName, parameterValue }) =>
    status.set(parameterName, parameterValue),
  );
  // The session listens later; until then an error is told by the promise.
  client.on("error", ignore);
  const interrupt = new Interrupt();
  // Before pg's own listener, which would answer with a proof of the password.
  if (channelBinding === "require")
    client.connection.on(
      "authenticationSASL",
      ({ mechanisms }) => mechanisms.includes("SCRAM-SHA-256-PLUS") || interrupt.trip(unbound()),
    );
  const unwatch = watchLimits(call, interrupt);
  try {
    await interrupt.race(client.connect());
    return { client, status, tls };
  } catch (error) {
    client.connection.stream.destroy();
    throw isTimeout(error)
      ? databaseError({
          kind: "cannot-connect",
          engine: "postgres",
          message: "the server did not answer within connectTimeout",
        })
      : error;
  } finally {
    unwatch();
  }
}

function unbound(): Error {
  return databaseError({
    kind: "tls-failed",
    engine: "postgres",
    message: "the server does not offer channel binding, which is required",
  });
}

async function clientConfig(options: ParsedPostgresOptions): Promise<pg.ClientConfig> {
  const { username, password, parameters } = options;
  const user = await readCredential("postgres", username, "user name");
  // Of a setting that is given twice the last one counts: values are read in these styles. The order of day and month in
  // what is written stays as it was.
  const settings = [...Object.entries(parameters), ["IntervalStyle", "iso_8601"], ["DateStyle", "iso"]].map(
    ([name = "", value = ""]) => writeParameter(name, value),
  );
  const keepAlive = options.keepAlive > 0;
  return {
    // Discrete fields, never a connection string: with one, pg ignores a password it is given beside it.
    host: options.host,
    port: options.port,
    // Empty instead of absent, or pg goes looking for a password file.
    password: (await readCredential("postgres", password, "password")) ?? "",
    options: [...(options.options === undefined ? [] : [options.options]), ...settings].join(" "),
    enableChannelBinding: options.channelBinding !== "disable",
    keepAlive,
    ...(keepAlive ? { keepAliveInitialDelayMillis: options.keepAlive } : {}),
    ...(user === undefined ? {} : { user }),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  };
}

/** `-c name=value`, with blanks and backslashes escaped ("34.1.2. Parameter Key Words", options). */
function writeParameter(name: string, value: string): string {
  return `-c ${name}=${value.replace(/[\\ ]/g, "\\$&")}`;
}

async function tlsOptions({ tls, host }: ParsedPostgresOptions): Promise<ConnectionOptions | undefined> {
  const mode = tls?.mode ?? "prefer";
  // A Unix socket needs none and offers none.
  return mode === "disable" || host.startsWith("/") ? undefined : tlsConnectionOptions({ ...tls, mode }, host);
}

/** pg asks for the certificate of a host that has a name by that name, whatever its options say. */
function encryptAs(connection: WireConnection, name: string): void {
  const { upgradeToSSL } = connection;
  connection.upgradeToSSL = (_host, report) => upgradeToSSL.call(connection, name, report);
}

function ignore(): void {}
