import { sliceLatin1, sliceUtf8 } from "./bytes.ts";
/** Places in a payload are handed on by this cursor, where more than one thing is read. */
interface Cursor {
  readonly buffer: Buffer;
  at: number;
}

/** Reads a length-encoded integer ("Integer Types" of the protocol); one beyond the safe range is a `bigint`. */
function readInteger(cursor: Cursor): number | bigint {
  const { buffer } = cursor;
  const first = buffer[cursor.at++]!;
  if (first < 251) return first;
  const size = first === 252 ? 2 : first === 253 ? 3 : 8;
  const at = cursor.at;
  cursor.at += size;
  if (size < 8) return buffer.readUIntLE(at, size);
  const value = buffer.readBigUInt64LE(at);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** What an OK packet says. */
export interface Completion {
  readonly affectedRows: number;
  readonly insertId: number | bigint;
  readonly status: number;
  readonly warnings: number;
  /** Of the rows that an update found, those it changed; told by updates alone. */
  readonly changedRows: number | undefined;
}

/** The shortest text of an update: `Rows matched: 1  Changed: 1  Warnings: 0`. */
const shortestInfo = 40;

/** Reads an OK packet's payload. */
export function readCompletion(buffer: Buffer, start: number, end: number): Completion {
  const cursor = { buffer, at: start + 1 };
  const affectedRows = Number(readInteger(cursor));
  const insertId = readInteger(cursor);
  const status = buffer.readUInt16LE(cursor.at);
  const warnings = buffer.readUInt16LE(cursor.at + 2);
  const info = cursor.at + 4;
  const changedRows = end - info < shortestInfo ? undefined : changedIn(sliceLatin1(buffer, info, end));
  return { affectedRows, insertId, status, warnings, changedRows };
}

/** The server is never asked for another language than English; without the text nothing is told. */
function changedIn(info: string): number | undefined {
  const changed = / Changed: (\d+) /.exec(info)?.[1];
  return changed === undefined ? undefined : Number(changed);
}

/** An error packet as an error, with the fields that mysql2's own errors have. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  /** The engine's number: `1062`. */
  readonly errno: number;
  readonly sqlState: string;
  /** The server's message, which may hold values of the statement. */
  readonly sqlMessage: string;
  /** Whether it is MariaDB's, whose numbers differ; known to the session alone. */
  mariadb = false;

  constructor(errno: number, sqlState: string, message: string) {
    super(message);
    this.errno = errno;
    this.sqlState = sqlState;
    this.sqlMessage = message;
  }
}

/** Reads an error packet's payload. */
export function readError(buffer: Buffer, start: number, end: number): ServerError {
  const errno = buffer.readUInt16LE(start + 1);
  const marked = buffer[start + 3] === 0x23;
  const sqlState = marked ? sliceLatin1(buffer, start + 4, start + 9) : "HY000";
  return new ServerError(errno, sqlState, sliceUtf8(buffer, marked ? start + 9 : start + 3, end));
}

/** One column of a result as the server describes it. */
export interface ColumnDefinition {
  readonly name: string;
  /** The number of its type in the protocol. */
  readonly type: number;
  /** The number of its character set and collation; 63 is binary. */
  readonly characterSet: number;
  readonly length: number;
  readonly flags: number;
  readonly decimals: number;
  /** What MariaDB says beside the type: `json`. */
  readonly format: string | undefined;
}

/** Reads a column definition's payload ("Protocol::ColumnDefinition41"). */
export function readColumn(buffer: Buffer, start: number, extended: boolean): ColumnDefinition {
  const cursor = { buffer, at: start };
  const text = (): string => {
    const length = Number(readInteger(cursor));
    const from = cursor.at;
    cursor.at += length;
    return sliceUtf8(buffer, from, cursor.at);
  };
  // Catalogue, schema, table and the table's own name.
  for (let skipped = 0; skipped < 4; skipped++) {
    const length = Number(readInteger(cursor));
    cursor.at += length;
  }
  const name = text();
  const ownName = Number(readInteger(cursor));
  cursor.at += ownName;
  const format = extended ? readFormat(cursor) : undefined;
  const at = cursor.at + 1;
  return {
    name,
    format,
    characterSet: buffer.readUInt16LE(at),
    length: buffer.readUInt32LE(at + 2),
    type: buffer[at + 6]!,
    flags: buffer.readUInt16LE(at + 7),
    decimals: buffer[at + 9]!,
  };
}

/** MariaDB's extended metadata: pairs of a kind (0: type, 1: format) and a text. */
function readFormat(cursor: Cursor): string | undefined {
  const size = Number(readInteger(cursor));
  const end = cursor.at + size;
  let format: string | undefined;
  while (cursor.at < end) {
    const kind = cursor.buffer[cursor.at++];
    const length = Number(readInteger(cursor));
    if (kind === 1) format = sliceLatin1(cursor.buffer, cursor.at, cursor.at + length);
    cursor.at += length;
  }
  cursor.at = end;
  return format;
}
