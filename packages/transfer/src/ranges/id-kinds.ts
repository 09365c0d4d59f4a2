import { Binary, Double, MaxKey, MinKey, ObjectId, Timestamp } from "@db/document";
import { isNumber, toDouble, typeOf, type BsonType } from "@db/document/engine";

/**
 * The kinds of `_id`s: `$gt` and `$lt` look among values of one kind only, so a collection is walked kind by kind. Together they
 * are every value that an `_id` may be.
 */
export type IdKind =
  | "minKey"
  | "null"
  | "nan"
  | "number"
  | "string"
  | "object"
  | "binData"
  | "objectId"
  | "bool"
  | "date"
  | "timestamp"
  | "code"
  | "codeWithScope"
  | "maxKey";

interface KindFacts {
  /** Finds all of the kind. */
  readonly all: Readonly<Record<string, unknown>>;
  /** Whether several `_id`s may be of the kind. */
  readonly many: boolean;
}

const from = (least: unknown): KindFacts => ({ all: { $gte: least }, many: true });
const only = (value: unknown): KindFacts => ({ all: { $eq: value }, many: false });

/** The kinds in MongoDB's order. */
export const idKinds: Readonly<Record<IdKind, KindFacts>> = {
  minKey: only(new MinKey()),
  null: only(null),
  nan: only(new Double(Number.NaN)),
  number: from(new Double(Number.NEGATIVE_INFINITY)),
  string: from(""),
  object: from({}),
  binData: from(new Binary(new Uint8Array(0), 0)),
  objectId: from(new ObjectId("0".repeat(24))),
  bool: from(false),
  date: from(new Date(-8.64e15)),
  timestamp: from(new Timestamp(0n)),
  code: { all: { $type: "javascript" }, many: true },
  codeWithScope: { all: { $type: "javascriptWithScope" }, many: true },
  maxKey: only(new MaxKey()),
};

/** Kinds that are so rare, and so slow to ask for, that they are asked for only where the greatest `_id`s are of them. */
export const rareKinds: ReadonlySet<IdKind> = new Set(["code", "codeWithScope"]);

const kindsOfTypes: Readonly<Partial<Record<BsonType, IdKind>>> = {
  double: "number",
  int: "number",
  long: "number",
  decimal: "number",
  symbol: "string",
  javascript: "code",
  javascriptWithScope: "codeWithScope",
};

/** The kind of an `_id`. */
export function idKind(id: unknown): IdKind {
  if (isNumber(id) && Number.isNaN(toDouble(id))) return "nan";
  const type = typeOf(id);
  return kindsOfTypes[type] ?? (type as IdKind);
}
