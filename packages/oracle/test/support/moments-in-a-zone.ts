import { createRequire } from "node:module";
import { ExactMoments } from "../../src/exact-moments.ts";
import { client, type ClientConnection, type DbType } from "../../src/wire.ts";

// Run in a zone whose clocks skip an hour: writes moments by the client's own code, and reads them back, with and without ours.
interface Reader {
  parseOracleDate(bytes: Buffer, useLocalTime?: boolean, useDbTz?: boolean): unknown;
}
interface Writer {
  pos: number;
  readonly buf: Buffer;
  writeOracleDate(date: Date, type: DbType, writeLength?: boolean): void;
}
const { BaseBuffer, GrowableBuffer } = createRequire(import.meta.url)("oracledb/lib/impl/datahandlers/buffer.js") as {
  readonly BaseBuffer: new (size: number, caps: object) => Reader;
  readonly GrowableBuffer: new () => Writer;
};

const readBuf = new BaseBuffer(0, {});
const writeBuf = new GrowableBuffer();
const connection = { thin: true, _impl: { _protocol: { readBuf, writeBuf } } } as unknown as ClientConnection;
const exact = new ExactMoments(connection);

const written = (date: Date, type: DbType): Buffer => {
  writeBuf.pos = 0;
  writeBuf.writeOracleDate(date, type, false);
  return Buffer.from(writeBuf.buf.subarray(0, writeBuf.pos));
};
const roundTrip = (text: string, type: DbType): unknown => {
  const zoneless = type === client.DB_TYPE_TIMESTAMP || type === client.DB_TYPE_DATE;
  return readBuf.parseOracleDate(written(new Date(text), type), zoneless, false);
};

const texts = [
  "2024-03-31T02:30:00.123Z",
  "2024-10-27T02:30:00.000Z",
  "0001-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
];
const read = await exact.run(async () => ({
  timestamp: texts.map((text) => roundTrip(text, client.DB_TYPE_TIMESTAMP)),
  zoned: texts.map((text) => roundTrip(text, client.DB_TYPE_TIMESTAMP_TZ)),
  date: roundTrip("2024-03-31T02:30:00.000Z", client.DB_TYPE_DATE),
}));
// As it is for whoever borrows the client: a Date of its own, which in this zone is another instant.
const borrowed = readBuf.parseOracleDate(Buffer.from([120, 124, 3, 31, 3, 31, 1]), true, false);
// oxlint-disable-next-line no-console
console.log(JSON.stringify({ ...read, borrowed, zone: new Date("2024-07-01T00:00:00Z").getTimezoneOffset() }));
