import { Bytes, collation, utf8Collation } from "./tokens.ts";

/** A type on the wire: what describes it, and a value's bytes from its text. */
export interface WireType {
  readonly info: Buffer;
  encode(text: string): Buffer;
}

const chunked = (bytes: Buffer): Buffer => {
  const all = new Bytes().u64(BigInt(bytes.length));
  // In pieces, as a server sends what is long.
  for (let from = 0; from < bytes.length; from += 3000) {
    const piece = bytes.subarray(from, from + 3000);
    all.u32(piece.length).raw(piece);
  }
  return all.u32(0).bytes;
};

const short = (bytes: Buffer): Buffer => new Bytes().u8(bytes.length).raw(bytes).bytes;
const long = (bytes: Buffer): Buffer => new Bytes().u16(bytes.length).raw(bytes).bytes;
const max = 0xffff;

export const wireTypes = {
  int: (bytes: 1 | 2 | 4 | 8): WireType => ({
    info: Buffer.from([0x26, bytes]),
    encode: (text) => {
      const value = Buffer.alloc(8);
      value.writeBigInt64LE(BigInt(text));
      return short(value.subarray(0, bytes));
    },
  }),
  bit: {
    info: Buffer.from([0x68, 1]),
    encode: (text) => Buffer.from([1, /^(?:t|true|1)$/.test(text) ? 1 : 0]),
  } as WireType,
  float: (bytes: 4 | 8): WireType => ({
    info: Buffer.from([0x6d, bytes]),
    encode: (text) => {
      const value = Buffer.alloc(bytes);
      if (bytes === 4) value.writeFloatLE(Number(text));
      else value.writeDoubleLE(Number(text));
      return short(value);
    },
  }),
  decimal: (precision: number, scale: number): WireType => ({
    info: Buffer.from([0x6c, 17, precision, scale]),
    encode: (text) => {
      const [, sign, whole = "", fraction = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text)!;
      let rest = BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
      const value = Buffer.alloc(17);
      value[0] = sign === "-" ? 0 : 1;
      for (let at = 1; at < 17; at++, rest >>= 8n) value[at] = Number(rest & 0xffn);
      return short(value);
    },
  }),
  money: (bytes: 4 | 8): WireType => ({
    info: Buffer.from([0x6e, bytes]),
    encode: (text) => {
      const scaled = BigInt(text.replace(".", ""));
      const value = new Bytes();
      if (bytes === 8) value.i32(Number(scaled >> 32n));
      return short(value.u32(Number(BigInt.asUintN(32, scaled))).bytes);
    },
  }),
  uuid: {
    info: Buffer.from([0x24, 16]),
    encode: (text) => {
      const hex = text.replaceAll("-", "");
      const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
      return short(Buffer.from(order.map((at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16))));
    },
  } as WireType,
  date: { info: Buffer.from([0x28]), encode: (text) => short(days(text)) } as WireType,
  time: (scale: number): WireType => ({
    info: Buffer.from([0x29, scale]),
    encode: (text) => short(clock(text, scale)),
  }),
  datetime2: (scale: number): WireType => ({
    info: Buffer.from([0x2a, scale]),
    encode: (text) => {
      const [day = "", time = ""] = text.split(" ");
      return short(Buffer.concat([clock(time, scale), days(day)]));
    },
  }),
  /** The text is UTC with `+hh:mm` for the offset that is told along. */
  datetimeoffset: (scale: number): WireType => ({
    info: Buffer.from([0x2b, scale]),
    encode: (text) => {
      const [, day = "", time = "", hours = "0", minutes = "0"] = /^(\S+) ([\d:.]+)([+-]\d\d)(?::?(\d\d))?/.exec(text)!;
      const offset = Number(hours) * 60 + Math.sign(Number(hours)) * Number(minutes);
      return short(Buffer.concat([clock(time, scale), days(day), new Bytes().u16(offset).bytes]));
    },
  }),
  datetime: {
    info: Buffer.from([0x6f, 8]),
    encode: (text) => {
      const [day = "", time = ""] = text.split(" ");
      const [hour, minute, second] = time.split(":").map(Number) as [number, number, number];
      const ticks = Math.round((hour * 3600 + minute * 60 + second) * 300);
      return short(new Bytes().i32(dayNumber(day) - 693_595).u32(ticks).bytes);
    },
  } as WireType,
  smalldatetime: {
    info: Buffer.from([0x6f, 4]),
    encode: (text) => {
      const [day = "", time = ""] = text.split(" ");
      const [hour, minute] = time.split(":").map(Number) as [number, number];
      return short(new Bytes().u16(dayNumber(day) - 693_595).u16(hour * 60 + minute).bytes);
    },
  } as WireType,
  nvarchar: (length: number | undefined): WireType => ({
    info: new Bytes()
      .u8(0xe7)
      .u16(length === undefined ? max : length * 2)
      .raw(collation).bytes,
    encode: (text) => (length === undefined ? chunked : long)(Buffer.from(text, "utf16le")),
  }),
  nchar: (length: number): WireType => ({
    info: new Bytes()
      .u8(0xef)
      .u16(length * 2)
      .raw(collation).bytes,
    encode: (text) => long(Buffer.from(text, "utf16le")),
  }),
  /** In Windows-1252. */
  varchar: (length: number): WireType => ({
    info: new Bytes().u8(0xa7).u16(length).raw(collation).bytes,
    encode: (text) => long(Buffer.from(text, "latin1")),
  }),
  json: {
    info: new Bytes().u8(0xa7).u16(max).raw(utf8Collation).bytes,
    encode: (text) => chunked(Buffer.from(text, "utf8")),
  } as WireType,
  xml: { info: Buffer.from([0xf1, 0]), encode: (text) => chunked(Buffer.from(text, "utf16le")) } as WireType,
  varbinary: (length: number | undefined): WireType => ({
    info: new Bytes().u8(0xa5).u16(length ?? max).bytes,
    encode: (hex) => (length === undefined ? chunked : long)(Buffer.from(hex, "hex")),
  }),
  /** A type of the CLR's: `hierarchyid`, `geography`. */
  udt: (name: string): WireType => ({
    info: new Bytes().u8(0xf0).u16(max).shortText("db").shortText("sys").shortText(name).longText("assembly").bytes,
    encode: (hex) => chunked(Buffer.from(hex, "hex")),
  }),
  /** Holds a value of another type: its number, how many bytes say more of it, and those. */
  variant: (type: number, properties: Buffer, value: Buffer): WireType => ({
    info: new Bytes().u8(0x62).u32(8009).bytes,
    encode: () => {
      const body = new Bytes().u8(type, properties.length).raw(properties).raw(value).bytes;
      return new Bytes().u32(body.length).raw(body).bytes;
    },
  }),
} as const;

function dayNumber(text: string): number {
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  // Counted by the calendar's own rules, independently of the driver's.
  const before = year - 1;
  let count = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const months = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  for (let at = 0; at < month - 1; at++) count += months[at]!;
  return count + day - 1;
}

function days(text: string): Buffer {
  const value = Buffer.alloc(3);
  value.writeUIntLE(dayNumber(text), 0, 3);
  return value;
}

function clock(text: string, scale: number): Buffer {
  const [whole = "", fraction = ""] = text.split(".");
  const [hour, minute, second] = whole.split(":").map(Number) as [number, number, number];
  const units =
    (hour * 3600 + minute * 60 + second) * 10 ** scale + Number(fraction.padEnd(scale, "0").slice(0, scale) || 0);
  const value = Buffer.alloc(scale <= 2 ? 3 : scale <= 4 ? 4 : 5);
  value.writeUIntLE(units, 0, value.length);
  return value;
}

/** How null is written where no bit tells it. */
export function nullOf(info: Buffer): Buffer {
  const type = info[0]!;
  if (type === 0xf1 || type === 0xf0) return Buffer.alloc(8, 0xff);
  if (type === 0xe7 || type === 0xa7 || type === 0xa5)
    return info.readUInt16LE(1) === max ? Buffer.alloc(8, 0xff) : Buffer.from([0xff, 0xff]);
  if (type === 0xef || type === 0xad || type === 0xaf) return Buffer.from([0xff, 0xff]);
  return type === 0x62 ? Buffer.alloc(4) : Buffer.from([0]);
}
