import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "@db/document";
import { setField, type Document } from "@db/document/engine";

/** What the reader of JSON tells of a primitive: its text as it stands, which `JSON.parse` rounds. */
interface Source {
  readonly source?: string;
}

/** A document from the text of the JSONB that {@link encodeDocument} made: every value of the type and with the digits it had. */
export function decodeDocument(text: string): Document {
  return (JSON.parse as (text: string, reviver: (key: string, value: unknown, source: Source) => unknown) => unknown)(
    text,
    revive,
  ) as Document;
}

function revive(_key: string, value: unknown, { source }: Source): unknown {
  if (typeof value === "number") return decodeNumber(source as string);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const stored = value as Document;
  for (const name of Object.keys(stored)) {
    if (!name.startsWith("$")) continue;
    if (name.startsWith("$$") || name === "$order") return renamed(stored);
    const decode = wrappers[name];
    if (decode !== undefined) return decode(stored);
  }
  return value;
}

/** A number's type by its text: a point or an exponent is a `double`'s. */
function decodeNumber(text: string): Int32 | Long | Double {
  if (/[.eE]/.test(text)) return new Double(Number(text));
  const whole = BigInt(text);
  if (whole >= -2_147_483_648n && whole <= 2_147_483_647n) return new Int32(Number(whole));
  return Long.fromBigInt(whole);
}

/** A document whose names were changed or put into another order, with the names and the order that it had. */
export function renamed(stored: Document): Document {
  const document: Document = {};
  const order = stored["$order"] as string[] | undefined;
  if (order !== undefined) {
    for (const name of order) {
      const kept = name.startsWith("$") ? `$${name}` : name;
      // Of a document that was read in part, the order names what is not there.
      if (Object.hasOwn(stored, kept)) setField(document, name, stored[kept]);
    }
    return document;
  }
  for (const name of Object.keys(stored)) setField(document, name.startsWith("$") ? name.slice(1) : name, stored[name]);
  return document;
}

const numberOf = (value: unknown): number => Number((value as Int32 | Long | Double).valueOf());

/** What objects in JSONB stand for other values, by the name that tells it. Numbers in them may be the classes or JavaScript's. */
export const wrappers: Readonly<Record<string, (stored: Document) => unknown>> = {
  $long: (stored) => Long.fromNumber(numberOf(stored["$n"])),
  $double: (stored) => new Double(Number(stored["$double"])),
  $decimal: (stored) => Decimal128.fromString(stored["$decimal"] as string),
  $date: (stored) => new Date(numberOf(stored["$date"])),
  $oid: (stored) => ObjectId.createFromHexString(stored["$oid"] as string),
  $binary: (stored) => new Binary(Buffer.from(stored["$binary"] as string, "base64"), numberOf(stored["$type"])),
  $timestamp: (stored) => new Timestamp({ t: numberOf(stored["$timestamp"]), i: numberOf(stored["$increment"]) }),
  $regex: (stored) => new BSONRegExp(stored["$regex"] as string, stored["$options"] as string),
  $code: (stored) => new Code(stored["$code"] as string, stored["$scope"] as Document | undefined),
  $symbol: (stored) => new BSONSymbol(stored["$symbol"] as string),
  $string: (stored) => JSON.parse(stored["$string"] as string) as string,
  $minKey: () => new MinKey(),
  $maxKey: () => new MaxKey(),
};
