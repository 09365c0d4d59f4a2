import type { Row } from "../driver/driver.ts";
import { usage } from "../errors/index.ts";
import { Identifier, Join, NativeText, PortableText, Raw, Template, isFragment, type Fragment } from "./fragments.ts";
import { jsonValue, type JsonValue } from "./values.ts";

declare const rowType: unique symbol;

/**
 * A statement as a value: text with its parameters, for any engine until it is run. `R` is the type of its rows, as the
 * writer claims it; nothing checks rows at run time. Immutable; may be run any number of times and spliced into others.
 */
export interface Statement<R extends object = Row> extends Fragment {
  readonly [rowType]?: R;
}

/** The `sql` tag and what goes with it. */
export interface SqlTag {
  /** Makes a statement; each `${value}` becomes a bound parameter, each fragment or statement is spliced in. */
  <R extends object = Row>(strings: TemplateStringsArray, ...values: readonly unknown[]): Statement<R>;
  /** A name, quoted for the engine: `sql.id("app", "users")` is `"app"."users"`. */
  id(...parts: readonly [string, ...string[]]): Fragment;
  /** Values or fragments one after the other, `, ` between them unless told otherwise. An empty list is refused. */
  join(items: readonly unknown[], separator?: string): Fragment;
  /** Rows for `insert … values`: each row in parentheses. Rows of different length are refused. */
  values(rows: readonly (readonly unknown[])[]): Fragment;
  /** A value sent as JSON. */
  json(value: unknown): JsonValue;
  /** Portable text: `?` with a list, or `:name` with an object; `??` is a literal question mark. */
  text<R extends object = Row>(
    text: string,
    parameters?: readonly unknown[] | Readonly<Record<string, unknown>>,
  ): Statement<R>;
  /** Text in the engine's own placeholders (`$1`, `?`, `@p1`, `:1`), passed on as it is. */
  native<R extends object = Row>(text: string, parameters?: readonly unknown[]): Statement<R>;
  /** Text spliced in as it stands. Only for text that no user can influence. */
  raw(text: string): Fragment;
  /** Nothing: for the other branch of a condition. */
  readonly empty: Fragment;
}

const tag = (strings: TemplateStringsArray, ...values: readonly unknown[]): Template => {
  if (!Array.isArray(strings) || !Object.hasOwn(strings, "raw")) {
    throw usage("sql is a template tag", "Write sql`select …`; use sql.text(text, parameters) for text made elsewhere");
  }
  return new Template(strings, values);
};

/**
 * Writes statements. Values are always bound, names always quoted; there is no way to splice a value by accident.
 * @throws DatabaseError `usage` where an argument cannot make a statement.
 */
export const sql: SqlTag = Object.assign(tag as unknown as SqlTag, {
  id: (...parts: readonly [string, ...string[]]): Fragment => {
    if (parts.length === 0) throw usage("sql.id needs at least one name");
    for (const part of parts) if (typeof part !== "string") throw usage(`sql.id takes strings, got ${typeof part}`);
    return new Identifier(parts);
  },
  join: (items: readonly unknown[], separator = ", "): Fragment => {
    if (!Array.isArray(items)) throw usage("sql.join takes an array");
    if (items.length === 0)
      throw usage("sql.join got an empty list", "`in ()` is not SQL: decide before what an empty list means");
    return new Join(items, separator);
  },
  values: (rows: readonly (readonly unknown[])[]): Fragment => {
    const width = rows[0]?.length ?? 0;
    if (width === 0) throw usage("sql.values needs at least one row with at least one value");
    return new Join(
      rows.map((row, index) => {
        if (row.length !== width) throw usage(`row ${index + 1} has ${row.length} values where the first has ${width}`);
        return new Template(["(", ")"], [new Join(row, ", ")]);
      }),
      ", ",
    );
  },
  json: jsonValue,
  text: (text: string, parameters: readonly unknown[] | Readonly<Record<string, unknown>> = []): PortableText =>
    new PortableText(requireText(text, "sql.text"), parameters),
  native: (text: string, parameters: readonly unknown[] = []): NativeText => {
    if (!Array.isArray(parameters)) throw usage("sql.native takes its parameters as an array");
    return new NativeText(requireText(text, "sql.native"), parameters);
  },
  raw: (text: string): Fragment => new Raw(requireText(text, "sql.raw")),
  empty: new Raw("") as Fragment,
});

/** Whether a value can be run as a statement. */
export function isStatement(value: unknown): value is Statement {
  return isFragment(value);
}

function requireText(text: unknown, where: string): string {
  if (typeof text !== "string") throw usage(`${where} takes text, got ${typeof text}`);
  return text;
}
