import type { Assume } from "../assumptions.ts";
import type { Expression } from "../ast/nodes.ts";
import { bigintType, booleanType, doubleType, familyOf, integerType, textType, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call } from "./make.ts";
import { operand, type Wanted } from "./operands.ts";

/** What a meaning takes and gives; its forms are with each target. */
interface Meaning {
  /** The last one repeats. */
  readonly takes: readonly Wanted[];
  readonly gives: Type | "first";
  readonly minimum: number;
  readonly maximum: number;
  /** What it rests on when another engine is meant. */
  readonly needs?: keyof Assume;
}

const many = 1000;
const of = (takes: readonly Wanted[], gives: Type | "first", extra: Partial<Meaning> = {}): Meaning => ({
  takes,
  gives,
  minimum: takes.length,
  maximum: takes.length,
  ...extra,
});

/** Functions with one exact meaning, by name. */
const meanings: Readonly<Record<string, Meaning>> = {
  length: of(["text"], integerType),
  octetLength: of(["text"], integerType),
  upper: of(["text"], textType, { needs: "letters" }),
  lower: of(["text"], textType, { needs: "letters" }),
  trim: of(["text", "text"], textType, { minimum: 1 }),
  trimStart: of(["text", "text"], textType, { minimum: 1 }),
  trimEnd: of(["text", "text"], textType, { minimum: 1 }),
  replace: of(["text", "text", "text"], textType),
  reverse: of(["text"], textType),
  left: of(["text", "integer"], textType),
  right: of(["text", "integer"], textType),
  substring: of(["text", "integer", "integer"], textType, { minimum: 2 }),
  padStart: of(["text", "integer", "text"], textType, { minimum: 2 }),
  padEnd: of(["text", "integer", "text"], textType, { minimum: 2 }),
  concatNull: of(["text"], textType, { minimum: 1, maximum: many }),
  concatEmpty: of(["text"], textType, { minimum: 1, maximum: many }),
  concatSeparated: of(["text", "text"], textType, { maximum: many }),
  absolute: of(["number"], "first"),
  sign: of(["integer"], integerType),
  floor: of(["double"], doubleType),
  ceiling: of(["double"], doubleType),
  truncate: of(["double"], doubleType),
  squareRoot: of(["double"], doubleType),
  power: of(["double", "double"], doubleType, { needs: "doubles" }),
  exponential: of(["double"], doubleType, { needs: "doubles" }),
  logarithm: of(["double"], doubleType, { needs: "doubles" }),
  toDouble: of(["double"], doubleType),
  booleanNumber: of(["boolean"], integerType),
  isTrue: of(["integer"], booleanType),
};

/** Functions that count characters, of which SQL Server counts some twice. */
const counting = new Set(["length", "left", "right", "substring", "padStart", "padEnd", "position", "reverse"]);

/** Makes a call of a meaning after checking what it is given. */
export function make(
  reading: Reading,
  meaning: string,
  args: readonly Expression[],
  place: Expression,
  construct: string,
): Expression {
  const { takes, gives, minimum, maximum, needs } = meanings[meaning]!;
  if (args.length < minimum || args.length > maximum) refuse(`${construct} with ${args.length} arguments`, place.at);
  const checked = args.map((part, index) =>
    operand(reading, part, takes[Math.min(index, takes.length - 1)]!, construct),
  );
  if (needs !== undefined && !reading.sameFamily && !isAscii(needs, checked)) reading.need(needs, construct, place.at);
  if (counting.has(meaning) && reading.involves("mssql")) reading.need("characters", construct, place.at);
  const first = checked[0]!.type;
  const type = gives === "first" ? (familyOf(first) === "null" ? integerType : widened(first)) : gives;
  return call(meaning, checked, type, place);
}

function widened(type: Type): Type {
  return type.kind === "smallint" ? { kind: "smallint" } : type.kind === "bigint" ? bigintType : type;
}

/** A literal tells by itself that its letters are ASCII's. */
function isAscii(needs: keyof Assume, args: readonly Expression[]): boolean {
  return needs === "letters" && args.every((part) => part.kind === "literal" && /^\p{ASCII}*$/u.test(part.value));
}
