import type { Expression } from "../ast/nodes.ts";
import type { FromItem, OutputColumn, Query } from "../ast/statements.ts";
import { booleanType, unknownType, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";

/** The one column of a query in the place of a value. */
export function onlyOutput(query: Query, at: number): Expression {
  const columns = outputsOf(query);
  if (columns === undefined) return { kind: "default", at, end: at, type: unknownType };
  if (columns.length !== 1) refuse("a subquery of several columns in the place of a value", at);
  const [column] = columns;
  return column!.expression ?? { kind: "default", at, end: at, type: column!.type };
}

/** Whether a query gives one row at most whatever the data. */
export function onlyRow(query: Query): boolean {
  const { body, limit } = query;
  if (limit?.kind === "literal" && (limit.value === "1" || limit.value === "0")) return true;
  if (body.kind === "query") return onlyRow(body);
  if (body.kind === "values") return body.rows.length === 1;
  if (body.kind !== "select" || body.group.length > 0) return false;
  return (
    body.from.length === 0 ||
    body.items.some(({ expression }) => expression !== undefined && holdsAggregate(expression))
  );
}

/** Whether rows are put together by an expression of this level, windows aside. */
export function holdsAggregate(expression: Expression): boolean {
  if (expression.kind === "aggregate" && expression.over === undefined) return true;
  return childrenOf(expression).some((child) => holdsAggregate(child));
}

/** Whether an expression is made of literals alone. */
export function isConstant(expression: Expression): boolean {
  if (expression.kind === "literal") return true;
  if (!["call", "case", "is", "between", "like"].includes(expression.kind)) return false;
  return childrenOf(expression).every((child) => isConstant(child));
}

/** The expressions that an expression is made of, subqueries aside. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "operator":
    case "call":
      return expression.args;
    case "function":
    case "aggregate":
      return [
        ...expression.args,
        ...expression.order.map(({ expression: by }) => by),
        ...(expression.filter === undefined ? [] : [expression.filter]),
        ...(expression.over === undefined
          ? []
          : [...expression.over.partition, ...expression.over.order.map(({ expression: by }) => by)]),
      ];
    case "case":
      return [
        ...(expression.operand === undefined ? [] : [expression.operand]),
        ...expression.whens.flat(),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
    case "cast":
    case "is":
      return [expression.operand];
    case "in":
      return [expression.operand, ...expression.list];
    case "between":
      return [expression.operand, expression.low, expression.high];
    case "like":
      return [expression.operand, expression.pattern];
    case "interval":
      return [expression.amount];
    default:
      return [];
  }
}

/** What columns a query gives; `undefined` when a star hides them. */
export function outputsOf(query: Query): OutputColumn[] | undefined {
  const { body } = query;
  switch (body.kind) {
    case "query":
      return outputsOf(body);
    case "set":
      return outputsOf(body.left)?.map((column, place) => {
        const other = outputsOf(body.right)?.[place];
        const type = column.type.kind === "null" && other !== undefined ? other.type : column.type;
        return { name: column.name, type, expression: eitherOf(column, other, type) };
      });
    case "values":
      return body.rows[0]?.map((expression, place) => ({
        name: query.valuesNames?.[place] ?? { text: `column${place + 1}`, regular: true, at: expression.at },
        type: expression.type,
        expression,
      }));
    case "select": {
      const columns: OutputColumn[] = [];
      for (const { kind, expression, alias, qualifier } of body.items) {
        if (kind === "star") {
          const starred = starColumns(body.from, qualifier?.text);
          if (starred === undefined) return undefined;
          columns.push(...starred);
        } else if (expression !== undefined) {
          const name = alias ?? (expression.kind === "column" ? expression.name : undefined);
          columns.push({ name, type: expression.type, expression });
        }
      }
      return columns;
    }
  }
}

/** A value of a set operation is one of either side: as wide, and null where one of them may be. */
function eitherOf(left: OutputColumn, right: OutputColumn | undefined, type: Type): Expression | undefined {
  const [one, other] = [left.expression, right?.expression];
  if (one === undefined || other === undefined) return undefined;
  const { at, end } = one;
  const unknown: Expression = { kind: "default", at, end, type: booleanType };
  return { kind: "case", at, end, type, operand: undefined, whens: [[unknown, one]], otherwise: other };
}

function starColumns(from: readonly FromItem[], qualifier: string | undefined): OutputColumn[] | undefined {
  const columns: OutputColumn[] = [];
  for (const item of from) {
    const { source } = item;
    const joined = item.joins.some(({ using }) => using !== undefined) && qualifier === undefined;
    if (joined) return undefined;
    const sources = [source, ...item.joins.map((join) => join.source.source)];
    for (const one of sources) {
      if (one.kind === "group") {
        const inner = starColumns([one.from], qualifier);
        if (inner === undefined) return undefined;
        columns.push(...inner);
        continue;
      }
      const name = (one.alias ?? (one.kind === "table" ? one.name.at(-1) : undefined))?.text;
      if (qualifier !== undefined && name?.toLowerCase() !== qualifier.toLowerCase()) continue;
      if (one.columns === undefined) return undefined;
      columns.push(
        ...one.columns.map((column) => ({
          ...column,
          expression: {
            kind: "column",
            at: 0,
            end: 0,
            type: column.type,
            qualifier: [],
            name: column.name!,
            source: one,
          } as Expression,
        })),
      );
    }
  }
  return columns;
}
