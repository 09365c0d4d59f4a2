import {
  databaseError,
  Interrupt,
  isTimeout,
  readCredential,
  tlsConnectionOptions,
  watchLimits,
  type CallOptions,
} from "@db/core";
import type { Connection, ConnectionConfiguration } from "tedious";
import { ExactConnection } from "./exact-connection.ts";
import { keepServerError, type ServerMessage } from "./mssql-errors.ts";
import type { ParsedMssqlOptions } from "./mssql-options.ts";

/** As long as a timer can wait: the time is counted here. */
const forever = 2 ** 31 - 1;

/** Opens a connection with tedious, credentials asked when they are functions, and closes it when that fails or takes too long. */
export async function openClient(options: ParsedMssqlOptions, call: CallOptions): Promise<ExactConnection> {
  const connection = new ExactConnection(await configurationOf(options), options);
  const messages: ServerMessage[] = [];
  const onMessage = (message: ServerMessage): void => void messages.push(message);
  connection.on("errorMessage", onMessage);
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  try {
    await interrupt.race(whenOpen(connection));
    connection.socket?.setKeepAlive(options.keepAlive > 0, options.keepAlive);
    return connection;
  } catch (error) {
    connection.close();
    if (isTimeout(error))
      throw databaseError({ kind: "cannot-connect", message: "the server did not answer within connectTimeout" });
    // tedious keeps the last of the server's messages without its number; the first says why.
    keepServerError(error, messages[0]);
    throw error;
  } finally {
    unwatch();
    connection.off("errorMessage", onMessage);
  }
}

function whenOpen(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    // One that fails after it was given up has nobody to tell.
    connection.on("error", () => undefined);
    connection.connect((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

async function configurationOf(options: ParsedMssqlOptions): Promise<ConnectionConfiguration> {
  const { host, port, instance, encryption, database, applicationName } = options;
  return {
    server: host,
    authentication: await authenticationOf(options),
    options: {
      ...(instance === undefined ? { port } : { instanceName: instance }),
      ...(database === undefined ? {} : { database }),
      ...(applicationName === undefined ? {} : { appName: applicationName }),
      ...(await tlsOf(options)),
      encrypt: encryption === "strict" ? "strict" : encryption === "tls",
      trustServerCertificate: options.trusting,
      abortTransactionOnError: options.xactAbort,
      multiSubnetFailover: options.multiSubnetFailover,
      readOnlyIntent: options.readOnlyIntent,
      packetSize: options.packetSize,
      // Time limits are core's, which knows whether a statement may be stopped; and so are new attempts.
      connectTimeout: forever,
      requestTimeout: 0,
      cancelTimeout: 0,
      maxRetriesOnTransientErrors: 0,
      isolationLevel: noChange,
      useUTC: true,
      tdsVersion: "7_4",
    },
  };
}

/** A transaction keeps the session's isolation level where none is asked for. */
const noChange = 0;

type ClientOptions = NonNullable<ConnectionConfiguration["options"]>;

async function tlsOf(
  options: ParsedMssqlOptions,
): Promise<Pick<ClientOptions, "serverName" | "cryptoCredentialsDetails">> {
  if (options.encryption === "none") return {};
  const { host } = options;
  const tls: Partial<NonNullable<ParsedMssqlOptions["tls"]>> = options.tls ?? {};
  const { ca, cert, key, passphrase, minVersion } = await tlsConnectionOptions({ ...tls, mode: "verify-full" }, host);
  return {
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
    cryptoCredentialsDetails: {
      ...(minVersion === undefined ? {} : { minVersion }),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
    },
  };
}

async function authenticationOf(
  options: ParsedMssqlOptions,
): Promise<NonNullable<ConnectionConfiguration["authentication"]>> {
  if (options.secret === "token") {
    const token = (await readCredential("mssql", options.password, "access token")) ?? "";
    return { type: "azure-active-directory-access-token", options: { token } };
  }
  const userName = await readCredential("mssql", options.username, "user name");
  const password = await readCredential("mssql", options.password, "password");
  const identity = {
    ...(userName === undefined ? {} : { userName }),
    ...(password === undefined ? {} : { password }),
  };
  return options.domain === undefined
    ? { type: "default", options: identity }
    : { type: "ntlm", options: { ...identity, domain: options.domain } };
}
