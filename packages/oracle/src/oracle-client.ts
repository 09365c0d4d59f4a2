import { databaseError, Interrupt, isTimeout, watchLimits, type CallOptions } from "@db/core";
import { connectAttributes } from "./connect-attributes.ts";
import type { ParsedOracleOptions } from "./oracle-options.ts";
import { SocketWatch } from "./socket-watch.ts";
import { chooseMode } from "./thick-mode.ts";
import { client, type ClientConnection } from "./wire.ts";

/** A connection of the client with the sockets that it opened. */
export interface OpenedClient {
  readonly connection: ClientConnection;
  readonly sockets: SocketWatch;
}

/**
 * Opens a standalone connection: the pool is core's. Rejects with the client's error; when it takes too long or is aborted,
 * its sockets are cut, and a connection that comes about all the same is closed.
 */
export async function openClient(options: ParsedOracleOptions, call: CallOptions): Promise<OpenedClient> {
  chooseMode(options.thick);
  const left = call.deadline === undefined ? undefined : Math.max(0, call.deadline - performance.now());
  const attributes = await connectAttributes(options, left);
  const sockets = new SocketWatch();
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  const opening = sockets.run(() => client.getConnection(attributes));
  try {
    const connection = await interrupt.race(opening);
    const { socket } = sockets;
    if (options.keepAlive > 0) socket?.setKeepAlive(true, options.keepAlive);
    if (options.applicationName !== undefined) connection.module = options.applicationName;
    return { connection, sockets };
  } catch (error) {
    sockets.destroy();
    opening.then(
      (connection) => connection.close().catch(() => undefined),
      () => undefined,
    );
    throw isTimeout(error)
      ? databaseError({
          kind: "cannot-connect",
          engine: "oracle",
          message: "the server did not answer within connectTimeout",
        })
      : error;
  } finally {
    unwatch();
  }
}
