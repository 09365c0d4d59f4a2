import type { Expression } from "../ast/nodes.ts";
import {
  bigintType,
  doubleType,
  familyOf,
  integerType,
  nullType,
  textType,
  timestampType,
  typeName,
  unknownType,
  type Family,
  type Type,
} from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { momentLiterals } from "./compare.ts";
import type { Reading } from "./context.ts";
import { call, isNull } from "./make.ts";
import { adopt, booleanNumber } from "./operands.ts";

/** Gives expressions of which one is taken one type, or refuses what engines convert differently. */
export function unified(
  reading: Reading,
  expressions: readonly Expression[],
  construct: string,
  at: number,
): { readonly parts: Expression[]; readonly type: Type } {
  let parts = momentLiterals(reading, adopt(reading, expressions));
  let families = familiesOf(parts);
  if (families.has("boolean") && families.size > 1 && reading.source.booleans === "number") {
    parts = parts.map((part) => (familyOf(part.type) === "boolean" ? booleanNumber(part) : part));
    families = familiesOf(parts);
  }
  if (families.has("unknown") && families.size > 1) {
    reading.need("types", `${construct} of a value whose type is not known`, at);
    families.delete("unknown");
  }
  if (families.has("date") && families.has("timestamp") && families.size === 2) {
    if (!reading.source.moments) refuse(`${construct} of a date and a timestamp, which are text`, at);
    parts = parts.map((part) =>
      familyOf(part.type) === "date" ? call("toTimestamp", [part], timestampType, part) : part,
    );
    families = new Set(["timestamp"]);
  }
  return { parts, type: common(reading, parts, families, construct, at) };
}

function familiesOf(parts: readonly Expression[]): Set<Family> {
  return new Set(parts.filter((part) => !isNull(part)).map(({ type }) => familyOf(type)));
}

function common(
  reading: Reading,
  parts: readonly Expression[],
  families: ReadonlySet<Family>,
  construct: string,
  at: number,
): Type {
  const names = [...families];
  if (names.length === 0) return nullType;
  if (names.length === 1) return widest(names[0]!, parts);
  if (names.every((family) => family === "integer" || family === "double" || family === "decimal")) {
    if (families.has("double")) return doubleType;
    if (reading.involves("sqlite")) {
      const whole = parts.every(({ type }) => familyOf(type) !== "decimal" || type.scale === 0);
      if (!whole) refuse(`${construct} of integers and decimals`, at, "Cast them to one type.");
    }
    const scales = parts.map(({ type }) => (familyOf(type) === "integer" ? 0 : type.scale));
    return scales.every((scale) => scale === 0) ? { kind: "decimal", scale: 0 } : { kind: "decimal" };
  }
  const types = parts.filter((part) => !isNull(part)).map(({ type }) => typeName(type));
  return refuse(
    `${construct} of ${[...new Set(types)].join(" and ")}, an implicit conversion`,
    at,
    "Cast one of them.",
  );
}

function widest(family: Family, parts: readonly Expression[]): Type {
  const kinds = new Set(parts.map(({ type }) => type.kind));
  if (family === "integer")
    return kinds.has("bigint") ? bigintType : kinds.has("integer") ? integerType : { kind: "smallint" };
  if (family === "text") return textType;
  if (family === "unknown") return unknownType;
  const types = parts.filter((part) => !isNull(part)).map(({ type }) => type);
  const [first] = types;
  if (family !== "decimal") return first!;
  const same = types.every(({ precision, scale }) => precision === first!.precision && scale === first!.scale);
  return same ? first! : { kind: "decimal", ...(types.every(({ scale }) => scale === 0) ? { scale: 0 } : {}) };
}
