import type { Aggregate, Expression, OrderItem, Window } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import { widthOf } from "./widths.ts";
import { needsNullKey, writeOrder } from "./write-order.ts";
import type { Writer } from "./writer.ts";

const functions: Readonly<Record<string, string>> = {
  sum: "sum",
  average: "avg",
  minimum: "min",
  maximum: "max",
  rowNumber: "row_number",
  rank: "rank",
  denseRank: "dense_rank",
  ntile: "ntile",
  lag: "lag",
  lead: "lead",
  firstValue: "first_value",
  lastValue: "last_value",
  percentRank: "percent_rank",
  cumulativeDistance: "cume_dist",
};

/** Writes an aggregate or window function with the result's type that its meaning has. */
export function writeAggregate(writer: Writer, node: Aggregate): string {
  switch (node.meaning) {
    case "countAll":
      return whole(
        writer,
        node,
        node.filter === undefined || filters(writer)
          ? "count(*)"
          : `count(case when ${writer.condition(node.filter)} then 1 end)`,
      );
    case "count":
      return whole(writer, node, `count(${node.distinct ? "distinct " : ""}${filtered(writer, node, node.args[0]!)})`);
    case "joinText":
      return joined(writer, node);
    case "all":
    case "any":
      return truth(writer, node);
    case "averageWhole":
      return averageWhole(writer, node);
    case "sum":
      return sum(writer, node);
    default: {
      const [first, ...rest] = node.args;
      const args =
        first === undefined ? [] : [filtered(writer, node, first), ...rest.map((part) => writer.value(part))];
      return whole(writer, node, `${functions[node.meaning]}(${node.distinct ? "distinct " : ""}${args.join(", ")})`);
    }
  }
}

/** Whether the target has `filter (where …)`. */
function filters(writer: Writer): boolean {
  return writer.dialect.supports("aggregate-filter", writer.version);
}

function filtered(writer: Writer, { filter }: Aggregate, value: Expression): string {
  const text = writer.value(value);
  return filter === undefined || filters(writer) ? text : `case when ${writer.condition(filter)} then ${text} end`;
}

/** `filter` and `over`. */
function whole(writer: Writer, { filter, over }: Aggregate, call: string): string {
  const condition = filter !== undefined && filters(writer) ? ` filter (where ${writer.condition(filter)})` : "";
  const name = writer.is("mssql") && call.startsWith("count(") ? call.replace(/^count/, "count_big") : call;
  return `${name}${condition}${over === undefined ? "" : ` over (${window(writer, over)})`}`;
}

function window(writer: Writer, { partition, order, frame }: Window): string {
  const parts = [
    ...(partition.length === 0 ? [] : [`partition by ${partition.map((part) => writer.value(part)).join(", ")}`]),
    ...(order.length === 0 ? [] : [writeOrder(writer, order)]),
    ...(frame === undefined ? [] : [frame]),
  ];
  return parts.join(" ");
}

/** A sum's type follows from its operand's, otherwise on each engine. */
function sum(writer: Writer, node: Aggregate): string {
  const [value] = node.args as [Expression];
  const { kind } = node.type;
  const isWhole = kind === "decimal" && node.type.scale === 0;
  const integer = ["smallint", "integer", "bigint"].includes(value.type.kind);
  const distinct = node.distinct ? "distinct " : "";
  if (writer.is("mssql") && integer) {
    const text = whole(writer, node, `sum(${distinct}cast(${filtered(writer, node, value)} as bigint))`);
    return isWhole ? `cast(${text} as decimal(38, 0))` : text;
  }
  const text = whole(writer, node, `sum(${distinct}${filtered(writer, node, value)})`);
  if (writer.is("postgres") && integer) {
    const wide = widthOf(value) === "bigint";
    if (isWhole && !wide) return `cast(${text} as numeric)`;
    if (!isWhole && wide) return `cast(${text} as bigint)`;
  }
  return writer.mysqlFamily && integer && !isWhole ? `cast(${text} as signed)` : text;
}

function averageWhole(writer: Writer, node: Aggregate): string {
  const text = filtered(writer, node, node.args[0]!);
  const distinct = node.distinct ? "distinct " : "";
  const total = `sum(${distinct}${text})`;
  const many = `nullif(count(${distinct}${text}), 0)`;
  if (writer.mysqlFamily) return `(${total} div ${many})`;
  if (writer.is("postgres")) return `cast(trunc(cast(${total} as numeric) / ${many}) as integer)`;
  return writer.is("oracle") ? `trunc(${total} / ${many})` : `(${total} / ${many})`;
}

/** `bool_and` is the smallest of 1 and 0 where there is no such function. */
function truth(writer: Writer, node: Aggregate): string {
  const [value] = node.args as [Expression];
  if (writer.is("postgres"))
    return whole(writer, node, `${node.meaning === "all" ? "bool_and" : "bool_or"}(${writer.value(value)})`);
  const extreme = node.meaning === "all" ? "min" : "max";
  const condition = writer.condition(value);
  const given = node.filter === undefined ? "" : `${writer.condition(node.filter)} and `;
  return whole(
    writer,
    { ...node, filter: undefined },
    `${extreme}(case when ${given}${condition} then 1 when ${given}not ${condition} then 0 end)`,
  );
}

/**
 * A test for null that is the same for every row spoils the keys behind it in `group_concat` of MySQL 9.7 and MariaDB 11.8,
 * so the column must be known to hold nulls.
 */
function refuseConstantKeys(writer: Writer, order: readonly OrderItem[]): void {
  for (const item of order) {
    const { expression, at } = item;
    if (!needsNullKey(writer, item)) continue;
    const source = expression.kind === "column" && expression.source?.kind === "table" ? expression.source : undefined;
    const column = source?.columns?.find(
      ({ name }) => expression.kind === "column" && name?.text === expression.name.text,
    );
    if (column?.nullable !== true)
      refuse(
        "joined texts in an order by what is not known to be null or not",
        at,
        "Give the catalogue as the schema.",
      );
  }
}

function joined(writer: Writer, node: Aggregate): string {
  if (writer.mysqlFamily) refuseConstantKeys(writer, node.order);
  const [value, separator] = node.args as [Expression, Expression];
  const text = filtered(writer, node, value);
  const between = writer.value(separator);
  const order = node.order.length === 0 ? "" : ` ${writeOrder(writer, node.order as OrderItem[])}`;
  switch (writer.dialect.name) {
    case "postgres":
      return whole(writer, node, `string_agg(${text}, ${between}${order})`);
    case "sqlite":
      return whole(writer, node, `group_concat(${text}, ${between}${order})`);
    case "mysql":
    case "mariadb":
      return whole(writer, node, `group_concat(${text}${order} separator ${between})`);
    case "mssql":
      return whole(
        writer,
        node,
        `string_agg(cast(${text} as nvarchar(max)), ${between}) within group (${order.trim()})`,
      );
    case "oracle":
      return whole(writer, node, `listagg(${text}, ${between}) within group (${order.trim()})`);
    default:
      return refuse("joined texts", node.at);
  }
}
