import { Binary, type Double, type Int32, type Long } from "bson";
import { typeOf } from "../../values/types.ts";

/** How bytes and text become each other: MongoDB's `format`. */
export type ByteFormat = "base64" | "base64url" | "utf8" | "hex" | "uuid" | "auto";

/** Whether a text is one of the formats. */
export function isByteFormat(value: string): value is ByteFormat {
  return ["base64", "base64url", "utf8", "hex", "uuid", "auto"].includes(value);
}

const uuidSubtype = 4;

/** The bytes that are stored: those of the old subtype 2 have their length before them. */
export function storedBytes(value: Binary): Buffer {
  const bytes = Buffer.from(value.value());
  if (value.sub_type !== Binary.SUBTYPE_BYTE_ARRAY) return bytes;
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The whole number that bytes are; `undefined` when there are not 1, 2, 4 or 8 of them. */
export function wholeOfBytes(value: Binary, isBig: boolean): bigint | undefined {
  const bytes = ordered(storedBytes(value), isBig);
  switch (bytes.length) {
    case 1:
      return BigInt(bytes.readInt8());
    case 2:
      return BigInt(bytes.readInt16LE());
    case 4:
      return BigInt(bytes.readInt32LE());
    case 8:
      return bytes.readBigInt64LE();
    default:
      return undefined;
  }
}

/** The double that 4 or 8 bytes are. */
export function doubleOfBytes(value: Binary, isBig: boolean): number | undefined {
  const bytes = ordered(storedBytes(value), isBig);
  return bytes.length === 8 ? bytes.readDoubleLE() : bytes.length === 4 ? bytes.readFloatLE() : undefined;
}

const ordered = (bytes: Buffer, isBig: boolean): Buffer => (isBig ? Buffer.from(bytes.toReversed()) : bytes);

/** The bytes of an int, a long or a double. */
export function bytesOfNumber(value: Int32 | Long | Double, isBig: boolean): Buffer {
  const type = typeOf(value);
  const bytes = Buffer.alloc(type === "int" ? 4 : 8);
  if (type === "int") bytes.writeInt32LE((value as Int32).value);
  else if (type === "long") bytes.writeBigInt64LE((value as Long).toBigInt());
  else bytes.writeDoubleLE((value as Double).value);
  return ordered(bytes, isBig);
}

const uuidPattern = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** The bytes that a text stands for; `undefined` when it has not the format, or the format not the subtype. */
export function bytesOfText(text: string, format: ByteFormat, subtype: number): Buffer | undefined {
  const isUuid = format === "uuid";
  if (format === "auto" || isUuid !== (subtype === uuidSubtype)) return undefined;
  if (isUuid) return uuidPattern.test(text) ? Buffer.from(text.replaceAll("-", ""), "hex") : undefined;
  switch (format) {
    case "hex":
      return /^(?:[\da-f]{2})*$/i.test(text) ? Buffer.from(text, "hex") : undefined;
    case "utf8":
      return Buffer.from(text, "utf8");
    case "base64url":
      return /^(?:[\w-]{4})*(?:[\w-]{2}(?:==)?|[\w-]{3}=?)?$/.test(text) ? Buffer.from(text, "base64url") : undefined;
    default:
      return /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text)
        ? Buffer.from(text, "base64")
        : undefined;
  }
}

/** The text of bytes; `undefined` when they have none in that format. */
export function textOfBytes(value: Binary, format: ByteFormat): string | undefined {
  const bytes = storedBytes(value);
  const isUuid = value.sub_type === uuidSubtype && bytes.length === 16;
  switch (format) {
    case "hex":
      return bytes.toString("hex").toUpperCase();
    case "base64url":
      return bytes.toString("base64url");
    case "utf8": {
      const text = bytes.toString("utf8");
      return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
    }
    case "base64":
      return bytes.toString("base64");
    default:
      if (isUuid) {
        return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
      }
      return format === "auto" ? bytes.toString("base64") : undefined;
  }
}
