import { Double, type Decimal128 } from "bson";
import {
  addDecimals,
  decimalOfBigInt,
  divideDecimals,
  readDecimal,
  writeDecimal,
  zero,
  type Decimal,
} from "../values/decimal.ts";
import { DoubleSum } from "../values/double-sum.ts";
import { integer, numberType, toBigInt, toDouble, type NumberType, type NumberValue } from "../values/numbers.ts";
import type { Fold } from "./accumulator-values.ts";

const widths: Readonly<Record<NumberType, number>> = { int: 0, long: 1, double: 2, decimal: 3 };

/** A sum of numbers of all types: whole ones exactly, doubles with what rounding loses, decimals as decimals. */
class Total {
  #whole = 0n;
  readonly #doubles = new DoubleSum();
  #decimals: Decimal = zero;
  type: NumberType = "int";
  count = 0;

  add(value: unknown): void {
    const type = numberType(value);
    if (type === undefined) return;
    this.count++;
    if (widths[type] > widths[this.type]) this.type = type;
    if (type === "decimal") {
      this.#decimals = readDecimal(writeDecimal(addDecimals(this.#decimals, readDecimal(value as Decimal128))));
    } else if (type === "double") this.#doubles.add(toDouble(value as NumberValue));
    else {
      this.#whole += toBigInt(value as NumberValue);
      this.#doubles.addWhole(toBigInt(value as NumberValue));
    }
  }

  get double(): number {
    return this.#doubles.result();
  }

  get decimal(): Decimal {
    return addDecimals(this.#decimals, this.#doubles.toDecimal());
  }

  get whole(): bigint {
    return this.#whole;
  }
}

/** `$sum`: an `int` or `long` where it fits, else a double; a double or decimal as soon as one is among the values. */
export function sumFold(): Fold {
  const total = new Total();
  return {
    add: (value) => total.add(value),
    result: () => {
      switch (total.type) {
        case "decimal":
          return writeDecimal(total.decimal);
        case "double":
          return new Double(total.double);
        default:
          return integer(total.whole, total.type) ?? new Double(total.double);
      }
    },
  };
}

/** `$avg`: a decimal when one is among the values, else a double; null without a number. */
export function averageFold(): Fold {
  const total = new Total();
  return {
    add: (value) => total.add(value),
    result: () => {
      if (total.count === 0) return null;
      if (total.type !== "decimal") return new Double(total.double / total.count);
      return writeDecimal(divideDecimals(rounded(total.decimal), decimalOfBigInt(BigInt(total.count))));
    },
  };
}

const rounded = (value: Decimal): Decimal => readDecimal(writeDecimal(value));

/** `$stdDevPop` and `$stdDevSamp`, step by step (Welford); null without enough numbers. */
export function deviationFold(kind: "population" | "sample"): Fold {
  let [count, mean, squares] = [0, 0, 0];
  return {
    add(value) {
      if (numberType(value) === undefined) return;
      const number = toDouble(value as NumberValue);
      count++;
      const delta = number - mean;
      mean += delta / count;
      squares += delta * (number - mean);
    },
    result: () => {
      const divisor = kind === "sample" ? count - 1 : count;
      return divisor <= 0 ? null : new Double(Math.sqrt(squares / divisor));
    },
  };
}
