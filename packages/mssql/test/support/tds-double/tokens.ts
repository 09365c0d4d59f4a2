/** Bytes in the order they are added: little-endian, as TDS wants them. */
export class Bytes {
  readonly #parts: Buffer[] = [];

  u8(...values: readonly number[]): this {
    this.#parts.push(Buffer.from(values));
    return this;
  }

  u16(value: number): this {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value & 0xffff);
    return this.raw(bytes);
  }

  i32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return this.raw(bytes);
  }

  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.raw(bytes);
  }

  u64(value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    return this.raw(bytes);
  }

  raw(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  /** Text with its length in characters as one byte. */
  shortText(text: string): this {
    return this.u8(text.length).raw(Buffer.from(text, "utf16le"));
  }

  /** Text with its length in characters as two bytes. */
  longText(text: string): this {
    return this.u16(text.length).raw(Buffer.from(text, "utf16le"));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const withLength = (token: number, body: Buffer): Buffer => new Bytes().u8(token).u16(body.length).raw(body).bytes;

/** What ENVCHANGE tells of: TDS 2.2.7.9. */
export const changes = {
  database: 1,
  language: 2,
  packetSize: 4,
  collation: 7,
  begin: 8,
  commit: 9,
  rollback: 10,
  routing: 20,
  reset: 18,
} as const;

export function textChange(kind: number, now: string, before = ""): Buffer {
  return withLength(0xe3, new Bytes().u8(kind).shortText(now).shortText(before).bytes);
}

/** A change told in bytes: a transaction's descriptor, a collation. */
export function bytesChange(kind: number, now: Buffer, before: Buffer = Buffer.alloc(0)): Buffer {
  return withLength(0xe3, new Bytes().u8(kind, now.length).raw(now).u8(before.length).raw(before).bytes);
}

export const collation: Buffer = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
/** Latin1_General_100_BIN2_UTF8. */
export const utf8Collation: Buffer = Buffer.from([0x09, 0x04, 0x00, 0x26, 0x00]);

export function loginAck(): Buffer {
  const body = new Bytes().u8(1).u8(0x74, 0, 0, 4).shortText("Microsoft SQL Server").u8(16, 0, 0x03, 0xe8).bytes;
  return withLength(0xad, body);
}

/** The acknowledgement of a sign-in by token: feature 2, no data. */
export function tokenAck(): Buffer {
  return new Bytes().u8(0xae).u8(0x02).u32(0).u8(0xff).bytes;
}

/** A message of the server's, an error or not. */
export interface Fault {
  readonly number: number;
  readonly state?: number;
  readonly class: number;
  readonly message: string;
}

export function errorToken({ number, state = 1, class: severity, message }: Fault): Buffer {
  return messageToken(0xaa, number, state, severity, message);
}

export function infoToken(number: number, severity: number, message: string): Buffer {
  return messageToken(0xab, number, 1, severity, message);
}

function messageToken(token: number, number: number, state: number, severity: number, message: string): Buffer {
  const body = new Bytes().i32(number).u8(state, severity).longText(message).shortText("double").shortText("").i32(1);
  return withLength(token, body.bytes);
}

const doneFlags = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 } as const;

/** The end of a statement (DONE), or of one inside a procedure (DONEINPROC), or of a procedure (DONEPROC). */
export function done(
  kind: "statement" | "inside" | "procedure",
  { count, more = false, error = false, attention = false }: DoneFlags = {},
): Buffer {
  const flags =
    (more ? doneFlags.more : 0) |
    (error ? doneFlags.error : 0) |
    (count === undefined ? 0 : doneFlags.count) |
    (attention ? doneFlags.attention : 0);
  const token = { statement: 0xfd, procedure: 0xfe, inside: 0xff }[kind];
  return new Bytes()
    .u8(token)
    .u16(flags)
    .u16(0)
    .u64(BigInt(count ?? 0)).bytes;
}

export interface DoneFlags {
  readonly count?: number | undefined;
  readonly more?: boolean;
  readonly error?: boolean;
  readonly attention?: boolean;
}

export function returnStatus(value: number): Buffer {
  return new Bytes().u8(0x79).i32(value).bytes;
}

/** A column: its name and TYPE_INFO. */
export interface WireColumn {
  readonly name: string;
  readonly info: Buffer;
}

export function columnMetadata(columns: readonly WireColumn[]): Buffer {
  const body = new Bytes().u8(0x81).u16(columns.length);
  for (const { name, info } of columns) body.u32(0).u16(0x0009).raw(info).shortText(name);
  return body.bytes;
}

export function returnValue(ordinal: number, name: string, info: Buffer, value: Buffer): Buffer {
  return new Bytes().u8(0xac).u16(ordinal).shortText(`@${name}`).u8(1).u32(0).u16(0x0009).raw(info).raw(value).bytes;
}

/** A row; with nulls, one that tells them by bits and leaves their values out. */
export function row(cells: readonly (Buffer | undefined)[]): Buffer {
  const values = new Bytes();
  if (cells.every((cell) => cell !== undefined)) {
    values.u8(0xd1);
  } else {
    const bits = Buffer.alloc(Math.ceil(cells.length / 8));
    for (const [index, cell] of cells.entries()) if (cell === undefined) bits[index >> 3]! |= 1 << (index & 7);
    values.u8(0xd2).raw(bits);
  }
  for (const cell of cells) if (cell !== undefined) values.raw(cell);
  return values.bytes;
}
