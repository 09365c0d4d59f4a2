import { documentError } from "../../errors.ts";
import { isDocument } from "../../values/types.ts";
import { namedArgument, type Definitions, type Evaluate } from "../definition.ts";
import { bind, evaluateExpression } from "../evaluate-expression.ts";
import type { Expression } from "../expression.ts";
import { checkVariableName, withVariables } from "../variables.ts";

/** The variables are evaluated outside of each other. */
const evaluateLet: Evaluate = (call, context) => {
  const vars = call.named["vars"];
  let inner = context;
  for (const [name, value] of vars?.kind === "object" ? vars.fields : []) {
    inner = bind(inner, name, evaluateExpression(value, context));
  }
  return namedArgument(call, "in", inner);
};

/** `$let`: the argument `vars` is an object expression with the values of the variables. */
export const variableOperators: Definitions = {
  $let: {
    folding: (call, fold) => {
      const vars = call.named["vars"] as Expression & { readonly kind: "object" };
      const fields = vars.fields.map(([name, value]) => [name, fold(value)] as const);
      return { ...call, named: { vars: { kind: "object", fields }, in: fold(call.named["in"] as Expression) } };
    },
    parse: (operator, value, scope, parse) => {
      if (!isDocument(value)) throw documentError(16874, "$let takes an object");
      for (const name of Object.keys(value)) {
        if (name !== "vars" && name !== "in") throw documentError(16875, "$let has an argument of an unknown name");
      }
      const { vars } = value;
      if (vars === undefined) throw documentError(16876, "$let lacks its argument vars");
      if (value["in"] === undefined) throw documentError(16877, "$let lacks its argument in");
      if (Array.isArray(vars)) vars.forEach((_item, n) => checkVariableName(String(n)));
      else if (!isDocument(vars)) throw documentError(10065, "$let takes an object as vars");
      const fields: [string, Expression][] = Object.entries(vars).map(([name, given]) => {
        checkVariableName(name);
        return [name, parse(given ?? null, scope)];
      });
      const inner = withVariables(scope, ...fields.map(([name]) => name));
      const named: Record<string, Expression> = { vars: { kind: "object", fields }, in: parse(value["in"], inner) };
      return { kind: "call", operator, args: [], named, evaluate: evaluateLet };
    },
  },
};
