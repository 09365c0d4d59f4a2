import { documentError } from "../../errors.ts";
import { isDocument, isNullish } from "../../values/types.ts";
import { argument, namedArgument, type Definitions, type Evaluate, type SpecialDefinition } from "../definition.ts";
import { evaluateExpression } from "../evaluate-expression.ts";
import type { Call, Expression } from "../expression.ts";
import { isTrue } from "../truth.ts";

const evaluateCond: Evaluate = (call, context) => argument(call, isTrue(argument(call, 0, context)) ? 1 : 2, context);

/** The arguments in their order, and the codes for their absence. */
const condNames: ReadonlyMap<string, number> = new Map([
  ["if", 17080],
  ["then", 17081],
  ["else", 17082],
]);

/** `[if, then, else]` or `{ if, then, else }`; the arguments are kept by place. */
const cond: SpecialDefinition = {
  folding: "constant",
  parse: (operator, value, scope, parse) => {
    let given: readonly unknown[];
    if (isDocument(value)) {
      for (const name of Object.keys(value)) {
        if (!condNames.has(name)) throw documentError(17083, "$cond has an argument of an unknown name");
      }
      given = Array.from(condNames, ([name, code]) => {
        if (!Object.hasOwn(value, name)) throw documentError(code, `$cond lacks its argument ${name}`);
        return value[name];
      });
    } else given = Array.isArray(value) ? value : [value];
    if (given.length !== 3) throw documentError(16020, `$cond takes 3 arguments, not ${given.length}`);
    const args = given.map((item) => parse(item ?? null, scope));
    return { kind: "call", operator, args, named: {}, evaluate: evaluateCond };
  },
};

const evaluateSwitch: Evaluate = (call, context) => {
  for (let n = 0; n < call.args.length; n += 2) {
    if (isTrue(argument(call, n, context))) return argument(call, n + 1, context);
  }
  if (call.named["default"] === undefined)
    throw documentError(40069, "$switch has no branch for a value and no default");
  return namedArgument(call, "default", context);
};

function branchParts(branch: unknown): readonly [condition: unknown, result: unknown] {
  if (!isDocument(branch)) throw documentError(40062, "$switch takes objects as branches");
  for (const name of Object.keys(branch)) {
    if (name !== "case" && name !== "then") throw documentError(40063, "a branch of $switch has an unknown name");
  }
  if (!Object.hasOwn(branch, "case")) throw documentError(40064, "a branch of $switch lacks its case");
  if (!Object.hasOwn(branch, "then")) throw documentError(40065, "a branch of $switch lacks its then");
  return [branch["case"], branch["then"]];
}

/** Branches that are never taken are left out unlooked at; one that is always taken is the last. */
function foldSwitch(call: Call, fold: (expression: Expression) => Expression): Expression {
  const args: Expression[] = [];
  for (let n = 0; n < call.args.length; n += 2) {
    const condition = fold(call.args[n] as Expression);
    const isFixed = condition.kind === "literal";
    if (isFixed && !isTrue(condition.value)) continue;
    const result = fold(call.args[n + 1] as Expression);
    if (isFixed && args.length === 0) return result;
    args.push(condition, result);
    if (isFixed) return { ...call, args, named: {} };
  }
  const otherwise = call.named["default"];
  if (otherwise === undefined) return { ...call, args };
  const last = fold(otherwise);
  return args.length === 0 ? last : { ...call, args, named: { default: last } };
}

/** `{ branches: [{ case, then }], default }`; the arguments by place are the cases and results in turn. */
const switching: SpecialDefinition = {
  folding: foldSwitch,
  parse: (operator, value, scope, parse) => {
    if (!isDocument(value)) throw documentError(40060, "$switch takes an object");
    const args: Expression[] = [];
    const named: Record<string, Expression> = {};
    for (const name of Object.keys(value)) {
      const given = value[name];
      if (name === "default") named["default"] = parse(given ?? null, scope);
      else if (name !== "branches") throw documentError(40067, "$switch has an argument of an unknown name");
      else if (!Array.isArray(given)) throw documentError(40061, "$switch takes an array of branches");
      else for (const branch of given) args.push(...branchParts(branch).map((item) => parse(item ?? null, scope)));
    }
    if (args.length === 0) throw documentError(40068, "$switch needs a branch");
    return { kind: "call", operator, args, named, evaluate: evaluateSwitch };
  },
};

/** `$cond`, `$ifNull` and `$switch`. */
export const conditionals: Definitions = {
  $cond: cond,
  $ifNull: {
    min: 2,
    max: Infinity,
    countCode: 1257300,
    evaluate: (call, context) => {
      let value: unknown;
      for (const item of call.args) {
        value = evaluateExpression(item, context);
        if (!isNullish(value)) break;
      }
      return value;
    },
  },
  $switch: switching,
};
