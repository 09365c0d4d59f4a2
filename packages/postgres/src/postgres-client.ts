import { readFile } from "node:fs/promises";
import type { ConnectionOptions } from "node:tls";
import { abortedError, type CallOptions } from "@db/core";
import pg from "pg";
import type { ParsedPostgresOptions } from "./postgres-options.ts";
import type { WireClient } from "./wire.ts";

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
  if (mode !== "prefer") return connect({ ...config, ssl: tls ?? false }, tls, call);
  try {
    return await connect({ ...config, ssl: tls ?? false }, tls, call);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "The server does not support SSL connections") throw error;
    return connect({ ...config, ssl: false }, undefined, call);
  }
}

/** Lets pg's client connect, and closes it when that fails or is aborted. */
export async function connect(config: pg.ClientConfig, tls: ConnectionOptions | undefined, { signal }: CallOptions): Promise<OpenClient> {
  const client = new pg.Client(config) as unknown as WireClient;
  const status = new Map<string, string>();
  client.connection.on("parameterStatus", ({ parameterName, parameterValue }) => status.set(parameterName, parameterValue));
  // The session listens later; until then an error is told by the promise.
  client.on("error", ignore);
  const cut = (): void => void client.connection.stream.destroy();
  signal?.addEventListener("abort", cut, { once: true });
  try {
    signal?.throwIfAborted();
    await client.connect();
    signal?.throwIfAborted();
    return { client, status, tls };
  } catch (error) {
    cut();
    throw signal?.aborted === true ? abortedError(signal) : error;
  } finally {
    signal?.removeEventListener("abort", cut);
  }
}

async function clientConfig(options: ParsedPostgresOptions): Promise<pg.ClientConfig> {
  const { username, password, parameters } = options;
  const user = typeof username === "function" ? await username() : username;
  const keepAlive = options.keepAlive > 0;
  return {
    // Discrete fields, never a connection string: with one, pg ignores a password it is given beside it.
    host: options.host,
    port: options.port,
    // Empty instead of absent, or pg goes looking for a password file.
    password: (typeof password === "function" ? await password() : password) ?? "",
    options: Object.entries({ intervalstyle: "iso_8601", datestyle: "iso", ...parameters }).map(writeParameter).join(" "),
    keepAlive,
    ...(keepAlive ? { keepAliveInitialDelayMillis: options.keepAlive } : {}),
    ...(user === undefined ? {} : { user }),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
  };
}

/** `-c name=value`, with blanks and backslashes escaped ("34.1.2. Parameter Key Words", options). */
function writeParameter([name, value]: readonly [string, string]): string {
  return `-c ${name}=${value.replace(/[\\ ]/g, "\\$&")}`;
}

async function tlsOptions({ tls, host }: ParsedPostgresOptions): Promise<ConnectionOptions | undefined> {
  const mode = tls?.mode ?? "prefer";
  // A Unix socket needs none and offers none.
  if (mode === "disable" || host.startsWith("/")) return undefined;
  const [ca, cert, key] = await Promise.all([pem(tls?.ca), pem(tls?.cert), pem(tls?.key)]);
  const verified = mode === "verify-ca" || mode === "verify-full";
  return {
    rejectUnauthorized: verified,
    minVersion: tls?.minVersion ?? "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls?.passphrase === undefined ? {} : { passphrase: tls.passphrase }),
    ...(tls?.serverName === undefined ? {} : { servername: tls.serverName, host: tls.serverName }),
    ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** PEM text as it is, or the content of the file it names. */
async function pem(value: string | undefined): Promise<string | undefined> {
  return value === undefined || value.includes("-----BEGIN") ? value : readFile(value, "utf8");
}

function ignore(): void {}
