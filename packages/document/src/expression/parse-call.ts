import { documentError } from "../errors.ts";
import { isDocument } from "../values/types.ts";
import type { Definition, NamedDefinition, Parse, PositionalDefinition } from "./definition.ts";
import type { Call, Expression, ExpressionScope } from "./expression.ts";
import { definitions } from "./registry.ts";

/** Parses an operator with its operand; code 168 when there is no such operator. */
export function parseCall(operator: string, value: unknown, scope: ExpressionScope, parse: Parse): Expression {
  const definition: Definition | undefined = Object.hasOwn(definitions, operator) ? definitions[operator] : undefined;
  if (definition === undefined) throw documentError(168, `there is no expression operator of the name ${operator}`);
  if ("parse" in definition) return definition.parse(operator, value, scope, parse);
  const call =
    "names" in definition
      ? parseNamed(operator, definition, value, scope, parse)
      : parsePositional(operator, definition, value, scope, parse);
  definition.check?.(call, value as never);
  return call;
}

function parsePositional(
  operator: string,
  definition: PositionalDefinition,
  value: unknown,
  scope: ExpressionScope,
  parse: Parse,
): Call {
  const { min, max, evaluate } = definition;
  const given = Array.isArray(value) ? value : [value];
  if (given.length < min || given.length > max) {
    const code = definition.countCode ?? (min === max ? 16020 : 28667);
    const count = min === max ? String(min) : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    throw documentError(code, `${operator} takes ${count} arguments, not ${given.length}`);
  }
  const args = given.map((item: unknown) => parse(item ?? null, scope));
  return { kind: "call", operator, args, named: {}, evaluate };
}

function parseNamed(
  operator: string,
  definition: NamedDefinition,
  value: unknown,
  scope: ExpressionScope,
  parse: Parse,
): Call {
  const { names, evaluate } = definition;
  if (!isDocument(value)) {
    throw documentError(definition.documentCode, `${operator} takes an object with named arguments`);
  }
  const named: Record<string, Expression> = {};
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(names, name)) {
      throw documentError(definition.unknownCode, `${operator} has no argument of the name ${JSON.stringify(name)}`);
    }
    if (value[name] !== undefined) named[name] = parse(value[name], scope);
  }
  for (const [name, code] of Object.entries(names)) {
    if (code !== "optional" && named[name] === undefined) {
      throw documentError(code, `${operator} lacks its argument ${name}`);
    }
  }
  return { kind: "call", operator, args: [], named, evaluate };
}
