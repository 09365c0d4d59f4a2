/** A row as the server sends it, from its number of fields on ("54.7. Message Formats", DataRow). */
export function dataRow(values: readonly (string | null)[]): Buffer {
  const parts = [Buffer.from([values.length >> 8, values.length & 255])];
  for (const value of values) {
    const bytes = value === null ? Buffer.alloc(0) : Buffer.from(value);
    const size = Buffer.alloc(4);
    size.writeInt32BE(value === null ? -1 : bytes.length);
    parts.push(size, bytes);
  }
  return Buffer.concat(parts);
}

/** A message of the server. */
export function message(type: string, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
