import { describe, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { Double, Int32 } from "@db/document";
import fc from "fast-check";
import { anyValue } from "../../../document/test/support/any-value.ts";
import { encodeValue } from "../../src/codec/encode.ts";
import { serverKey } from "../../src/compile/server-key.ts";
import { keyFunctions } from "../../src/store/key-functions.ts";
import { embedded } from "./support/databases.ts";

describe("keys that are known here", () => {
  const database = embedded();

  it("are those of the server", async () => {
    const db = database.relational();
    await db.execute(sql`create schema keys`);
    for (const definition of keyFunctions("keys")) await db.execute(definition);
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
});
