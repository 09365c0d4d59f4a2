import type { Expression, FunctionCall } from "../ast/nodes.ts";
import { familyOf } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call, literalWhole, wholeNumber } from "./make.ts";
import { operand } from "./operands.ts";

/** `round`: of decimals only, halves away from zero, since engines round doubles differently. */
export function round(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const [value, digits] = args;
  if (value === undefined || args.length > 2) refuse(`ROUND with ${args.length} arguments`, node.at);
  const places = digits === undefined ? 0 : literalWhole(digits);
  if (places === undefined) refuse("ROUND to digits that are no literal", digits!.at);
  const number = operand(reading, value, "number", "round");
  const family = familyOf(number.type);
  if (family === "double") refuse("round of a double", node.at, "Round a decimal: cast(x as decimal(p, s)).");
  if (family === "integer") refuse("round of an integer", node.at, "Leave it out.");
  if (reading.involves("sqlite")) refuse("round of a decimal", node.at);
  if (number.type.scale === undefined && reading.involves("mysql", "mariadb", "mssql"))
    refuse("round of a decimal whose scale is not known", node.at, "Cast it to decimal(p, s).");
  const type = { kind: "decimal", ...(places >= 0 ? { scale: places } : { scale: 0 }) } as const;
  return call("round", [number, digits ?? wholeNumber(0, node)], type, node);
}
