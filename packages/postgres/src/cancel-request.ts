import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";

/** Where a cancel request goes and whose statement it stops. */
export interface CancelTarget {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secretKey: number;
  /** Set when the session itself is encrypted. */
  readonly tls: ConnectionOptions | undefined;
}

/** How long the request may take, in milliseconds; core cuts the connection when it takes longer. */
const patience = 5000;

/**
 * Sends a cancel request on a connection of its own ("54.2.7. Canceling Requests in Progress"). The server sends the
 * signal before it closes that connection, so once this resolves no later statement can be hit.
 */
export function sendCancelRequest(target: CancelTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = target.host.startsWith("/")
      ? { path: `${target.host}/.s.PGSQL.${target.port}` }
      : { host: target.host, port: target.port };
    const socket = process.getBuiltinModule("node:net").connect(path);
    socket.setTimeout(patience, () => socket.destroy(new Error("the cancel request was not answered")));
    socket.once("error", reject);
    socket.once("close", () => resolve());
    socket.once("connect", () => {
      if (target.tls === undefined) socket.end(cancelMessage(target));
      else encrypt(socket, target, reject);
    });
  });
}

function encrypt(socket: Socket, target: CancelTarget, reject: (error: Error) => void): void {
  const request = Buffer.alloc(8);
  request.writeInt32BE(8, 0);
  request.writeInt32BE(80877103, 4);
  socket.write(request);
  socket.once("data", (answer) => {
    if (answer[0] !== 0x53) {
      socket.destroy(new Error("the server does not offer TLS"));
      return;
    }
    const { connect } = process.getBuiltinModule("node:tls");
    const secure = connect({ ...target.tls, socket, host: target.tls?.host ?? target.host }, () =>
      secure.end(cancelMessage(target)),
    );
    secure.once("error", reject);
    secure.resume();
  });
}

function cancelMessage({ processId, secretKey }: CancelTarget): Buffer {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  return message;
}
