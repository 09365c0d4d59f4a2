import { beforeAll, describe, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { Decimal128, Double, Int32, Long } from "@db/document";
import { compare, exactDecimalOfDouble, formatDecimal } from "@db/document/engine";
import fc from "fast-check";
import { anyValue } from "../../../document/test/support/any-value.ts";
import { encodeValue } from "../../src/codec/encode.ts";
import { serverKey } from "../../src/compile/server-key.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { embedded } from "./support/databases.ts";

describe("keys that are known here", () => {
  const database = embedded();
  beforeAll(async () => {
    await database.relational().execute(sql`create schema keys`);
    for (const definition of keyFunctions("keys")) await database.relational().execute(definition);
  }, 60_000);

  it("are those of the server", async () => {
    const db = database.relational();
    const value = fc.oneof(
      anyValue,
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => new Double(number)),
      fc.integer().map((number) => new Int32(number)),
      fc.string({ unit: "binary" }),
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 50, maxLength: 50 }), async (values) => {
        const known = values.filter((each) => serverKey(each) !== undefined);
        const rows = await db.query<{ key: string }>(
          sql`select keys._key(value::jsonb) as key from jsonb_array_elements_text(${JSON.stringify(known.map(encodeValue))}::text::jsonb) with ordinality as v(value, place) order by place`,
        );
        expect(rows.map(({ key }) => key)).toEqual(known.map((each) => serverKey(each)));
        compared += known.length;
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(2000);
  }, 60_000);

  it("order numbers that are as close as can be, and are shared by those that are equal", async () => {
    const doubles = [0.1, 0.3, 1e15 + 0.25, 2 ** 53, 2 ** -60, -0.1, 5e-324, 1e300];
    const near = doubles.flatMap((double) =>
      [String(double), formatDecimal(exactDecimalOfDouble(double))].filter((text) => /^-?0*[\d.]{1,34}$/.test(text)),
    );
    const decimals = [
      "1000000000000000.21",
      "1000000000000000.26",
      "0.100000000000000006",
      "0.1000000000000000056",
      ...near,
    ];
    const numbers = [
      ...doubles.map((double) => new Double(double)),
      ...decimals.map((text) => Decimal128.fromString(text)),
      new Int32(1),
      Long.fromString("9007199254740993"),
    ];
    const db = database.relational();
    const rows = await db.query<{ key: string }>(
      sql`select keys._key(value::jsonb) as key from jsonb_array_elements_text(${JSON.stringify(numbers.map(encodeValue))}::text::jsonb) with ordinality as v(value, place) order by place`,
    );
    const wrong: string[] = [];
    for (const [n, left] of numbers.entries()) {
      for (const [m, right] of numbers.entries()) {
        const byKey = Buffer.compare(Buffer.from(rows[n]?.key ?? ""), Buffer.from(rows[m]?.key ?? ""));
        if (Math.sign(compare(left, right)) !== byKey) wrong.push(`${String(left)} and ${String(right)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
