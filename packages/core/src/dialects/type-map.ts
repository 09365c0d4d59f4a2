import { unsupported } from "../errors/index.ts";
import { formatPortableType, parsePortableType, type PortableKind, type PortableType } from "./portable-type.ts";

/** The types of one engine, in both directions. */
export interface TypeMap {
  /**
   * The engine's type to declare a column with.
   * @throws DatabaseError `unsupported` where the engine has none, `usage` for text that is no portable type.
   */
  toNative(type: string | PortableType): string;
  /** The portable type of a type as the engine's catalogue writes it, or `undefined` for one without a counterpart. */
  toPortable(native: string): PortableType | undefined;
}

/** How a portable type is declared: a text, or a text made from its length, precision, scale or element. */
type NativeTypeEntry = string | ((type: PortableType, map: TypeMap) => string);

/** What a native type means: a kind, or a type made from the numbers in its parentheses. */
type PortableTypeEntry = PortableKind | ((numbers: readonly number[]) => PortableType);

/** What a type map is made from. */
export interface TypeMapData {
  readonly engine: string;
  /** A kind that is left out is refused. */
  readonly native: Readonly<Partial<Record<PortableKind, NativeTypeEntry>>>;
  /** By the native name in lower case without its parentheses. */
  readonly portable: Readonly<Record<string, PortableTypeEntry>>;
  /** Asked first, for forms that no table can list. */
  readonly recognise?: ((native: string, map: TypeMap) => PortableType | undefined) | undefined;
  /** Asked for a name that the table lacks. */
  readonly otherwise?: ((name: string, numbers: readonly number[]) => PortableType | undefined) | undefined;
}

/** Makes a type map from tables. */
export function createTypeMap(data: TypeMapData): TypeMap {
  const map: TypeMap = {
    toNative(type) {
      const portable = typeof type === "string" ? parsePortableType(type) : type;
      const entry = data.native[portable.kind];
      if (entry === undefined) {
        throw unsupported(
          data.engine,
          `the type ${formatPortableType(portable)}`,
          portable.kind === "array" ? "Store it as json." : undefined,
        );
      }
      return typeof entry === "string" ? entry : entry(portable, map);
    },
    toPortable(native) {
      const recognised = data.recognise?.(native, map);
      if (recognised !== undefined) return recognised;
      const { name, numbers } = splitNativeType(native);
      const entry = Object.hasOwn(data.portable, name) ? data.portable[name] : undefined;
      if (entry === undefined) return data.otherwise?.(name, numbers);
      return typeof entry === "string" ? { kind: entry } : entry(numbers);
    },
  };
  return Object.freeze(map);
}

/** Takes `timestamp(3) without time zone` apart: the name in lower case without the parentheses, and their numbers. */
function splitNativeType(native: string): { readonly name: string; readonly numbers: readonly number[] } {
  const open = native.indexOf("(");
  const close = open < 0 ? -1 : native.lastIndexOf(")");
  const inside = close < 0 ? "" : native.slice(open + 1, close);
  const outside = close < 0 ? native : `${native.slice(0, open)} ${native.slice(close + 1)}`;
  const numbers = /^[-\d\s,]+$/.test(inside) ? inside.split(",").map(Number) : [];
  return { name: outside.toLowerCase().replace(/\s+/g, " ").trim(), numbers };
}

/** Entries that most tables need. */
export const decimalOf: (numbers: readonly number[]) => PortableType = ([precision, scale]) => ({
  kind: "decimal",
  ...(precision === undefined ? {} : { precision, scale: scale ?? 0 }),
});
/** A `varchar` of the length told; `text` when none is told. */
export const varcharOf: (numbers: readonly number[]) => PortableType = ([length]) =>
  length === undefined || length < 0 ? { kind: "text" } : { kind: "varchar", length };
/** A `char` of the length told, which is 1 when none is. */
export const charOf: (numbers: readonly number[]) => PortableType = ([length]) => ({
  kind: "char",
  length: length ?? 1,
});

/** A kind with the fractional digits told. */
export function fractional(kind: "time" | "timestamp" | "timestamptz"): (numbers: readonly number[]) => PortableType {
  return ([precision]) => ({ kind, ...(precision === undefined ? {} : { precision }) });
}

/** Writes `name(precision,scale)`, or the name alone when the precision is left open. */
export function withPrecision(name: string, otherwise = ""): (type: PortableType) => string {
  return ({ precision, scale }) =>
    precision === undefined ? name + otherwise : `${name}(${precision}${scale === undefined ? "" : `,${scale}`})`;
}

/** Writes `name(length)`. */
export function withLength(name: string): (type: PortableType) => string {
  return ({ length }) => (length === undefined ? name : `${name}(${length})`);
}
