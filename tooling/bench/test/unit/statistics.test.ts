import { expect, it } from "@jest/globals";
import { figureOf, ratioOf, spreadOf } from "../../src/statistics.ts";
import { seriesOf } from "../support/series.ts";

it("takes the middle of an odd number of values, and lies between two of an even number", () => {
  expect(spreadOf([5, 1, 3])).toEqual({ low: 2, middle: 3, high: 4 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ low: 1.75, middle: 2.5, high: 3.25 });
  expect(spreadOf([7])).toEqual({ low: 7, middle: 7, high: 7 });
});

it("sorts by size, not as text", () => {
  expect(spreadOf([10, 9, 100]).middle).toBe(10);
});

it("is not a number where there is no value", () => {
  expect(spreadOf([])).toEqual({ low: Number.NaN, middle: Number.NaN, high: Number.NaN });
});

it("leaves out rounds that were not run", () => {
  const { rounds } = seriesOf("a", [1, undefined, 3]);
  expect(figureOf(rounds, "cpu").middle).toBe(2);
  expect(figureOf(rounds, "rss").middle).toBe(20);
});

it("takes ratios within a round, so that a slow round changes nothing", () => {
  const { rounds: measure } = seriesOf("measure", [100, 1000, 10]);
  const { rounds } = seriesOf("a", [50, 500, 5]);
  expect(ratioOf(rounds, measure, "cpu")).toEqual({ low: 0.5, middle: 0.5, high: 0.5 });
});

it("leaves out rounds that either of the two did not run", () => {
  const { rounds: measure } = seriesOf("measure", [100, undefined, 10, 10]);
  const { rounds } = seriesOf("a", [50, 500, undefined, 20]);
  expect(ratioOf(rounds, measure, "wall")).toEqual({ low: 0.875, middle: 1.25, high: 1.625 });
});
