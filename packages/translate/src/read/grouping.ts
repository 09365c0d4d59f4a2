import type { Expression } from "../ast/nodes.ts";
import type { Select } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { childrenOf, holdsAggregate } from "./query-shape.ts";
import { visibleName } from "./scope.ts";

/** What two expressions have in common when they are the same. */
export function keyOf(expression: Expression): string {
  switch (expression.kind) {
    case "column": {
      const table =
        expression.source === undefined ? expression.qualifier.at(-1)?.text : visibleName(expression.source)?.text;
      return `column ${table ?? ""}.${expression.name.text}`;
    }
    case "literal":
      return `${expression.form} ${expression.value}`;
    case "parameter":
      return `parameter ${expression.index}`;
    case "call":
    case "aggregate":
      if (expression.meaning === "exactText") return keyOf(expression.args[0]!);
      return `${expression.meaning}${expression.kind === "call" ? (expression.unit ?? "") : ""}(${childrenOf(expression).map(keyOf).join()})`;
    case "subquery":
    case "exists":
      return `query at ${expression.at}`;
    case "cast":
      return `cast ${JSON.stringify(expression.target)} ${keyOf(expression.operand)}`;
    case "is":
      return `is ${expression.test} ${expression.negated} ${keyOf(expression.operand)}`;
    case "in":
      return `in ${expression.negated} ${expression.query?.at ?? ""} ${childrenOf(expression).map(keyOf).join()}`;
    case "between":
    case "like":
      return `${expression.kind} ${expression.negated} ${childrenOf(expression).map(keyOf).join()}`;
    default:
      return `${expression.kind}(${childrenOf(expression).map(keyOf).join()})`;
  }
}

/** Refuses columns of a grouped query that no group has one value of: engines take any row's, or none. */
export function checkGrouping(select: Select, order: readonly Expression[]): void {
  const outputs = select.items.flatMap(({ expression }) => (expression === undefined ? [] : [expression]));
  const told = [...outputs, ...(select.having === undefined ? [] : [select.having]), ...order];
  const grouped = select.group.length > 0 || select.having !== undefined || told.some((one) => holdsAggregate(one));
  if (!grouped) return;
  const star = select.items.find(({ kind }) => kind === "star");
  if (star !== undefined) refuse("* of a grouped query", star.at, "Name the columns.");
  const keys = new Set(select.group.map(keyOf));
  for (const one of told) checkGrouped(one, keys);
}

function checkGrouped(expression: Expression, keys: ReadonlySet<string>): void {
  if (keys.has(keyOf(expression))) return;
  if (expression.kind === "column" && expression.outputOf !== undefined) return;
  if (expression.kind === "column") {
    refuse("a column that is not grouped", expression.at, "Group by it, or take its min or max.");
  }
  if (expression.kind === "aggregate" && expression.over === undefined) return;
  if (
    expression.kind === "subquery" ||
    expression.kind === "exists" ||
    (expression.kind === "in" && expression.query !== undefined)
  ) {
    if (expression.kind === "in") checkGrouped(expression.operand, keys);
    return;
  }
  for (const child of childrenOf(expression)) checkGrouped(child, keys);
}
