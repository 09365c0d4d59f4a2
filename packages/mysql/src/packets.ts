import { writeUtf8 } from "./bytes.ts";
import type { Socket } from "node:net";

/** The commands that sessions send ("Command Phase" of MySQL's client/server protocol). */
export const commands = {
  quit: 0x01,
  query: 0x03,
  ping: 0x0e,
  prepare: 0x16,
  execute: 0x17,
  closeStatement: 0x19,
  resetConnection: 0x1f,
} as const;

/** Flags of the status that comes with every answer but an error. */
export const statusFlags = {
  inTransaction: 0x0001,
  moreResults: 0x0008,
  noBackslashEscapes: 0x0200,
  outParameters: 0x1000,
} as const;

/** The longest payload of one packet; a longer one goes on in the next. */
export const longestPacket = 0xffffff;

/** A packet whose payload is one byte. */
export function shortPacket(command: number): Buffer {
  return Buffer.from([1, 0, 0, 0, command]);
}

/** A packet whose payload is a command and text. */
export function textPacket(command: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const packet = Buffer.allocUnsafe(length + 5);
  packet[4] = command;
  writeUtf8(packet, text, 5, length);
  return packet;
}

/** A packet that drops a prepared statement on the server, which does not answer. */
export function closePacket(statement: number): Buffer {
  const packet = Buffer.from([5, 0, 0, 0, commands.closeStatement, 0, 0, 0, 0]);
  packet.writeUInt32LE(statement, 5);
  return packet;
}

/** Writes a payload that has room for its head of four bytes before it; a long one in several packets. */
export function writePacket(stream: Socket, packet: Buffer, sequence = 0): void {
  const length = packet.length - 4;
  if (length < longestPacket) {
    packet[0] = length;
    packet[1] = length >> 8;
    packet[2] = length >> 16;
    packet[3] = sequence;
    stream.write(packet);
    return;
  }
  stream.cork();
  for (let at = 4, number = sequence; ; at += longestPacket, number++) {
    const part = packet.subarray(at, at + longestPacket);
    stream.write(Buffer.from([part.length, part.length >> 8, part.length >> 16, number]));
    stream.write(part);
    if (part.length < longestPacket) break;
  }
  stream.uncork();
}
