import { documentError } from "../../errors.ts";
import { isNumber, wholeInt32 } from "../../values/numbers.ts";
import { isDocument, isNullish, typeOf, type Document } from "../../values/types.ts";
import { namedArgument, type Definitions, type Evaluate, type Parse, type SpecialDefinition } from "../definition.ts";
import { bind, evaluateExpression } from "../evaluate-expression.ts";
import type { Call, Expression, ExpressionContext, ExpressionScope } from "../expression.ts";
import { isTrue } from "../truth.ts";
import { checkVariableName, withVariables } from "../variables.ts";

/** How a loop reads its arguments. */
interface Loop {
  readonly documentCode: number;
  readonly unknownCode: number;
  /** Each argument, and the code for its absence. */
  readonly names: Readonly<Record<string, number | "optional">>;
  /** The argument that is evaluated for each item, and the variables it may name. */
  readonly body: string;
  readonly variables: (given: Document) => readonly string[];
  readonly evaluate: Evaluate;
}

function looping(loop: Loop): SpecialDefinition {
  return {
    parse: (operator, value, scope, parse) => {
      if (!isDocument(value)) throw documentError(loop.documentCode, `${operator} takes an object`);
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(loop.names, name)) {
          throw documentError(loop.unknownCode, `${operator} has no argument of the name ${JSON.stringify(name)}`);
        }
      }
      for (const [name, code] of Object.entries(loop.names)) {
        if (code !== "optional" && value[name] === undefined) {
          throw documentError(code, `${operator} lacks its argument ${name}`);
        }
      }
      const variables = loop.variables(value);
      variables.forEach(checkVariableName);
      const named = parseArguments(loop, value, scope, withVariables(scope, ...variables), parse);
      return { kind: "call", operator, args: [], named, evaluate: loop.evaluate };
    },
  };
}

/** The name of the variable is an argument as well: `as`, a literal. */
function parseArguments(
  loop: Loop,
  value: Document,
  scope: ExpressionScope,
  inner: ExpressionScope,
  parse: Parse,
): Record<string, Expression> {
  const named: Record<string, Expression> = {};
  for (const name of Object.keys(value)) {
    if (name === "as") named[name] = { kind: "literal", value: value[name] };
    else if (value[name] !== undefined) named[name] = parse(value[name], name === loop.body ? inner : scope);
  }
  return named;
}

const asVariable = (given: Document): readonly string[] => [
  given["as"] === undefined ? "this" : (given["as"] as string),
];

/** The array that a loop goes over; null when it is null or missing. */
function inputOf(call: Call, context: ExpressionContext, code: number): readonly unknown[] | null {
  const input = namedArgument(call, "input", context);
  if (isNullish(input)) return null;
  if (Array.isArray(input)) return input;
  throw documentError(code, `${call.operator} takes an array as input, not ${typeOf(input)}`);
}

/** The name of the variable that each item has. */
function nameOf(call: Call): string {
  const given = call.named["as"];
  return given?.kind === "literal" ? (given.value as string) : "this";
}

const map: Evaluate = (call, context) => {
  const input = inputOf(call, context, 16883);
  if (input === null) return null;
  const name = nameOf(call);
  const body = call.named["in"] as Expression;
  return input.map((item) => evaluateExpression(body, bind(context, name, item)) ?? null);
};

function limitOf(call: Call, context: ExpressionContext): number {
  const limit = namedArgument(call, "limit", context);
  if (isNullish(limit)) return Infinity;
  const whole = isNumber(limit) ? wholeInt32(limit) : undefined;
  if (whole === undefined) throw documentError(327391, "$filter takes a whole number of 32 bits as limit");
  if (whole <= 0) throw documentError(327392, "$filter takes a limit above zero");
  return whole;
}

const filter: Evaluate = (call, context) => {
  const input = inputOf(call, context, 28651);
  if (input === null || input.length === 0) return input;
  const limit = limitOf(call, context);
  const name = nameOf(call);
  const body = call.named["cond"] as Expression;
  const kept: unknown[] = [];
  for (const item of input) {
    if (kept.length >= limit) break;
    if (isTrue(evaluateExpression(body, bind(context, name, item)))) kept.push(item);
  }
  return kept;
};

const reduce: Evaluate = (call, context) => {
  const input = inputOf(call, context, 40080);
  if (input === null) return null;
  const body = call.named["in"] as Expression;
  let value = namedArgument(call, "initialValue", context);
  for (const item of input) {
    value = evaluateExpression(body, bind(bind(context, "this", item), "value", value));
  }
  return value;
};

/** `$map`, `$filter` and `$reduce`. */
export const arrayLoops: Definitions = {
  $map: looping({
    documentCode: 16878,
    unknownCode: 16879,
    names: { input: 16880, as: "optional", in: 16882 },
    body: "in",
    variables: asVariable,
    evaluate: map,
  }),
  $filter: looping({
    documentCode: 28646,
    unknownCode: 28647,
    names: { input: 28648, as: "optional", cond: 28650, limit: "optional" },
    body: "cond",
    variables: asVariable,
    evaluate: filter,
  }),
  $reduce: looping({
    documentCode: 40075,
    unknownCode: 40076,
    names: { input: 40077, initialValue: 40078, in: 40079 },
    body: "in",
    variables: () => ["this", "value"],
    evaluate: reduce,
  }),
};
