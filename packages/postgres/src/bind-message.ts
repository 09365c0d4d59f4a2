/** Execute of the unnamed portal without a limit, and Sync ("54.7. Message Formats"). */
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);

/**
 * Bind to the unnamed portal, Execute and Sync as one piece of bytes: a call of a statement that the server knows is
 * one write. Texts go as text, bytes as binary; results come as text.
 * @param statement a name of ours, so ASCII.
 */
export function callMessage(statement: string, values: readonly (string | Buffer | null)[]): Buffer {
  const count = values.length;
  let binary = false;
  // Type byte, length, portal's name, statement's name, number of formats, number of values, number of result formats.
  let size = 5 + 1 + statement.length + 1 + 2 + 2 + 2;
  for (const value of values) {
    size += 4;
    if (value === null) continue;
    if (typeof value === "string") size += Buffer.byteLength(value);
    else {
      size += value.length;
      binary = true;
    }
  }
  if (binary) size += 2 * count;
  const message = Buffer.allocUnsafe(size + executeAndSync.length);
  message[0] = 0x42;
  message.writeInt32BE(size - 1, 1);
  message[5] = 0;
  let at = 6 + message.write(statement, 6, "latin1");
  message[at++] = 0;
  at = message.writeUInt16BE(binary ? count : 0, at);
  if (binary)
    for (const value of values) at = message.writeInt16BE(typeof value === "object" && value !== null ? 1 : 0, at);
  at = message.writeUInt16BE(count, at);
  for (const value of values) at = writeValue(message, value, at);
  at = message.writeInt16BE(0, at);
  executeAndSync.copy(message, at);
  return message;
}

function writeValue(message: Buffer, value: string | Buffer | null, at: number): number {
  if (value === null) return message.writeInt32BE(-1, at);
  const length = typeof value === "string" ? message.write(value, at + 4) : value.copy(message, at + 4);
  message.writeInt32BE(length, at);
  return at + 4 + length;
}

/** Bind without values to the unnamed portal and statement, and Execute. */
const bindAndExecute = Buffer.from([
  ...[0x42, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0],
]);

const known = new Map<string, Buffer>();

/**
 * Parse, Bind and Execute of words without values, to stand before another message: there are as many as ways to begin
 * a transaction, so they are kept.
 * @param text words of ours, so ASCII.
 */
export function wordsMessage(text: string): Buffer {
  let message = known.get(text);
  if (message === undefined) {
    const parse = Buffer.alloc(9 + text.length);
    parse[0] = 0x50;
    parse.writeInt32BE(parse.length - 1, 1);
    parse.write(text, 6, "latin1");
    message = Buffer.concat([parse, bindAndExecute]);
    known.set(text, message);
  }
  return message;
}
