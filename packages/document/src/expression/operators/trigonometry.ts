import { Double, type Decimal128 } from "bson";
import { documentError } from "../../errors.ts";
import { multiplyDecimals, nan, parseDecimal, readDecimal, writeDecimal, type Decimal } from "../../values/decimal.ts";
import { arcTangent2, trigonometric, type Trigonometric } from "../../values/decimal-angles.ts";
import { acos, asin, atan, cos, sin, tan } from "../../values/double-functions.ts";
import { isNumber, numberType, toDecimalOperand, toDouble, type NumberValue } from "../../values/numbers.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { argument, type Definitions, type PositionalDefinition } from "../definition.ts";
import { numeric } from "./powers.ts";

/** A function with the numbers that it is defined for; NaN always passes. */
function bounded(
  name: Trigonometric,
  isInside: (value: number) => boolean,
  ofDouble: (value: number) => number = Math[name],
): PositionalDefinition {
  const operator = `$${name}`;
  const ofDecimal = trigonometric[name];
  return numeric(
    operator,
    ofDouble,
    (value) => (value.special === "nan" ? nan : ofDecimal(value)),
    (value: NumberValue) => {
      const double = nearestFinite(value);
      if (!Number.isNaN(double) && !isInside(double)) {
        throw documentError(50989, `${operator} has no value for this number`);
      }
    },
  );
}

/** A number as a double: one that is finite stays so, though it is beyond all doubles. */
function nearestFinite(value: NumberValue): number {
  const double = toDouble(value);
  const isBeyond = numberType(value) === "decimal" && readDecimal(value as Decimal128).special === undefined;
  return isBeyond && Math.abs(double) === Infinity ? Math.sign(double) * Number.MAX_VALUE : double;
}

const isFinite = (value: number): boolean => Math.abs(value) !== Infinity;
const isAny = (): boolean => true;
const isUpToOne = (value: number): boolean => value >= -1 && value <= 1;

function angleOf(y: unknown, x: unknown): unknown {
  if (isNullish(y) || isNullish(x)) return null;
  if (!isNumber(y)) throw documentError(51044, `$atan2 takes numbers, not ${typeOf(y)}`);
  if (!isNumber(x)) throw documentError(51045, `$atan2 takes numbers, not ${typeOf(x)}`);
  return numberType(y) === "decimal" || numberType(x) === "decimal"
    ? writeDecimal(arcTangent2(toDecimalOperand(y), toDecimalOperand(x)))
    : new Double(Math.atan2(toDouble(y), toDouble(x)));
}

/** π / 180 and 180 / π with the digits that MongoDB takes them with. */
const radiansPerDegree = parseDecimal("0.01745329251994329576923690768488613") as Decimal;
const degreesPerRadian = parseDecimal("57.29577951308232087679815481410517") as Decimal;

/** The functions of angles and hyperbolas, and `$degreesToRadians` and `$radiansToDegrees`. */
export const trigonometry: Definitions = {
  $sin: bounded("sin", isFinite, sin),
  $cos: bounded("cos", isFinite, cos),
  $tan: bounded("tan", isFinite, tan),
  $asin: bounded("asin", isUpToOne, asin),
  $acos: bounded("acos", isUpToOne, acos),
  $atan: bounded("atan", isAny, atan),
  $sinh: bounded("sinh", isAny),
  $cosh: bounded("cosh", isAny),
  $tanh: bounded("tanh", isAny),
  $asinh: bounded("asinh", isAny),
  $acosh: bounded("acosh", (value) => value >= 1),
  $atanh: bounded("atanh", isUpToOne),
  $atan2: {
    min: 2,
    max: 2,
    evaluate: (call, context) => angleOf(argument(call, 0, context), argument(call, 1, context)),
  },
  $degreesToRadians: numeric(
    "$degreesToRadians",
    (value) => value * (Math.PI / 180),
    (value) => multiplyDecimals(value, radiansPerDegree),
  ),
  $radiansToDegrees: numeric(
    "$radiansToDegrees",
    (value) => value * (180 / Math.PI),
    (value) => multiplyDecimals(value, degreesPerRadian),
  ),
};
