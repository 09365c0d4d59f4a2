import type { Row } from "@db/core";
import { decoderOf, type Decoder } from "./value-decoders.ts";
import type { Reading } from "./exact-connection.ts";
import {
  NotEnoughDataError,
  readMetadata,
  type ColumnMetadata,
  type Metadata,
  type StreamParserLike,
  type Token,
  type TokenReader,
} from "./tedious-parts.ts";

/** A row as the `row` event gives it: by column name. */
interface RowToken extends Token {
  readonly columns: Row;
}

/** How each column of a result is read, found out once for all its rows. */
const decoders = new WeakMap<readonly ColumnMetadata[], readonly Decoder[]>();

function decodersOf(columns: readonly ColumnMetadata[], reading: Reading): readonly Decoder[] {
  let known = decoders.get(columns);
  if (known === undefined) decoders.set(columns, (known = columns.map((column) => decoderOf(column, reading))));
  return known;
}

/** Reads ROW and NBCROW, where a bit for each column says whether it is null. */
export class RowReader implements TokenReader {
  readonly #compressed: boolean;
  readonly #reading: Reading;
  readonly #row: Row = {};
  #nulls: Buffer | undefined;
  #index = 0;
  /** The column's reader, while a value that comes in chunks is not there in full. */
  #pending: ReturnType<Decoder> | undefined;

  constructor(compressed: boolean, reading: Reading) {
    this.#compressed = compressed;
    this.#reading = reading;
  }

  read(parser: StreamParserLike): RowToken {
    const columns = parser.colMetadata;
    if (this.#compressed && this.#nulls === undefined) this.#nulls = take(parser, Math.ceil(columns.length / 8));
    const known = decodersOf(columns, this.#reading);
    for (; this.#index < columns.length; this.#index++) {
      const index = this.#index;
      const isNull = this.#nulls !== undefined && (this.#nulls[index >> 3]! & (1 << (index & 7))) !== 0;
      const read = (this.#pending ??= known[index]!());
      const value = isNull ? null : read(parser);
      this.#pending = undefined;
      put(this.#row, columns[index]!.colName, value);
    }
    return { name: "ROW", handlerName: "onRow", columns: this.#row };
  }
}

/** A column may be called `__proto__`. */
function put(row: Row, name: string, value: unknown): void {
  if (name !== "__proto__") row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true });
}

function take(parser: StreamParserLike, length: number): Buffer {
  const { buffer, position } = parser;
  if (buffer.length < position + length) throw new NotEnoughDataError(position + length);
  parser.position = position + length;
  return buffer.subarray(position, position + length);
}

/** An output of a procedure, as the `returnValue` event gives it. */
interface ReturnValueToken extends Token {
  readonly paramOrdinal: number;
  readonly paramName: string;
  readonly metadata: Metadata;
  readonly value: unknown;
}

/** Reads RETURNVALUE. */
export class ReturnValueReader implements TokenReader {
  readonly #reading: Reading;
  #header: Omit<ReturnValueToken, "value"> | undefined;
  #read: ReturnType<Decoder> | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  read(parser: StreamParserLike): ReturnValueToken {
    this.#header ??= readHeader(parser);
    this.#read ??= decoderOf(this.#header.metadata, this.#reading)();
    return { ...this.#header, value: this.#read(parser) };
  }
}

/** The place, the name, a byte of status, and the type. */
function readHeader(parser: StreamParserLike): Omit<ReturnValueToken, "value"> {
  const { buffer, position } = parser;
  if (buffer.length < position + 3) throw new NotEnoughDataError(position + 3);
  const nameAt = position + 3;
  const nameEnd = nameAt + buffer[position + 2]! * 2;
  if (buffer.length < nameEnd + 1) throw new NotEnoughDataError(nameEnd + 1);
  const { value: metadata, offset } = readMetadata(buffer, nameEnd + 1, parser.options);
  parser.position = offset;
  return {
    name: "RETURNVALUE",
    handlerName: "onReturnValue",
    paramOrdinal: buffer.readUInt16LE(position),
    paramName: buffer.toString("utf16le", nameAt, nameEnd).replace(/^@/, ""),
    metadata,
  };
}
