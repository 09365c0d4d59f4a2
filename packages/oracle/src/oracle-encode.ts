import { usage } from "@db/core";
import { BoundLob } from "./oracle-binds.ts";

/** The years that dates of Oracle have, as a `Date` can be written. */
const first = -62_135_596_800_000;
const last = 253_402_300_799_999;

/**
 * Checks or converts what core does not know by itself.
 * @throws DatabaseError `usage` for a date out of the years 1 to 9999, and for typed arrays that are neither bytes nor vectors.
 */
export function encodeOracleObject(value: object): unknown {
  if (value instanceof BoundLob) return value;
  if (Object.prototype.toString.call(value) === "[object Date]") {
    const time = (value as Date).getTime();
    if (time < first || time > last) throw usage("a Date is out of the years 1 to 9999");
    return undefined;
  }
  const tag = Object.prototype.toString.call(value);
  if (
    ArrayBuffer.isView(value) &&
    !/^\[object (?:Uint8Array|DataView|Float32Array|Float64Array|Int8Array)\]$/.test(tag)
  )
    throw usage(
      `a ${tag.slice(8, -1)} is neither bytes nor a vector`,
      "Use Uint8Array for bytes, Float32Array for a vector",
    );
  return undefined;
}
