/**
 * What of tedious' inside is used: the reading of tokens, which no public member lets us take part in, and which reads
 * decimals as floats and drops what of a time a `Date` cannot hold. Its version is pinned. Everything else goes by its
 * public interface.
 */
import type { Connection } from "tedious";
import metadataParser from "tedious/lib/metadata-parser.js";
import streamParser from "tedious/lib/token/stream-parser.js";
import tokenHelpers from "tedious/lib/token/helpers.js";
import valueParser from "tedious/lib/value-parser.js";

/** What COLMETADATA and RETURNVALUE tell of a column or a parameter. */
export interface Metadata {
  readonly userType: number;
  readonly flags: number;
  readonly type: { readonly name: string; readonly id: number };
  readonly collation: { readonly codepage?: string | undefined; toBuffer(): Buffer } | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  readonly dataLength: number | undefined;
  readonly udtInfo?: { readonly typeName: string } | undefined;
}

/** {@link Metadata} of a column. */
export interface ColumnMetadata extends Metadata {
  readonly colName: string;
}

/** What tedious' handlers take: a member named by `handlerName` is called with it. */
export interface Token {
  readonly name: string;
  readonly handlerName: string;
}

/** A token that may be longer than what has arrived: called again, with its progress kept, when there is more. */
export interface TokenReader {
  read(parser: StreamParserLike): Token;
}

/** The state of reading that token readers work on. */
export interface StreamParserLike {
  readonly options: Connection["config"]["options"];
  readonly colMetadata: ColumnMetadata[];
  readonly buffer: Buffer;
  position: number;
}

interface StreamParserInstance extends StreamParserLike {
  write(chunk: Buffer): void;
  read(): Token | undefined;
  end(): void;
  readToken(): Token | undefined;
  startTokenReader(reader: TokenReader): Token;
}

interface Read<T> {
  readonly value: T;
  readonly offset: number;
}

/** tedious' parser of tokens: chunks in, tokens out. */
export const StreamParser: new (options: StreamParserLike["options"]) => StreamParserInstance =
  streamParser as unknown as new (options: StreamParserLike["options"]) => StreamParserInstance;

/** Thrown by readers; the parser comes again when there are so many bytes. */
export const NotEnoughDataError: new (byteCount: number) => { readonly byteCount: number } =
  tokenHelpers.NotEnoughDataError;

/** Reads a value as tedious does: for the types whose values it keeps exactly. */
export const readValue = valueParser.readValue as unknown as (
  buffer: Buffer,
  offset: number,
  metadata: Metadata,
  options: StreamParserLike["options"],
) => Read<unknown>;

/** Whether a column's values come in chunks of their own. */
export const isChunked = valueParser.isPLPStream as unknown as (metadata: Metadata) => boolean | undefined;

/** Reads a value that comes in chunks. */
export const ChunkedReader = valueParser.PLPReader as unknown as new (metadata: Metadata) => {
  read(parser: StreamParserLike): Buffer | string | null;
};

/** Reads what a RETURNVALUE says of its type. */
export const readMetadata = metadataParser.readMetadata as unknown as (
  buffer: Buffer,
  offset: number,
  options: StreamParserLike["options"],
) => Read<Metadata>;
