import { documentError } from "../errors.ts";
import { setField, type Document } from "../values/types.ts";
import type { Expression, ExpressionContext } from "./expression.ts";
import { evaluateFieldPath } from "./field-path.ts";

/** The value of an expression; `undefined` is the missing value. Throws what its operators throw. */
export function evaluateExpression(expression: Expression, context: ExpressionContext): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "field":
      return evaluateFieldPath(context.current, expression.path);
    case "variable": {
      const value = variableOf(expression.name, context);
      return expression.path.length === 0 ? value : evaluateFieldPath(value, expression.path);
    }
    case "call":
      return expression.evaluate(expression, context);
    case "array":
      return expression.items.map((item) => evaluateExpression(item, context) ?? null);
    case "object":
      return evaluateObject(expression.fields, context);
  }
}

function evaluateObject(fields: readonly (readonly [string, Expression])[], context: ExpressionContext): Document {
  const document: Document = {};
  for (const [name, expression] of fields) {
    const value = evaluateExpression(expression, context);
    if (value !== undefined) setField(document, name, value);
  }
  return document;
}

/** The value of a variable: one that is bound around here, or one of the system's. */
function variableOf(name: string, context: ExpressionContext): unknown {
  if (Object.hasOwn(context.variables, name)) return context.variables[name];
  switch (name) {
    case "ROOT":
      return context.root;
    case "CURRENT":
      return context.current;
    case "NOW":
      return context.settings.now;
    case "CLUSTER_TIME":
      if (context.settings.clusterTime === undefined) {
        throw documentError(10071200, "$$CLUSTER_TIME is not available: the engine is no replica set");
      }
      return context.settings.clusterTime;
    case "USER_ROLES":
      return [];
    default:
      // REMOVE, and SEARCH_META where no search has run.
      return undefined;
  }
}

/** A context with one more variable; `CURRENT` is what field paths start from. */
export function bind(context: ExpressionContext, name: string, value: unknown): ExpressionContext {
  return name === "CURRENT"
    ? { ...context, current: value }
    : { ...context, variables: { ...context.variables, [name]: value } };
}
