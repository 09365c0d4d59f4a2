import type { Expression, Name } from "../ast/nodes.ts";
import type { SelectItem } from "../ast/statements.ts";
import type { Reading } from "./context.ts";

/** The name that the source gives to a column without an alias, where the target would give another. */
export function impliedName(reading: Reading, item: SelectItem, original: Expression): Name | undefined {
  const { source } = reading;
  if (item.alias !== undefined || item.expression === undefined) return undefined;
  const name = (text: string): Name => ({ text, regular: /^[a-z_][a-z0-9_]*$/.test(text), at: item.at });
  if (original.kind === "column") {
    const spelled = item.expression.kind === "column" ? item.expression.name.text : undefined;
    // MySQL tells the name as it is written in the query.
    return source.family === "mysql" && spelled !== original.name.text ? name(original.name.text) : undefined;
  }
  switch (source.name) {
    case "postgres":
      return name(postgresName(original));
    case "mysql":
    case "mariadb":
      return name(original.kind === "literal" && original.form === "text" ? original.value.trimStart() : item.text);
    case "sqlite":
      return name(item.text);
    default:
      return undefined;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  integer: "int4",
  bigint: "int8",
  smallint: "int2",
  decimal: "numeric",
  double: "float8",
  real: "float4",
  boolean: "bool",
  binary: "bytea",
  char: "bpchar",
};

/** PostgreSQL names columns by functions, casts and `case`. */
function postgresName(original: Expression): string {
  switch (original.kind) {
    case "function":
      return original.name.toLowerCase() === "char_length" ? "char_length" : functionName(original.name.toLowerCase());
    case "cast": {
      const inner = postgresName(original.operand);
      if (inner !== "?column?" && inner !== "case") return inner;
      return typeNames[original.target.kind] ?? original.target.kind;
    }
    case "column":
      return original.name.text;
    case "case": {
      const inner = original.otherwise === undefined ? "?column?" : postgresName(original.otherwise);
      return original.otherwise !== undefined && ["column", "function", "cast"].includes(original.otherwise.kind)
        ? inner
        : "case";
    }
    case "exists":
      return "exists";
    case "subquery": {
      const { body } = original.query;
      const item = body.kind === "select" ? body.items[0] : undefined;
      return item?.alias?.text ?? (item?.expression === undefined ? "?column?" : postgresName(item.expression));
    }
    case "literal":
      return original.form === "boolean"
        ? "bool"
        : original.form === "date" || original.form === "timestamp"
          ? original.form
          : "?column?";
    default:
      return "?column?";
  }
}

/** Names that the grammar puts in the place of those written. */
function functionName(name: string): string {
  const others: Readonly<Record<string, string>> = { trim: "btrim", position: "position", power: "power" };
  return others[name] ?? name;
}
