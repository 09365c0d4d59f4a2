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
  /** Whether column definitions carry MariaDB's extended metadata. */
  readonly _mariadbExtendedMetadata: boolean;
  _command: WireCommand | null | undefined;
  readonly _commands: { shift(): WireCommand | undefined };
  readonly config: { readonly clientFlags: number };
  addCommand(command: WireCommand): void;
  handlePacket(): void;
  _handleNetworkError(error: Error): void;
  /** Ends the socket, and takes what follows from it for the end that was meant. */
  close(): void;
}
