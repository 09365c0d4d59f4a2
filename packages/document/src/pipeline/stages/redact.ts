import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression, type ExpressionContext } from "../../expression/expression.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { isDocument, setField, type Document } from "../../values/types.ts";
import { mapBatches } from "../batches.ts";
import { keepMeta } from "../../metadata.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** What the variables of a `$redact` stand for; MongoDB has these very texts. */
const verdicts = { KEEP: "keep", PRUNE: "prune", DESCEND: "descend" } as const;

/** Leaves out documents, and documents within them, by what an expression says of each. */
export interface RedactStage extends Stage {
  readonly name: "$redact";
  readonly expression: Expression;
}

/** A `$redact` that has been parsed. It throws code 17053 where the expression gives none of its variables. */
function redactStage(expression: Expression): RedactStage {
  return {
    name: "$redact",
    expression,
    run: (source, { settings }) =>
      mapBatches(source, (batch) =>
        batch.flatMap((document) => {
          const context = rootContext(document, settings);
          const kept = redact(expression, document, { ...context, variables: { ...context.variables, ...verdicts } });
          return kept === undefined ? [] : [keepMeta(document, kept)];
        }),
      ),
  };
}

function redact(expression: Expression, at: Document, context: ExpressionContext): Document | undefined {
  switch (evaluateExpression(expression, { ...context, current: at })) {
    case verdicts.KEEP:
      return at;
    case verdicts.PRUNE:
      return undefined;
    case verdicts.DESCEND: {
      const kept: Document = {};
      for (const name of Object.keys(at)) {
        const value = redactValue(expression, at[name], context);
        if (value !== undefined) setField(kept, name, value);
      }
      return kept;
    }
    default:
      throw documentError(17053, "$redact must give $$KEEP, $$PRUNE or $$DESCEND");
  }
}

function redactValue(expression: Expression, value: unknown, context: ExpressionContext): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => redactValue(expression, item, context)).filter((item) => item !== undefined);
  }
  return isDocument(value) ? redact(expression, value, context) : value;
}

/** Reads a `$redact`, in whose expression `$$KEEP`, `$$PRUNE` and `$$DESCEND` are known. */
export const parseRedact: StageParser = (value, { scope }) => {
  const variables = new Set([...scope.variables, ...Object.keys(verdicts)]);
  return [redactStage(parseExpression(value, { ...scope, variables }))];
};
