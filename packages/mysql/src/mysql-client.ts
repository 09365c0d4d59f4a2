import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import {
  createReadingSocket,
  databaseError,
  Interrupt,
  isTimeout,
  readCredential,
  socketErrorFacts,
  tlsConnectionOptions,
  watchLimits,
  type CallOptions,
} from "@db/core";
import mysql, { type ConnectionOptions as ClientOptions } from "mysql2";
import type { ParsedMysqlOptions } from "./mysql-options.ts";
import { tellBroken, type WireConnection } from "./wire.ts";

/**
 * Opens a connection with mysql2: TLS by mode, credentials asked when they are functions. What the server may ask of the
 * client is kept small: no session tracking, no attributes of queries, and files only where bulk inserts may send them.
 */
export async function openClient(options: ParsedMysqlOptions, call: CallOptions): Promise<WireConnection> {
  const mode = options.tls?.mode ?? "prefer";
  const plain = mode === "disable" || options.socketPath !== undefined;
  const tls = plain ? undefined : await tlsConnectionOptions({ ...options.tls, mode }, options.host);
  const username = await readCredential("mysql", options.username, "user name");
  const password = await readCredential("mysql", options.password, "password");
  const config: ClientOptions = {
    user: username ?? "",
    ...(password === undefined ? {} : { password }),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.applicationName === undefined ? {} : { connectAttributes: { program_name: options.applicationName } }),
    charset: "utf8mb4",
    // It is counted here.
    connectTimeout: 0,
    flags: [
      "-IGNORE_SPACE",
      "-ODBC",
      "-SESSION_TRACK",
      "-CLIENT_QUERY_ATTRIBUTES",
      "PS_MULTI_RESULTS",
      ...(options.loadData ? [] : ["-LOCAL_FILES"]),
    ],
    maxPreparedStatements: 100,
  };
  try {
    return await connect(options, config, tls, call);
  } catch (error) {
    if (mode !== "prefer" || (error as { code?: string }).code !== "HANDSHAKE_NO_SSL_SUPPORT") throw error;
    return connect(options, config, undefined, call);
  }
}

/** Lets mysql2 connect on a socket of ours, and closes it when that fails, takes too long or is aborted. */
async function connect(
  options: ParsedMysqlOptions,
  config: ClientOptions,
  tls: ConnectionOptions | undefined,
  call: CallOptions,
): Promise<WireConnection> {
  const socket = openSocket(options, tls === undefined);
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  try {
    const connection = mysql.createConnection({
      ...config,
      stream: () => socket,
      ...(tls === undefined ? {} : { ssl: {} }),
      enableCleartextPlugin: options.cleartextPassword && (tls !== undefined || options.socketPath !== undefined),
    } as ClientOptions) as unknown as WireConnection;
    if (tls !== undefined) connection.startTLS = (onSecure) => startTls(connection, socket, tls, onSecure);
    await interrupt.race(whenOpen(connection));
    return connection;
  } catch (error) {
    socket.destroy();
    throw isTimeout(error)
      ? databaseError({ kind: "cannot-connect", message: "the server did not answer within connectTimeout" })
      : error;
  } finally {
    unwatch();
  }
}

function openSocket({ host, port, socketPath, keepAlive }: ParsedMysqlOptions, plain: boolean): Socket {
  const { Socket: NodeSocket } = process.getBuiltinModule("node:net");
  const socket = plain ? createReadingSocket() : new NodeSocket();
  if (socketPath !== undefined) return socket.connect({ path: socketPath });
  socket.setNoDelay(true);
  if (keepAlive > 0) socket.setKeepAlive(true, keepAlive);
  return socket.connect({ host, port });
}

function whenOpen(connection: WireConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once("connect", () => resolve());
    connection.on("error", reject);
  });
}

/**
 * mysql2's own way to TLS checks an address against the name `localhost`, and knows no name but the host's. A broken
 * connection is told as that, and not as a fault of TLS.
 */
function startTls(
  connection: WireConnection,
  socket: Socket,
  tls: ConnectionOptions,
  onSecure: (error?: Error) => void,
): void {
  socket.removeAllListeners("data");
  let open = false;
  const secure = process.getBuiltinModule("node:tls").connect({ ...tls, socket }, () => {
    open = true;
    onSecure();
  });
  secure.on("error", (error: Error) => {
    if (open || socketErrorFacts(error)?.kind !== "tls-failed") tellBroken(connection, error);
    // mysql2 puts a code of its own in the place of OpenSSL's.
    else onSecure(new Error(error.message, { cause: error }));
  });
  secure.on("data", (data: Buffer) => connection.packetParser.execute(data));
  connection.stream = secure;
}
