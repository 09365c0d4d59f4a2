import { defaultSettings } from "../settings.ts";
import { setField, type Document } from "../values/types.ts";
import type { Definition } from "./definition.ts";
import { rootContext, type Call, type Expression } from "./expression.ts";
import { definitions } from "./registry.ts";

/**
 * The same expression with what is constant evaluated: MongoDB does so before anything runs, and so fails before
 * anything runs. Throws what the constant parts throw. What depends on the collation, the document or chance stays.
 */
export function foldExpression(expression: Expression): Expression {
  switch (expression.kind) {
    case "array":
      return arrayOf(expression.items.map(foldExpression));
    case "object":
      return objectOf(expression.fields.map(([name, value]) => [name, foldExpression(value)]));
    case "call":
      return foldCall(expression);
    default:
      return expression;
  }
}

const isConstant = (expression: Expression): boolean => expression.kind === "literal";

/** An array of expressions, or of their values when all are literals. */
export function arrayOf(items: readonly Expression[]): Expression {
  const values: unknown[] = [];
  for (const item of items) if (item.kind === "literal") values.push(item.value ?? null);
  return values.length === items.length ? { kind: "literal", value: values } : { kind: "array", items };
}

/** An object of expressions, or of their values when all are literals. */
export function objectOf(fields: readonly (readonly [name: string, value: Expression])[]): Expression {
  const document: Document = {};
  for (const [name, value] of fields) {
    if (value.kind !== "literal") return { kind: "object", fields };
    if (value.value !== undefined) setField(document, name, value.value);
  }
  return { kind: "literal", value: document };
}

function foldCall(call: Call): Expression {
  const definition = definitions[call.operator] as Definition;
  const folding = definition.folding ?? ("parse" in definition ? "kept" : "constant");
  if (typeof folding === "function") return folding(call, foldExpression);
  const named = Object.fromEntries(Object.entries(call.named).map(([name, value]) => [name, foldExpression(value)]));
  const folded: Call = { ...call, args: call.args.map(foldExpression), named };
  const isWhole = folded.args.every(isConstant) && Object.values(named).every(isConstant);
  if (folding === "constant" && isWhole) return { kind: "literal", value: valueOf(folded) };
  return definition.checkConstants?.(folded) === false ? { kind: "literal", value: null } : folded;
}

/** The value of a call that needs no document. */
const valueOf = (call: Call): unknown => call.evaluate(call, rootContext({}, defaultSettings()));
