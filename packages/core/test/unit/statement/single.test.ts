import { expect, it } from "@jest/globals";
import { shortestSingle } from "@db/core";
import fc from "fast-check";

it("a single is the shortest decimal that means it", () => {
  for (const value of [0.1, -2.5, 3.402_823_5e38, 1.175_494_4e-38, 1e-45, 0, 16_777_217, 1 / 3])
    expect(Math.fround(shortestSingle(Math.fround(value)))).toBe(Math.fround(value));
  expect(shortestSingle(Math.fround(0.1))).toBe(0.1);
  expect(shortestSingle(Math.fround(123_456.79))).toBe(123_456.79);
});

it("no single becomes another", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Object.is(Math.fround(shortestSingle(value)), value)).toBe(true);
    }),
  );
});
