/**
 * A float of 32 bits as the shortest decimal that means it, which is what was stored: 0.1 and not 0.10000000149. For drivers,
 * which read such a float into a number of 64 bits.
 */
export function shortestSingle(value: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(9));
}
