import { addDecimals, exactDecimalOfDouble, readDecimal, writeDecimal, type Decimal } from "./decimal.ts";

/**
 * A sum of doubles that keeps what rounding loses: two doubles whose sum is the total, to about 106 bits
 * (Dekker's double-double arithmetic), as MongoDB sums.
 */
export class DoubleSum {
  #high = 0;
  #low = 0;
  /** The plain sum once something in it is not finite. */
  #special = 0;

  add(value: number): void {
    this.#special += value;
    const sum = this.#high + value;
    const back = sum - this.#high;
    const lost = this.#high - (sum - back) + (value - back);
    this.#low += lost;
    // Both parts again as far apart as they go.
    this.#high = sum + this.#low;
    this.#low -= this.#high - sum;
  }

  /** Adds a whole number of 64 bits without rounding it. */
  addWhole(value: bigint): void {
    const low = value % 4_294_967_296n;
    this.add(Number(value - low));
    this.add(Number(low));
  }

  /** The nearest double. */
  result(): number {
    const total = this.#high + this.#low;
    return Number.isFinite(total) ? total : Number.isNaN(total) ? this.#special : total;
  }

  /** The total with 34 digits. */
  toDecimal(): Decimal {
    const total = this.result();
    if (!Number.isFinite(total)) return exactDecimalOfDouble(total);
    const part = (value: number): Decimal => readDecimal(writeDecimal(exactDecimalOfDouble(value)));
    return addDecimals(part(this.#high), part(this.#low));
  }
}
