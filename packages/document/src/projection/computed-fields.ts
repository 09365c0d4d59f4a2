import { evaluateExpression } from "../expression/evaluate-expression.ts";
import type { ExpressionContext } from "../expression/expression.ts";
import { fieldOf, isDocument, setField, type Document } from "../values/types.ts";
import type { ProjectionNode } from "./projection.ts";

/**
 * A copy of a value with the computed fields of a projection: of each document in an array; a scalar on the way becomes
 * a document. All expressions are evaluated on the document before the stage. A field whose value is missing goes.
 */
export function addComputed(node: ProjectionNode, value: unknown, context: ExpressionContext): unknown {
  if (Array.isArray(value)) return value.map((item) => addComputed(node, item, context));
  const result: Document = isDocument(value) ? { ...value } : {};
  for (const [name, child] of node.children) {
    if (child.kind === "computed") {
      const computed = evaluateExpression(child.expression, context);
      if (computed === undefined) delete result[name];
      else setField(result, name, computed);
    } else if (child.kind === "node" && child.node.computes) {
      setField(result, name, addComputed(child.node, fieldOf(result, name), context));
    }
  }
  return result;
}
