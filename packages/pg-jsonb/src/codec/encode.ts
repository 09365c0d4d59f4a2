import type {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
} from "@db/document";
import {
  compareDecimals,
  documentError,
  exactDecimalOfDouble,
  formatDecimal,
  parseDecimal,
  readDecimal,
  typeOf,
  type Decimal,
  type BsonType,
  type Document,
} from "@db/document/engine";

/**
 * How BSON lies in JSONB: strings, booleans, null, arrays and documents as themselves; an `int`, a `long` beyond 32 bits
 * and a `double` as JSON numbers (a `double` has a point: `2.0`; JSONB keeps it). Everything else is an object of names
 * that begin with one `$`, and a field whose name begins with `$` has one more. A number in an object has its value under
 * `$n` as well, so that an index finds it.
 */
const encoders: Readonly<Partial<Record<BsonType, (value: never) => string>>> = {
  null: () => "null",
  bool: (value: boolean) => String(value),
  string: encodeString,
  int: (value: Int32) => String(value.value),
  long: encodeLong,
  double: (value: Double) => encodeDouble(value.value),
  decimal: encodeDecimal,
  object: encodeDocument,
  array: (value: readonly unknown[]) => `[${value.map(encodeValue).join()}]`,
  date: encodeDate,
  objectId: (value: ObjectId) => `{"$oid":"${value.toHexString()}"}`,
  binData: (value: Binary) =>
    `{"$binary":"${Buffer.from(value.value()).toString("base64")}","$type":${value.sub_type}}`,
  // Two fields and no array: an array contains another with the same items in any order.
  timestamp: (value: Timestamp) =>
    `{"$timestamp":${value.getHighBitsUnsigned()},"$increment":${value.getLowBitsUnsigned()}}`,
  regex: (value: BSONRegExp) =>
    `{"$regex":${JSON.stringify(value.pattern)},"$options":${JSON.stringify(value.options)}}`,
  javascript: (value: Code) => `{"$code":${encodeText(String(value.code))}}`,
  javascriptWithScope: (value: Code) =>
    `{"$code":${encodeText(String(value.code))},"$scope":${encodeDocument(value.scope ?? {})}}`,
  symbol: (value: BSONSymbol) => `{"$symbol":${encodeText(value.value)}}`,
  minKey: () => `{"$minKey":1}`,
  maxKey: () => `{"$maxKey":1}`,
};

/** A value as JSON text for a `jsonb` parameter. Throws kind `unsupported` for types that BSON has given up (DBPointer). */
export function encodeValue(value: unknown): string {
  const type = typeOf(value);
  const encode = encoders[type];
  if (encode === undefined) throw documentError(238, `a value of type ${type} cannot be stored`);
  return encode(value as never);
}

/** A document as JSON text. `$order` holds the names where JSONB would change their order (by length, then bytes). */
export function encodeDocument(document: Document): string {
  const names = Object.keys(document);
  const fields = names.map((name) => `${encodeName(name)}:${encodeValue(document[name])}`);
  if (!keepsOrder(names)) fields.push(`"$order":${JSON.stringify(names)}`);
  return `{${fields.join()}}`;
}

/** A field's name as a JSON string: one that begins with `$` has one more. */
export function encodeName(name: string): string {
  return JSON.stringify(name.startsWith("$") ? `$${name}` : name);
}

/** Whether JSONB would keep names in this order: shorter ones first, equally long ones by their bytes. */
export function keepsOrder(names: readonly string[]): boolean {
  for (let n = 1; n < names.length; n++) {
    if (compareNames(storedName(names[n - 1] as string), storedName(names[n] as string)) >= 0) return false;
  }
  return true;
}

function storedName(name: string): Buffer {
  return Buffer.from(name.startsWith("$") ? `$${name}` : name);
}

const compareNames = (left: Buffer, right: Buffer): number => left.length - right.length || Buffer.compare(left, right);

function encodeString(value: string): string {
  // JSONB holds no NUL: such a string stands as the text of its JSON, where NUL is six letters.
  return value.includes("\u0000") ? `{"$string":${JSON.stringify(JSON.stringify(value))}}` : JSON.stringify(value);
}

/** A text that stands in a wrapper, and not in another. */
function encodeText(text: string): string {
  if (text.includes("\u0000")) throw documentError(238, "code or a symbol with a null character cannot be stored");
  return JSON.stringify(text);
}

function encodeDate(value: Date): string {
  if (Number.isNaN(value.getTime())) throw documentError(238, "a date that JavaScript has not cannot be stored");
  return `{"$date":${value.getTime()}}`;
}

function encodeLong(value: Long): string {
  const whole = value.toBigInt();
  const plain = whole < -2_147_483_648n || whole > 2_147_483_647n;
  return plain ? String(whole) : `{"$long":true,"$n":${whole}}`;
}

function encodeDouble(value: number): string {
  if (Object.is(value, -0)) return `{"$double":"-0","$n":0}`;
  if (!Number.isFinite(value)) return `{"$double":"${value}"}`;
  // A whole number has all its digits: JavaScript's text of a large one has zeros in place of the last.
  return Number.isInteger(value) ? `${BigInt(value)}.0` : String(value);
}

/**
 * A decimal and the double of the same text are two numbers: 0.1 as a double is a little more. Where a decimal lies on another side of
 * its nearest double than of that one's text, `$c` tells on which side of the double, and `$t` is the text unless it is the
 * decimal's own: for the order of both. Without `$c` it is equal to the double.
 */
function encodeDecimal(value: Decimal128): string {
  const decimal = readDecimal(value);
  const text = formatDecimal(decimal);
  if (decimal.special !== undefined) return `{"$decimal":"${text}"}`;
  const twin = Number(text);
  const own = `"$decimal":"${text}","$n":${text}`;
  if (!Number.isFinite(twin)) return `{${own}}`;
  const toText = compareDecimals(decimal, parseDecimal(String(twin)) as Decimal);
  const toTwin = compareDecimals(decimal, exactDecimalOfDouble(twin));
  if (toText === toTwin) return `{${own}}`;
  const side = toTwin === 0 ? "" : `,"$c":${toTwin}`;
  return `{${own}${side}${toText === 0 ? "" : `,"$t":${twin}`}}`;
}
