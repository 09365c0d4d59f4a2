/** A value of the client's: the type it came as, and itself as text; bytes are hexadecimal. */
export interface SentValue {
  readonly type: string;
  readonly value: string | null;
}

/** Reads what the client sends: types and values, byte by byte. */
export class SentBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u16(): number {
    return this.take(2).readUInt16LE();
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  u64(): bigint {
    return this.take(8).readBigUInt64LE();
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error("the client's message ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  shortText(): string {
    return this.take(this.u8() * 2).toString("utf16le");
  }

  longText(): string {
    return this.take(this.u16() * 2).toString("utf16le");
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at);
  }

  /** TYPE_INFO; gives how a value of it is read. */
  type(id: number = this.u8()): () => SentValue {
    switch (id) {
      case 0x26:
        return this.#ofLength(
          () => "int",
          (value) => String(integer(value)),
          this.u8(),
        );
      case 0x68:
        return this.#ofLength(
          () => "bit",
          (value) => (value[0] === 0 ? "0" : "1"),
          this.u8(),
        );
      case 0x6d:
        return this.#ofLength(
          () => "float",
          (value) => String(value.length === 4 ? value.readFloatLE() : value.readDoubleLE()),
          this.u8(),
        );
      case 0x6e:
        return this.#ofLength(() => "money", money, this.u8());
      case 0x24:
        return this.#ofLength(() => "uniqueidentifier", uuid, this.u8());
      case 0x28:
        return this.#ofLength(
          () => "date",
          (value) => day(value.readUIntLE(0, 3)),
        );
      case 0x29:
      case 0x2a:
      case 0x2b: {
        const scale = this.u8();
        const name = { 0x29: "time", 0x2a: "datetime2", 0x2b: "datetimeoffset" }[id];
        return this.#ofLength(
          () => name,
          (value) => moment(value, id, scale),
        );
      }
      case 0x6f:
        return this.#ofLength(() => "datetime", legacy, this.u8());
      case 0x6a:
      case 0x6c: {
        const [, , scale] = this.take(3);
        return this.#ofLength(
          () => "decimal",
          (value) => decimal(value, scale!),
        );
      }
      case 0xe7:
      case 0xef: {
        const length = this.u16();
        this.take(5);
        return this.#text("nvarchar", length, "utf16le");
      }
      case 0xa7:
      case 0xaf: {
        const length = this.u16();
        this.take(5);
        return this.#text("varchar", length, "utf8");
      }
      case 0xa5:
      case 0xad:
        return this.#text("varbinary", this.u16(), "hex");
      default:
        throw new Error(`the double reads no type 0x${id.toString(16)}`);
    }
  }

  #ofLength(name: () => string, read: (value: Buffer) => string, _declared?: number): () => SentValue {
    return () => {
      const length = this.u8();
      return { type: name(), value: length === 0 ? null : read(this.take(length)) };
    };
  }

  #text(type: string, length: number, encoding: "utf16le" | "utf8" | "hex"): () => SentValue {
    return () => {
      const bytes = length === 0xffff ? this.#chunks() : this.#long();
      return { type, value: bytes?.toString(encoding) ?? null };
    };
  }

  #long(): Buffer | undefined {
    const length = this.u16();
    return length === 0xffff ? undefined : this.take(length);
  }

  #chunks(): Buffer | undefined {
    if (this.u64() === 0xffff_ffff_ffff_ffffn) return undefined;
    const parts: Buffer[] = [];
    for (let length = this.u32(); length > 0; length = this.u32()) parts.push(this.take(length));
    return Buffer.concat(parts);
  }
}

function integer(value: Buffer): bigint {
  if (value.length === 1) return BigInt(value[0]!);
  return value.length === 8 ? value.readBigInt64LE() : BigInt(value.readIntLE(0, value.length));
}

function scaledText(scaled: bigint, scale: number): string {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return scaled < 0n ? `-${text}` : text;
}

function money(value: Buffer): string {
  const scaled =
    value.length === 4
      ? BigInt(value.readInt32LE())
      : (BigInt(value.readInt32LE()) << 32n) | BigInt(value.readUInt32LE(4));
  return scaledText(scaled, 4);
}

function decimal(value: Buffer, scale: number): string {
  let magnitude = 0n;
  for (let at = value.length - 1; at > 0; at--) magnitude = magnitude * 256n + BigInt(value[at]!);
  return scaledText(value[0] === 0 ? -magnitude : magnitude, scale);
}

function uuid(value: Buffer): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((at) => value[at]!.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function day(number: number): string {
  return new Date(Date.parse("0001-01-01T00:00:00Z") + number * 86_400_000).toISOString().slice(0, 10);
}

function moment(value: Buffer, id: number, scale: number): string {
  const timeLength = value.length - (id === 0x29 ? 0 : id === 0x2a ? 3 : 5);
  const units = value.readUIntLE(0, timeLength);
  const seconds = Math.floor(units / 10 ** scale);
  const fraction = String(units % 10 ** scale).padStart(scale, "0");
  const clock = `${new Date(seconds * 1000).toISOString().slice(11, 19)}${scale === 0 ? "" : `.${fraction}`}`;
  if (id === 0x29) return clock;
  // What has an offset is in UTC on the wire.
  return `${day(value.readUIntLE(timeLength, 3))} ${clock}${id === 0x2b ? "+00" : ""}`;
}

function legacy(value: Buffer): string {
  const small = value.length === 4;
  const days = (small ? value.readUInt16LE() : value.readInt32LE()) + 693_595;
  const milliseconds = small ? value.readUInt16LE(2) * 60_000 : Math.round((value.readUInt32LE(4) * 10) / 3);
  return `${day(days)} ${new Date(milliseconds).toISOString().slice(11, 23)}`;
}
