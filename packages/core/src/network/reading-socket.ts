import type { Socket } from "node:net";

/** As much as Node itself reads at a time, in bytes. */
const size = 65_536;

type Take = (bytes: Buffer) => void;

/** Who takes the bytes of each of these sockets. */
const takers = new WeakMap<Socket, { take: Take }>();

/**
 * Makes a socket that reads into one buffer of its own, for connections without TLS (which reads past it). Node otherwise makes
 * 64 KiB of memory for each answer that comes, however short. It is not connected yet; whoever made it destroys it.
 */
export function createReadingSocket(): Socket {
  const { Socket: NodeSocket } = process.getBuiltinModule("node:net");
  const taker = { take: (bytes: Buffer): void => void socket.emit("data", Buffer.from(bytes)) };
  const socket: Socket = new NodeSocket({
    onread: {
      buffer: Buffer.allocUnsafeSlow(size),
      callback: (count, buffer) => {
        taker.take((buffer as Buffer).subarray(0, count));
        return true;
      },
    },
  });
  takers.set(socket, taker);
  return socket;
}

/**
 * Hands what comes to `take` instead of telling it as `data`. The bytes are its own for the length of the call alone: what it
 * keeps it has to copy. Gives false, and does nothing, for any other socket.
 */
export function takeBytes(socket: Socket, take: (bytes: Buffer) => void): boolean {
  const taker = takers.get(socket);
  if (taker === undefined) return false;
  taker.take = take;
  return true;
}
