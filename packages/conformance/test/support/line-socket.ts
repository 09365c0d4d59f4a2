import type { Socket } from "node:net";

/** Messages over a socket, one JSON text a line. */
export function sendLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Hands over each message that arrives. */
export function onLine(socket: Socket, handle: (message: Record<string, unknown>) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) handle(JSON.parse(line) as Record<string, unknown>);
  });
}
