import type { Socket } from "node:net";
import type { Connection } from "mysql2";

/** What mysql2's connection runs: it starts by `execute`, and hears by `onResult` that the connection broke. */
export interface WireCommand {
  /** Called once, without a packet. Gives whether it is over already. */
  execute(packet: undefined, connection: WireConnection): boolean;
  onResult(error: Error): void;
}

/** Takes the bytes that come from the server. */
export interface ByteReader {
  execute(chunk: Buffer): unknown;
}

/** mysql2's connection, with the parts that commands of our own speak to. The package's version is pinned. */
export interface WireConnection extends Pick<Connection, "threadId" | "on" | "once" | "off"> {
  stream: Socket;
  /** Looked up anew for each chunk that arrives. */
  packetParser: ByteReader;
  startTLS: (onSecure: (error?: Error) => void) => void;
  readonly _handshakePacket: { readonly serverVersion: string } | null;
  readonly _mariadbExtendedMetadata: boolean;
  _command: WireCommand | null | undefined;
  readonly _commands: { shift(): WireCommand | undefined };
  addCommand(command: WireCommand): void;
  handlePacket(): void;
  _handleNetworkError(error: Error): void;
  /** Ends the socket, and takes what follows from it for the end that was meant. */
  close(): void;
}

/** The server's words of its version, from its first packet. */
export function serverVersionOf(connection: WireConnection): string {
  return connection["_handshakePacket"]?.serverVersion ?? "";
}

/** Whether column definitions carry MariaDB's extended metadata. */
export function hasExtendedMetadata(connection: WireConnection): boolean {
  return connection["_mariadbExtendedMetadata"];
}

/** Lets mysql2 begin the next command of its queue, if there is any. */
export function beginNext(connection: WireConnection): void {
  const next = connection["_commands"].shift() ?? null;
  connection["_command"] = next;
  if (next !== null) connection.handlePacket();
}

/** Tells mysql2 that the connection broke. */
export function tellBroken(connection: WireConnection, error: Error): void {
  connection["_handleNetworkError"](error);
}
