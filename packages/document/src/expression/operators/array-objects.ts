import { documentError } from "../../errors.ts";
import { isDocument, isNullish, setField, typeOf, type Document } from "../../values/types.ts";
import { unary, type Definitions } from "../definition.ts";

/** Puts one `[key, value]` or `{ k, v }` into a document; all have to be alike. */
type Put = (document: Document, item: unknown) => void;

function putField(document: Document, code: number, nullCode: number, key: unknown, value: unknown): void {
  if (typeof key !== "string") throw documentError(code, `$arrayToObject takes strings as keys, not ${typeOf(key)}`);
  if (key.includes("\0")) throw documentError(nullCode, "$arrayToObject takes keys without null characters");
  setField(document, key, value);
}

const putPair: Put = (document, item) => {
  if (!Array.isArray(item)) throw documentError(40396, `$arrayToObject has arrays and ${typeOf(item)} mixed`);
  if (item.length !== 2) throw documentError(40397, "$arrayToObject takes arrays of two items");
  putField(document, 40395, 4940400, item[0], item[1]);
};

const putEntry: Put = (document, item) => {
  if (!isDocument(item)) throw documentError(40391, `$arrayToObject has objects and ${typeOf(item)} mixed`);
  if (Object.keys(item).length !== 2) throw documentError(40392, "$arrayToObject takes objects with two fields");
  if (!Object.hasOwn(item, "k") || !Object.hasOwn(item, "v")) {
    throw documentError(40393, "$arrayToObject takes objects with the fields k and v");
  }
  putField(document, 40394, 4940401, item["k"], item["v"]);
};

function arrayToObject(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (!Array.isArray(value)) throw documentError(40386, `$arrayToObject takes an array, not ${typeOf(value)}`);
  const first: unknown = value[0];
  if (value.length > 0 && !Array.isArray(first) && !isDocument(first)) {
    throw documentError(40398, `$arrayToObject takes arrays or objects as items, not ${typeOf(first)}`);
  }
  const put = Array.isArray(first) ? putPair : putEntry;
  const document: Document = {};
  for (const item of value) put(document, item);
  return document;
}

function objectToArray(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (!isDocument(value)) throw documentError(40390, `$objectToArray takes an object, not ${typeOf(value)}`);
  return Object.keys(value).map((name) => ({ k: name, v: value[name] }));
}

/** `$arrayToObject` and `$objectToArray`. */
export const arrayObjects: Definitions = {
  $arrayToObject: unary(arrayToObject),
  $objectToArray: unary(objectToArray),
};
