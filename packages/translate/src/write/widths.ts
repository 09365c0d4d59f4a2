import type { Call, Expression } from "../ast/nodes.ts";
import { rangeOf, rangeOfType, within } from "../read/ranges.ts";

type Width = "smallint" | "integer" | "bigint";
const order: readonly Width[] = ["smallint", "integer", "bigint"];

/** The width that a text has on an engine where sums are as wide as the wider operand. */
export function widthOf(expression: Expression): Width {
  if (expression.kind === "call") {
    if (["add", "subtract", "multiply", "divideInteger", "modulo", "negate", "absolute"].includes(expression.meaning)) {
      const natural = widest(expression.args);
      return fits(expression, natural) ? natural : "bigint";
    }
    if (["coalesce", "nullIf", "greatestNull", "greatestKnown", "leastNull", "leastKnown"].includes(expression.meaning))
      return widest(expression.args);
    if (
      ["length", "octetLength", "position", "sign", "extract", "booleanNumber", "daysBetween"].includes(
        expression.meaning,
      )
    )
      return "integer";
  }
  const { kind } = expression.type;
  return kind === "smallint" || kind === "integer" ? kind : "bigint";
}

function widest(args: readonly Expression[]): Width {
  const known = args.filter(({ kind, type }) => kind !== "parameter" && type.kind !== "null");
  return order[Math.max(0, ...known.map((part) => order.indexOf(widthOf(part))))]!;
}

function fits(node: Call, natural: Width): boolean {
  return (
    natural === "bigint" ||
    node.type.kind === natural ||
    node.type.kind === "smallint" ||
    within(rangeOf({ ...node, type: { kind: "unknown" } }), rangeOfType({ kind: natural }))
  );
}

/** Whether an operation on integers has, as it is written, the width that its meaning asks for. */
export function wideEnough(node: Call): boolean {
  const { kind } = node.type;
  if (kind !== "smallint" && kind !== "integer" && kind !== "bigint") return true;
  return fits(node, widest(node.args));
}
