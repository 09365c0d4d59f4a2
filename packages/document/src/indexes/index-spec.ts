import { Int32 } from "bson";
import { parseCollation } from "../collation.ts";
import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { parseProjection } from "../projection/parse-projection.ts";
import type { CollectionInfo, IndexInfo } from "../store/store.ts";
import { isNumber, toDouble, wholeNumber } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import { checkPartialFilter } from "./partial-filter.ts";

/** The kinds of index that are named by a text in place of a direction. */
const specialTypes = new Set(["text", "hashed", "2d", "2dsphere", "wildcard"]);
const stemmedLanguages = new Set(
  "none da danish de german en english es spanish fi finnish fr french hu hungarian it italian nb norwegian nl dutch pt portuguese ro romanian ru russian sv swedish tr turkish".split(
    " ",
  ),
);

type Check = (value: unknown, where: string) => void;

const booleanLike: Check = (value, where) => {
  if (typeof value !== "boolean" && !isNumber(value)) throw documentError(14, `${where} must be a boolean`);
};
const text: Check = (value, where) => {
  if (typeof value !== "string") throw documentError(14, `${where} must be a string`);
};
const aDocument: Check = (value, where) => {
  if (!isDocument(value)) throw documentError(14, `${where} must be a document`);
};
const aNumber: Check = (value, where) => {
  if (!isNumber(value)) throw documentError(14, `${where} must be a number`);
};

/** The options of an index (https://www.mongodb.com/docs/manual/reference/command/createIndexes) and their types. */
const options: Readonly<Record<string, Check>> = {
  "2dsphereIndexVersion": aNumber,
  background: () => {},
  bits: (value, where) => {
    aNumber(value, where);
    if (toDouble(value as number) < 1 || toDouble(value as number) > 32)
      throw documentError(72, `${where} is out of range`);
  },
  bucketSize: aNumber,
  clustered: booleanLike,
  collation: (value, where) => {
    aDocument(value, where);
    parseCollation(value);
  },
  default_language: (value, where) => {
    text(value, where);
    if (!stemmedLanguages.has((value as string).toLowerCase())) {
      throw documentError(67, `${where} is no language that text indexes know`);
    }
  },
  dropDups: () => {},
  expireAfterSeconds: (value, where) => {
    const seconds = isNumber(value) ? toDouble(value) : Number.NaN;
    if (!(seconds >= 0 && seconds <= 2_147_483_647)) {
      throw documentError(67, `${where} must be a number of seconds from 0 to 2147483647`);
    }
  },
  hidden: booleanLike,
  language_override: text,
  max: aNumber,
  min: aNumber,
  name: text,
  ns: text,
  partialFilterExpression: (value, where) => {
    aDocument(value, where);
    checkPartialFilter(parseFilter(value, { variables: new Set() }, { text: false, near: false, where: false }));
  },
  prepareUnique: booleanLike,
  sparse: booleanLike,
  storageEngine: aDocument,
  textIndexVersion: aNumber,
  unique: booleanLike,
  v: (value, where) => {
    aNumber(value, where);
    if (![1, 2].includes(toDouble(value as number))) throw documentError(67, `${where} must be 1 or 2`);
  },
  weights: (value, where) => {
    if (isDocument(value)) {
      if (Object.values(value).every(isNumber)) return;
      throw documentError(67, `${where} must hold numbers`);
    }
    throw documentError(typeof value === "string" || Array.isArray(value) ? 67 : 14, `${where} must be a document`);
  },
  wildcardProjection: aDocument,
};

/**
 * Reads one index of `createIndexes`. Codes: 14 for a wrong type, 67 (CannotCreateIndex) for a key or options that no
 * index can have, 40414 without a name or key, 197 for an option that is not known. Options that are at their default
 * are left out, as `listIndexes` shows them.
 */
export function parseIndexSpec(spec: unknown, collection: CollectionInfo | undefined): IndexInfo {
  if (!isDocument(spec)) throw documentError(14, `createIndexes.indexes has an item of type ${typeOf(spec)}`);
  const key = fieldOf(spec, "key");
  if (key === undefined) throw documentError(9, "an index needs a key");
  if (!isDocument(key)) throw documentError(14, `the key of an index cannot be of type ${typeOf(key)}`);
  const name = fieldOf(spec, "name");
  if (name === undefined) throw documentError(9, "an index needs a name");
  text(name, "name");
  checkKey(key);
  const kept: Document = {};
  for (const [option, value] of Object.entries(spec)) {
    if (option === "key" || option === "name" || option === "v") continue;
    const check = Object.hasOwn(options, option) ? options[option] : undefined;
    if (check === undefined) throw documentError(197, `an index has no option ${JSON.stringify(option)}`);
    check(value, option);
    const set = asShown(option, value);
    if (set !== undefined) kept[option] = set;
  }
  options["v"]?.(fieldOf(spec, "v") ?? 2, "v");
  checkTogether(key, spec);
  if (kept["collation"] === undefined && collection?.options["collation"] !== undefined) {
    kept["collation"] = collection.options["collation"];
  }
  return { name: name as string, key, options: textDefaults(key, kept) };
}

/** How an option is shown by `listIndexes`; `undefined` when it says nothing. */
function asShown(option: string, value: unknown): unknown {
  if (["unique", "sparse", "hidden", "prepareUnique", "clustered"].includes(option)) {
    return value === true || (isNumber(value) && toDouble(value) !== 0) ? true : undefined;
  }
  if (option === "background" || option === "dropDups" || option === "ns") return undefined;
  if (option === "collation" && isDocument(value)) return fieldOf(value, "locale") === "simple" ? undefined : value;
  if (option === "expireAfterSeconds") {
    const whole = wholeNumber(value);
    return whole === undefined ? new Int32(Math.trunc(toDouble(value as number))) : new Int32(Number(whole));
  }
  return value;
}

function textDefaults(key: Document, kept: Document): Document {
  const fields = Object.keys(key).filter((field) => key[field] === "text");
  if (fields.length === 0) return kept;
  const weights = (kept["weights"] as Document | undefined) ?? {};
  for (const field of fields) weights[field === "$**" ? "$**" : field] ??= new Int32(1);
  return {
    default_language: "english",
    language_override: "language",
    textIndexVersion: new Int32(3),
    ...kept,
    weights: Object.fromEntries(Object.entries(weights).sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** Whether a field of a key is a wildcard: `$**`, `a.$**`. */
function isWildcard(field: string): boolean {
  return field === "$**" || field.endsWith(".$**");
}

function checkKey(key: Document): void {
  const fields = Object.entries(key);
  if (fields.length === 0) throw documentError(67, "the key of an index is empty");
  if (fields.length > 32) throw documentError(13103, "an index has at most 32 fields");
  for (const [field, way] of fields) {
    if (isNumber(way)) {
      const number = toDouble(way);
      if (number === 0 || Number.isNaN(number))
        throw documentError(67, "a direction in the key of an index is 1 or -1");
    } else if (typeof way !== "string") {
      throw documentError(67, `a field in the key of an index cannot be of type ${typeOf(way)}`);
    } else if (isWildcard(field) && way !== "text") {
      throw documentError(67, "a wildcard in the key of an index is 1 or -1");
    } else if (way === "wildcard") {
      throw documentError(7246202, "wildcard is no kind of index: write $** in the key");
    } else if (!specialTypes.has(way)) throw documentError(67, "the key of an index names a kind that is not known");
    checkFieldName(field);
  }
  const wildcards = fields.filter(([field, way]) => isWildcard(field) && way !== "text");
  if (wildcards.length > 1) throw documentError(7246201, "an index has at most one wildcard");
  if (wildcards.some(([, way]) => isNumber(way) && toDouble(way) < 0) && fields.length === 1) return;
  if (fields.filter(([, way]) => way === "hashed").length > 1)
    throw documentError(31303, "an index hashes one field at most");
}

function checkFieldName(field: string): void {
  if (field === "") throw documentError(67, "the key of an index has an empty field name");
  const parts = field.split(".");
  if (parts.some((part) => part === "")) throw documentError(67, "the key of an index has an empty part in a path");
  const plain = isWildcard(field) ? parts.slice(0, -1) : parts;
  const reference = ["$id", "$ref", "$db"];
  if (plain.some((part, n) => part.startsWith("$") && !(n > 0 && reference.includes(part)))) {
    throw documentError(67, "the key of an index has a field name that begins with $");
  }
}

/** What options exclude each other. */
function checkTogether(key: Document, spec: Document): void {
  const fields = Object.keys(key);
  const wildcard = fields.find((field) => isWildcard(field) && key[field] !== "text");
  const given = (option: string): boolean => {
    const value = fieldOf(spec, option);
    return value !== undefined && value !== false;
  };
  if (given("sparse") && given("partialFilterExpression")) {
    throw documentError(67, "an index is sparse or partial, not both");
  }
  if (fieldOf(spec, "expireAfterSeconds") !== undefined && (fields.length > 1 || wildcard !== undefined)) {
    throw documentError(67, "an index that expires documents has one field, and no wildcard");
  }
  if (fields.length === 1 && fields[0] === "_id" && given("partialFilterExpression")) {
    throw documentError(67, "the index on _id is not partial");
  }
  const projection = fieldOf(spec, "wildcardProjection");
  if (wildcard === undefined) {
    if (projection !== undefined) throw documentError(2, "wildcardProjection is for an index on $**");
    return;
  }
  for (const option of ["sparse", "unique"]) {
    if (given(option)) throw documentError(67, `an index with a wildcard cannot be ${option}`);
  }
  if (projection === undefined) return;
  if (wildcard !== "$**") throw documentError(9, "wildcardProjection is for the whole document, $**");
  if (Object.keys(projection as Document).length === 0) throw documentError(9, "wildcardProjection is empty");
  parseProjection(projection, { scope: { variables: new Set() }, find: true });
  if (
    Object.values(projection as Document).some(
      (value) => !isNumber(value) && typeof value !== "boolean" && !isDocument(value),
    )
  ) {
    throw documentError(51271, "wildcardProjection includes or excludes fields, and computes none");
  }
}
