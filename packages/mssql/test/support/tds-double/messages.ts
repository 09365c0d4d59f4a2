import { SentBytes, type SentValue } from "./read-values.ts";

/** What signs in: LOGIN7. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly applicationName: string;
  readonly serverName: string;
  readonly packetSize: number;
  readonly readOnlyIntent: boolean;
  /** The token of a sign-in by one. */
  readonly accessToken: string | undefined;
  /** A first message of NTLM. */
  readonly sspi: Buffer | undefined;
}

/** TDS 2.2.6.4. */
export function readLogin(payload: Buffer): Login {
  const text = (at: number): string => {
    const offset = payload.readUInt16LE(at);
    return payload.toString("utf16le", offset, offset + payload.readUInt16LE(at + 2) * 2);
  };
  const passwordAt = payload.readUInt16LE(44);
  const hidden = payload.subarray(passwordAt, passwordAt + payload.readUInt16LE(46) * 2);
  // Each byte has its halves swapped and is turned by 0xA5.
  const password = Buffer.from(hidden.map((byte) => (((byte ^ 0xa5) << 4) & 0xf0) | ((byte ^ 0xa5) >> 4))).toString(
    "utf16le",
  );
  const sspiAt = payload.readUInt16LE(78);
  const sspiLength = payload.readUInt16LE(80);
  return {
    username: text(40),
    password,
    database: text(68),
    applicationName: text(48),
    serverName: text(52),
    packetSize: payload.readUInt32LE(8),
    readOnlyIntent: (payload[26]! & 0x20) !== 0,
    accessToken: (payload[27]! & 0x10) === 0 ? undefined : tokenIn(payload),
    sspi: sspiLength === 0 ? undefined : payload.subarray(sspiAt, sspiAt + sspiLength),
  };
}

/** Among the extensions the one of number 2: a byte of options, and the token behind its length. */
function tokenIn(payload: Buffer): string | undefined {
  let at = payload.readUInt32LE(payload.readUInt16LE(56));
  while (payload[at] !== 0xff) {
    const length = payload.readUInt32LE(at + 1);
    if (payload[at] === 0x02) {
      const tokenLength = payload.readUInt32LE(at + 6);
      return payload.toString("utf16le", at + 10, at + 10 + tokenLength);
    }
    at += 5 + length;
  }
  return undefined;
}

/** Skips ALL_HEADERS; gives the descriptor of the transaction that the request belongs to. */
function headers(bytes: SentBytes): bigint {
  const all = new SentBytes(bytes.take(bytes.u32() - 4));
  let descriptor = 0n;
  while (all.more) {
    const header = new SentBytes(all.take(all.u32() - 4));
    if (header.u16() === 2) descriptor = header.u64();
  }
  return descriptor;
}

export interface Batch {
  readonly kind: "batch";
  readonly text: string;
  readonly descriptor: bigint;
}

export function readBatch(payload: Buffer): Batch {
  const bytes = new SentBytes(payload);
  const descriptor = headers(bytes);
  return { kind: "batch", text: bytes.rest().toString("utf16le"), descriptor };
}

export interface RpcParameter extends SentValue {
  readonly name: string;
  readonly output: boolean;
  /** The rows of a table. */
  readonly rows?: readonly (readonly SentValue[])[];
}

export interface Rpc {
  readonly kind: "rpc";
  /** A name, or the number of one of the server's own: 10 is sp_executesql. */
  readonly procedure: string | number;
  readonly parameters: readonly RpcParameter[];
  readonly descriptor: bigint;
}

export function readRpc(payload: Buffer): Rpc {
  const bytes = new SentBytes(payload);
  const descriptor = headers(bytes);
  const length = bytes.u16();
  const procedure = length === 0xffff ? bytes.u16() : bytes.take(length * 2).toString("utf16le");
  bytes.u16();
  const parameters: RpcParameter[] = [];
  while (bytes.more) {
    const name = bytes.shortText().replace(/^@/, "");
    const output = (bytes.u8() & 1) !== 0;
    parameters.push({ name, output, ...readParameter(bytes) });
  }
  return { kind: "rpc", procedure, parameters, descriptor };
}

function readParameter(bytes: SentBytes): SentValue & Pick<RpcParameter, "rows"> {
  const id = bytes.u8();
  if (id !== 0xf3) return bytes.type(id)();
  // A table: its type's name, its columns, and its rows, each behind a byte 1.
  bytes.shortText();
  const schema = bytes.shortText();
  const type = `${schema}.${bytes.shortText()}`;
  const count = bytes.u16();
  if (count === 0xffff) return { type, value: null };
  const columns = Array.from({ length: count }, () => {
    bytes.u32();
    bytes.u16();
    const read = bytes.type();
    bytes.u8();
    return read;
  });
  bytes.u8();
  const rows: SentValue[][] = [];
  while (bytes.u8() === 1) rows.push(columns.map((read) => read()));
  return { type, value: null, rows };
}

export interface TransactionRequest {
  readonly kind: "transaction";
  readonly operation: "begin" | "commit" | "rollback";
  /** 0 leaves the session's. */
  readonly isolation: number;
  readonly descriptor: bigint;
}

const operations = { 5: "begin", 7: "commit", 8: "rollback" } as const;

export function readTransaction(payload: Buffer): TransactionRequest {
  const bytes = new SentBytes(payload);
  const descriptor = headers(bytes);
  const number = bytes.u16();
  const operation = operations[number as keyof typeof operations];
  if (operation === undefined) throw new Error(`the double knows no transaction request ${number}`);
  return { kind: "transaction", operation, isolation: operation === "begin" ? bytes.u8() : 0, descriptor };
}

/** The rows of a bulk load, by the columns' places. */
export function readBulk(payload: Buffer): readonly (readonly SentValue[])[] {
  const bytes = new SentBytes(payload);
  if (bytes.u8() !== 0x81) throw new Error("a bulk load begins with its columns");
  const columns = Array.from({ length: bytes.u16() }, () => {
    bytes.u32();
    bytes.u16();
    const read = bytes.type();
    bytes.shortText();
    return read;
  });
  const rows: SentValue[][] = [];
  for (let token = bytes.u8(); token === 0xd1; token = bytes.u8()) rows.push(columns.map((read) => read()));
  return rows;
}
