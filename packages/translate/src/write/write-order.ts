import type { Expression, OrderItem } from "../ast/nodes.ts";
import type { Writer } from "./writer.ts";

/** Writes `order by` with nulls where the source has them. */
export function writeOrder(writer: Writer, order: readonly OrderItem[]): string {
  return `order by ${order.flatMap((item) => keys(writer, item)).join(", ")}`;
}

/** Whether an order needs a key more to put nulls in their place. */
export function needsNullKey(writer: Writer, { expression, descending, nullsFirst }: OrderItem): boolean {
  const usual = writer.facts.nullsLast === descending;
  return nullsFirst !== undefined && nullsFirst !== usual && !neverNull(expression) && !hasNulls(writer);
}

function hasNulls(writer: Writer): boolean {
  return writer.dialect.supports("nulls-ordering", writer.version);
}

function keys(writer: Writer, item: OrderItem): string[] {
  const { expression, descending, nullsFirst } = item;
  const direction = descending ? " desc" : "";
  const text = writer.value(expression);
  const usual = writer.facts.nullsLast === descending;
  if (nullsFirst === undefined || nullsFirst === usual || neverNull(expression)) return [text + direction];
  if (hasNulls(writer)) return [`${text}${direction} nulls ${nullsFirst ? "first" : "last"}`];
  // An alias is not known inside of an expression everywhere.
  const inner =
    expression.kind === "column" && expression.outputOf !== undefined ? writer.value(expression.outputOf) : text;
  const test = writer.mysqlFamily ? `(${inner} is null)` : `case when ${inner} is null then 1 else 0 end`;
  return [`${test}${nullsFirst ? " desc" : ""}`, text + direction];
}

function neverNull(expression: Expression): boolean {
  if (expression.kind === "column" && expression.outputOf !== undefined) return neverNull(expression.outputOf);
  if (expression.kind === "literal") return expression.form !== "null";
  if (expression.kind === "column") {
    const { source, name } = expression;
    if (source?.kind !== "table" || source.optional === true) return false;
    return source.columns?.find((column) => column.name?.text === name.text)?.nullable === false;
  }
  if (expression.kind !== "aggregate") return false;
  return ["count", "countAll", "rowNumber", "rank", "denseRank", "ntile", "percentRank", "cumulativeDistance"].includes(
    expression.meaning,
  );
}
