import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { BSONSymbol, Code, Decimal128, Double, Int32, Long, ObjectId } from "@db/document";
import { compare, exportDocument, typeOf } from "@db/document/engine";
import fc from "fast-check";
import { anyDocument } from "../../../document/test/support/any-value.ts";
import { decodeDocument } from "../../src/codec/decode.ts";
import { encodeDocument } from "../../src/codec/encode.ts";
import { plainDocument } from "../../src/codec/plain.ts";

/** The types of all values, in order: equality alone does not tell `int` from `double`. */
function types(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(types);
  if (typeOf(value) === "object") return Object.entries(value as object).map(([name, inner]) => [name, types(inner)]);
  return typeOf(value) === "double" || typeOf(value) === "decimal" ? [typeOf(value), String(value)] : typeOf(value);
}

describe("the codec", () => {
  it("gives back every value with its type, digits and place", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const read = decodeDocument(encodeDocument(document));
        expect(compare(read, document)).toBe(0);
        expect(types(read)).toEqual(types(document));
      }),
      { numRuns: 1000 },
    );
  });

  it("gives programs what the longer way gives them", () => {
    const names = (value: unknown): unknown =>
      typeof value !== "object" || value === null
        ? value
        : Object.entries(value).map(([name, inner]) => [name, names(inner)]);
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = encodeDocument(document);
        const expected = exportDocument(decodeDocument(text));
        // As JSONB writes it, there is space between what belongs together.
        for (const written of [text, text.replaceAll('":', '": ')]) {
          const plain = plainDocument(written);
          expect(isDeepStrictEqual(plain, expected)).toBe(true);
          expect(names(plain)).toEqual(names(expected));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps plain values plain, so that SQL can read them", () => {
    const id = new ObjectId("0123456789abcdef01234567");
    const document = {
      _id: id,
      n: new Int32(1),
      big: Long.fromString("9007199254740993"),
      half: new Double(0.5),
      two: new Double(2),
    };
    expect(encodeDocument(document)).toBe(
      '{"_id":{"$oid":"0123456789abcdef01234567"},"n":1,"big":9007199254740993,"half":0.5,"two":2.0,"$order":["_id","n","big","half","two"]}',
    );
    expect(encodeDocument({ d: Decimal128.fromString("1.10"), l: Long.fromNumber(5) })).toBe(
      '{"d":{"$decimal":"1.10","$n":1.10,"$c":-1},"l":{"$long":true,"$n":5}}',
    );
  });

  it("refuses code and symbols with NUL, which JSONB cannot hold", () => {
    for (const value of [new Code("a\u0000"), new Code("\u0000", { b: 1 }), new BSONSymbol("\u0000")]) {
      expect(() => encodeDocument({ value })).toThrow(expect.objectContaining({ nativeCode: 238 }));
    }
  });

  it("tells fields that begin with $ from its own, and keeps NUL", () => {
    const document = { $a: "x", $$b: { $date: new Int32(1) }, text: "a\u0000b", $order: "mine", __proto: null };
    expect(decodeDocument(encodeDocument(document))).toEqual(document);
    expect(Object.keys(decodeDocument(encodeDocument(document)))).toEqual(Object.keys(document));
  });
});
