import { evaluateExpression } from "../evaluate-expression.ts";
import { unary, type Definitions } from "../definition.ts";
import { isTrue } from "../truth.ts";

/** `$and`, `$or` and `$not`; the first two look no further than they must. */
export const booleans: Definitions = {
  $and: {
    min: 0,
    max: Infinity,
    evaluate: (call, context) => call.args.every((item) => isTrue(evaluateExpression(item, context))),
  },
  $or: {
    min: 0,
    max: Infinity,
    evaluate: (call, context) => call.args.some((item) => isTrue(evaluateExpression(item, context))),
  },
  $not: unary((value) => !isTrue(value)),
};
