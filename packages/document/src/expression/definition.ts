import { evaluateExpression } from "./evaluate-expression.ts";
import type { Call, Expression, ExpressionContext, ExpressionScope } from "./expression.ts";

/** How a call is evaluated. */
export type Evaluate = (call: Call, context: ExpressionContext) => unknown;

/** Parses an expression in a scope; operators that parse their own arguments are given it. */
export type Parse = (value: unknown, scope: ExpressionScope) => Expression;

/**
 * What becomes of a call before it is evaluated: `constant`, its value takes its place when all its arguments are
 * constant; `kept`, it stays, for its value depends on the collation, the document or chance. In both its arguments are
 * folded before. A function does what else is right.
 */
type Folding = "constant" | "kept" | ((call: Call, fold: (expression: Expression) => Expression) => Expression);

interface FoldingDefinition {
  /** `constant` when it is left out, and `kept` for an operator that reads its operand in its own way. */
  readonly folding?: Folding;
  /**
   * Looks at the constant arguments of a call whose others are not. Throws what they make it throw whatever the document;
   * gives false when they make it null.
   */
  readonly checkConstants?: (call: Call) => boolean;
}

interface CommonDefinition extends FoldingDefinition {
  /** Refuses calls that are wrong whatever the document; `value` is the operand as it was given. */
  readonly check?: (call: Call, value: never) => void;
  readonly evaluate: Evaluate;
}

/** An operator whose arguments have places. A single argument may be given without brackets. */
export interface PositionalDefinition extends CommonDefinition {
  readonly min: number;
  readonly max: number;
  /** The code for a wrong count; 16020 where the count is fixed and 28667 where it has a range, unless it is given. */
  readonly countCode?: number;
}

/** An operator whose arguments have names. */
export interface NamedDefinition extends CommonDefinition {
  /** Each argument: `optional`, or the code for its absence. Checked in this order. */
  readonly names: Readonly<Record<string, number | "optional">>;
  /** The code for an operand that is no document. */
  readonly documentCode: number;
  /** The code for an argument of another name. */
  readonly unknownCode: number;
}

/** An operator that reads its operand in its own way. */
export interface SpecialDefinition extends FoldingDefinition {
  readonly parse: (operator: string, value: unknown, scope: ExpressionScope, parse: Parse) => Expression;
}

/** What the parser knows of an operator. */
export type Definition = PositionalDefinition | NamedDefinition | SpecialDefinition;

/** Operators by name, with their `$`. */
export type Definitions = Readonly<Record<string, Definition>>;

/** An operator of one argument that needs nothing but its value. */
export function unary(apply: (value: unknown) => unknown): PositionalDefinition {
  return { min: 1, max: 1, evaluate: (call, context) => apply(argument(call, 0, context)) };
}

/** The value of the argument at a place; missing when there is none. */
export function argument(call: Call, place: number, context: ExpressionContext): unknown {
  const expression = call.args[place];
  return expression === undefined ? undefined : evaluateExpression(expression, context);
}

/** The value of the argument with a name; missing when it is not given. */
export function namedArgument(call: Call, name: string, context: ExpressionContext): unknown {
  const expression = call.named[name];
  return expression === undefined ? undefined : evaluateExpression(expression, context);
}

/** The values of all arguments by place. */
export function argumentValues(call: Call, context: ExpressionContext): unknown[] {
  return call.args.map((expression) => evaluateExpression(expression, context));
}
