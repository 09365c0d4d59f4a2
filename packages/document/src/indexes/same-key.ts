import { compareNumbers, isNumber } from "../values/numbers.ts";
import type { Document } from "../values/types.ts";

/** Whether two index keys are the same: the same fields in the same order, with equal directions or kinds. */
export function sameKey(left: Document, right: Document): boolean {
  const [leftNames, rightNames] = [Object.keys(left), Object.keys(right)];
  return (
    leftNames.length === rightNames.length &&
    leftNames.every((name, n) => {
      const [a, b] = [left[name], right[name]];
      return name === rightNames[n] && (isNumber(a) && isNumber(b) ? compareNumbers(a, b) === 0 : a === b);
    })
  );
}
