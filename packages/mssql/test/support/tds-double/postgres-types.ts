import type { Field } from "./portal.ts";
import type { SentValue } from "./read-values.ts";
import { wireTypes, type WireType } from "./wire-types.ts";

/** PostgreSQL keeps no U+0000, so here it is two characters, the first of which is no character by itself. */
const mark = "\u{1FFFE}";

const hideNul = (text: string): string => text.replaceAll(mark, `${mark}b`).replaceAll("\0", `${mark}a`);
const showNul = (text: string): string => text.replaceAll(`${mark}a`, "\0").replaceAll(`${mark}b`, mark);

/** A column's type on the wire, and how PostgreSQL's text of a value becomes that of the wire's. */
export interface ColumnType extends WireType {
  readonly convert: (text: string) => string;
}

const same = (text: string): string => text;
const plain = (type: WireType, convert: (text: string) => string = same): ColumnType => ({ ...type, convert });

export function columnTypeOf({ dataTypeID, dataTypeModifier: modifier }: Field): ColumnType {
  const scale = modifier < 0 ? 6 : modifier;
  switch (dataTypeID) {
    case 16:
      return plain(wireTypes.bit);
    case 20:
    case 26:
      return plain(wireTypes.int(8));
    case 21:
      return plain(wireTypes.int(2));
    case 23:
      return plain(wireTypes.int(4));
    case 700:
      return plain(wireTypes.float(4));
    case 701:
      return plain(wireTypes.float(8));
    case 1700:
      return modifier < 0
        ? plain(wireTypes.decimal(38, 10))
        : plain(wireTypes.decimal(((modifier - 4) >> 16) & 0xffff, (modifier - 4) & 0x7ff));
    case 17:
      return plain(wireTypes.varbinary(undefined), (text) => text.slice(2));
    case 114:
      return plain(wireTypes.json);
    case 2950:
      return plain(wireTypes.uuid);
    case 1082:
      return plain(wireTypes.date);
    case 1083:
      return plain(wireTypes.time(scale));
    case 1114:
      return plain(wireTypes.datetime2(scale));
    case 1184:
      return plain(wireTypes.datetimeoffset(scale));
    case 1042:
      return plain(wireTypes.nchar(modifier < 0 ? 1 : modifier - 4), showNul);
    case 1043:
      return plain(wireTypes.nvarchar(modifier < 0 ? undefined : modifier - 4), showNul);
    default:
      return plain(wireTypes.nvarchar(undefined), showNul);
  }
}

/** The types that a parameter's own stands for; a text fits where it is put, as it does there. */
const parameterTypes: Readonly<Record<string, number>> = {
  bit: 16,
  decimal: 1700,
  float: 701,
  datetime2: 1114,
  datetimeoffset: 1184,
  varbinary: 17,
};

/** How PostgreSQL is to take a value: its type, or 0 for what the place makes of it. */
export function sentType({ type, value }: SentValue): number {
  if (type === "int") return value !== null && Math.abs(Number(value)) > 2 ** 31 - 1 ? 20 : 23;
  return parameterTypes[type] ?? 0;
}

/** A value as PostgreSQL's text. */
export function sentText({ type, value }: SentValue): string | null {
  if (value === null) return null;
  if (type === "varbinary") return `\\x${value}`;
  return type === "nvarchar" || type === "varchar" ? hideNul(value) : value;
}
