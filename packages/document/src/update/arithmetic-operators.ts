import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { calculate, compareNumbers, isNumber, numberType, type NumberValue } from "../values/numbers.ts";
import { typeOf } from "../values/types.ts";
import { unchanged, type UpdateOperator } from "./operator.ts";

/**
 * `$inc` and `$mul`: code 14 for an operand or a value that is no number, 2 for a result beyond 64 bits. A field that
 * does not exist counts as 0.
 */
export function arithmetic(calculation: "add" | "multiply"): UpdateOperator {
  return {
    parse: (operand, path, operator) => {
      if (isNumber(operand)) return operand;
      throw documentError(
        14,
        `${operator} of ${JSON.stringify(path.join("."))} needs a number, not a ${typeOf(operand)}`,
      );
    },
    apply: (value, operand, _settings, operator) => {
      const by = operand as NumberValue;
      if (value === undefined) return calculation === "add" ? by : calculate(calculation, new Int32(0), by, "none");
      if (!isNumber(value)) throw documentError(14, `cannot apply ${operator} to a value of type ${typeOf(value)}`);
      const result = calculate(calculation, value, by, "none");
      if (result === undefined) throw documentError(2, `${operator} would give a number beyond 64 bits`);
      const same = numberType(result) === numberType(value) && compareNumbers(result, value) === 0;
      return same ? unchanged : result;
    },
  };
}
