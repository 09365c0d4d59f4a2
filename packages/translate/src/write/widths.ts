import type { Call, Expression } from "../ast/nodes.ts";
import { rangeOf, rangeOfType, within } from "../read/ranges.ts";

type Width = "smallint" | "integer" | "bigint";
const order: readonly Width[] = ["smallint", "integer", "bigint"];
const computed = new Set(["add", "subtract", "multiply", "divideInteger", "negate", "absolute"]);
const chosen = new Set(["coalesce", "greatestNull", "greatestKnown", "leastNull", "leastKnown", "modulo"]);
const counted = new Set(["length", "octetLength", "position", "sign", "extract", "booleanNumber", "daysBetween"]);
const picked = new Set(["minimum", "maximum", "lag", "lead", "firstValue", "lastValue"]);

/**
 * The width of what is written for an expression, on an engine where sums are as wide as the wider operand. It may be
 * narrower than the meaning's type where the range shows that it suffices.
 */
export function widthOf(expression: Expression): Width {
  switch (expression.kind) {
    case "call":
      return widthOfCall(expression);
    case "case":
      return widest([
        ...expression.whens.map(([, then]) => then),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ]);
    case "aggregate":
      return picked.has(expression.meaning) ? widthOf(expression.args[0]!) : widthOfType(expression);
    case "subquery": {
      const { body } = expression.query;
      const only = body.kind === "select" ? body.items[0]?.expression : undefined;
      return only === undefined ? "smallint" : widthOf(only);
    }
    case "column": {
      const { source, name } = expression;
      const behind = source?.columns?.find((column) => column.name?.text === name.text)?.expression;
      return behind === undefined ? widthOfType(expression) : widthOf(behind);
    }
    default:
      return widthOfType(expression);
  }
}

function widthOfType({ type: { kind } }: Expression): Width {
  return kind === "smallint" || kind === "integer" ? kind : "bigint";
}

function widthOfCall(node: Call): Width {
  const { meaning, args } = node;
  if (computed.has(meaning)) {
    const natural = widest(args);
    return fits(node, natural) ? natural : "bigint";
  }
  if (chosen.has(meaning)) return widest(args);
  // It has the first one's type.
  if (meaning === "nullIf") return widthOf(args[0]!);
  if (meaning === "toWhole" && node.type.kind !== "bigint") return widthOf(args[0]!);
  return counted.has(meaning) ? "integer" : widthOfType(node);
}

function widest(args: readonly Expression[]): Width {
  const known = args.filter(({ kind, type }) => kind !== "parameter" && type.kind !== "null");
  return order[Math.max(0, ...known.map((part) => order.indexOf(widthOf(part))))]!;
}

function fits(node: Call, natural: Width): boolean {
  if (natural === "bigint" || node.type.kind === natural || node.type.kind === "smallint") return true;
  return within(rangeOf({ ...node, type: { kind: "unknown" } }), rangeOfType({ kind: natural }));
}

/** Whether an operation on integers has, as it is written, the width that its meaning asks for. */
export function wideEnough(node: Call): boolean {
  const { kind } = node.type;
  if (kind !== "smallint" && kind !== "integer" && kind !== "bigint") return true;
  return fits(node, widest(node.args));
}
