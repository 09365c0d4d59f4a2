import { Binary, Int32 } from "bson";
import { documentError } from "../../errors.ts";
import { DatabaseError } from "@db/core";
import { isNumber } from "../../values/numbers.ts";
import { isNullish, typeOf, type BsonType } from "../../values/types.ts";
import { isByteFormat, storedBytes, type ByteFormat } from "../convert/bytes.ts";
import { convertValue, type ConvertOptions } from "../convert/convert-value.ts";
import { parseTarget } from "../convert/target.ts";
import { argument, namedArgument, unary, type Definitions, type PositionalDefinition } from "../definition.ts";
import type { Call, ExpressionContext } from "../expression.ts";

function formatOf(value: unknown): ByteFormat | undefined {
  if (isNullish(value)) return undefined;
  if (typeof value !== "string")
    throw documentError(4341114, `$convert takes a string as format, not ${typeOf(value)}`);
  if (!isByteFormat(value)) throw documentError(4341125, "$convert takes a format that is known");
  return value;
}

function isBigEndian(value: unknown): boolean {
  if (isNullish(value)) return false;
  if (typeof value !== "string")
    throw documentError(9130001, `$convert takes a string as byteOrder, not ${typeOf(value)}`);
  if (value !== "big" && value !== "little") throw documentError(9130002, "$convert takes big or little as byteOrder");
  return value === "big";
}

function convert(call: Call, context: ExpressionContext): unknown {
  const input = namedArgument(call, "input", context);
  const target = parseTarget(namedArgument(call, "to", context));
  if (isNullish(input)) return call.named["onNull"] === undefined ? null : namedArgument(call, "onNull", context);
  if (target === undefined) return null;
  const options: ConvertOptions = {
    subtype: target.subtype,
    format: formatOf(namedArgument(call, "format", context)),
    isBig: isBigEndian(namedArgument(call, "byteOrder", context)),
  };
  try {
    return convertValue(input, target.type, options);
  } catch (error) {
    if (call.named["onError"] === undefined || !DatabaseError.is(error) || error.nativeCode !== 241) throw error;
    return namedArgument(call, "onError", context);
  }
}

/** `$toInt` and the like: null and missing stay null. */
function converter(type: BsonType, options: Partial<ConvertOptions> = {}): PositionalDefinition {
  const all: ConvertOptions = { subtype: new Int32(0), format: "auto", isBig: false, ...options };
  return {
    min: 1,
    max: 1,
    countCode: 50723,
    evaluate: (call, context) => {
      const value = argument(call, 0, context);
      return isNullish(value) ? null : convertValue(value, type, all);
    },
  };
}

/** `$convert` and its short forms, `$type`, `$isNumber`, `$subtype` and `$binarySize`. */
export const conversion: Definitions = {
  $convert: {
    names: { input: 9, to: 9, format: "optional", byteOrder: "optional", onError: "optional", onNull: "optional" },
    documentCode: 9,
    unknownCode: 9,
    evaluate: convert,
  },
  $toBool: converter("bool"),
  $toDate: converter("date"),
  $toDecimal: converter("decimal"),
  $toDouble: converter("double"),
  $toInt: converter("int"),
  $toLong: converter("long"),
  $toObjectId: converter("objectId"),
  $toString: converter("string"),
  $toUUID: converter("binData", { subtype: new Int32(Binary.SUBTYPE_UUID), format: "uuid" }),
  $type: unary(typeOf),
  $isNumber: unary(isNumber),
  $subtype: unary((value) => {
    if (isNullish(value)) return null;
    if (!(value instanceof Binary)) throw documentError(10389300, `$subtype takes binary data, not ${typeOf(value)}`);
    return new Int32(value.sub_type);
  }),
  $binarySize: unary((value) => {
    if (isNullish(value)) return null;
    if (typeof value === "string") return new Int32(Buffer.byteLength(value, "utf8"));
    if (value instanceof Binary) return new Int32(storedBytes(value).length);
    throw documentError(51276, `$binarySize takes a string or binary data, not ${typeOf(value)}`);
  }),
};
