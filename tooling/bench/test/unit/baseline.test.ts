import { expect, it } from "@jest/globals";
import { compare, record, type Baseline } from "../../src/baseline.ts";
import { resultOf, seriesOf } from "../support/series.ts";

const measure = seriesOf("raw", [100, 100, 100, 100, 100]);
const baseline: Baseline = { postgres: { point: { ours: { cpu: 0.5, wall: 0.5 } } } };
const verdictOf = (cpu: readonly (number | undefined)[], from: Baseline = baseline): string | undefined =>
  compare([resultOf("point", [measure, seriesOf("ours", cpu, { ours: true })])], from)[0]?.verdict;

it("calls a ratio slower when even its lower quartile is more than a tenth above the record", () => {
  expect(verdictOf([56, 56, 56, 56, 56])).toBe("slower");
  expect(verdictOf([55, 55, 55, 55, 55])).toBe("as recorded");
  expect(verdictOf([50, 50, 90, 90, 90])).toBe("as recorded");
  expect(verdictOf([50, 60, 90, 90, 90])).toBe("slower");
});

it("calls a ratio faster when even its upper quartile is more than a tenth below the record", () => {
  expect(verdictOf([44, 44, 44, 44, 44])).toBe("faster");
  expect(verdictOf([45, 45, 45, 45, 45])).toBe("as recorded");
  expect(verdictOf([30, 30, 30, 50, 50])).toBe("as recorded");
});

it("tells what has no record, and what was not run", () => {
  expect(verdictOf([50, 50, 50, 50, 50], {})).toBe("not recorded");
  expect(verdictOf([undefined, undefined, undefined])).toBe("not run");
});

it("holds ours alone to the record", () => {
  expect(compare([resultOf("point", [measure, seriesOf("peer", [50])])], baseline)).toEqual([]);
});

it("records what was measured and keeps the rest", () => {
  const old: Baseline = { ...baseline, sqlite: { many: { other: { cpu: 2, wall: 2 } } } };
  const now = compare(
    [
      resultOf("point", [measure, seriesOf("ours", [40, 40], { ours: true })]),
      resultOf("many", [measure, seriesOf("ours", [undefined], { ours: true })]),
    ],
    old,
  );
  expect(record(now, old)).toEqual({
    postgres: { point: { ours: { cpu: 0.4, wall: 0.4 } } },
    sqlite: { many: { other: { cpu: 2, wall: 2 } } },
  });
  expect(old["postgres"]?.["point"]?.["ours"]?.cpu).toBe(0.5);
});
