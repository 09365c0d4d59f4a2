import type { Expression } from "../ast/nodes.ts";
import type { Query, Select } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import { holdsAggregate } from "./query-shape.ts";

/** Makes a limit of `where rownum <= n`, also around an ordered query; other uses of it are refused as a column. */
export function takeRownum(query: Query, select: Select): void {
  const { where } = select;
  if (where === undefined) return;
  const parts = conditionsOf(where);
  const bound = parts.find((part) => limitOf(part) !== undefined);
  if (bound === undefined) return;
  const { at } = bound;
  const groups =
    select.group.length > 0 || select.items.some(({ expression }) => expression !== undefined && holdsCall(expression));
  if (query.order.length > 0 || select.distinct || groups || query.limit !== undefined)
    refuse("ROWNUM beside ORDER BY, DISTINCT or groups, which it comes before", at, "Order in a derived table.");
  const rest = parts.filter((part) => part !== bound);
  select.where =
    rest.length === 0
      ? undefined
      : rest.reduce((left, right) => ({
          kind: "operator",
          name: "AND",
          args: [left, right],
          at: left.at,
          end: right.end,
          type: left.type,
        }));
  const limit = limitOf(bound);
  const [only] = select.from;
  const around =
    select.from.length === 1 && only!.joins.length === 0 && only!.source.kind === "derived"
      ? only!.source.query
      : undefined;
  const everything = select.items.length === 1 && select.items[0]!.kind === "star" && rest.length === 0;
  if (around === undefined || around.order.length === 0) {
    query.limit = limit;
    return;
  }
  if (!everything || around.limit !== undefined)
    refuse("ROWNUM around an ordered query of this form", at, "Write FETCH FIRST.");
  query.body = around.body;
  query.order = around.order;
  query.limit = limit;
}

/** Whether a call may be an aggregate: not yet read, so by its look. */
function holdsCall(expression: Expression): boolean {
  if (holdsAggregate(expression)) return true;
  if (expression.kind === "function")
    return (
      expression.star || /^(?:COUNT|SUM|AVG|MIN|MAX|LISTAGG)$/.test(expression.name) || expression.args.some(holdsCall)
    );
  return expression.kind === "operator" && expression.args.some(holdsCall);
}

function conditionsOf(condition: Expression): Expression[] {
  return condition.kind === "operator" && condition.name === "AND" ? condition.args.flatMap(conditionsOf) : [condition];
}

function limitOf(condition: Expression): Expression | undefined {
  if (condition.kind !== "operator" || condition.name !== "<=") return undefined;
  const [left, right] = condition.args as [Expression, Expression];
  if (left.kind !== "column" || left.name.text !== "rownum" || left.qualifier.length > 0) return undefined;
  return right.kind === "literal" || right.kind === "parameter" ? right : undefined;
}
