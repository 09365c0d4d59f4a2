import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatDuration, formatSize, parseDuration, parseSize } from "../../../src/config/index.ts";

describe("parseDuration", () => {
  it.each([
    [250, 250],
    [0.5, 0.5],
    ["250ms", 250],
    ["5s", 5000],
    ["1.5m", 90_000],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["1h30m", 5_400_000],
    ["1h 30m 5s", 5_405_000],
    ["1500us", 1.5],
    [" 5 s ", 5000],
    [".5s", 500],
    ["0", 0],
    ["0s", 0],
  ])("%p is %p ms", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([-1, Number.NaN, Infinity, "", " ", "5", "5x", "s", "-5s", "5s!", "1h30", "1e3s", "5S", "five"])(
    "refuses %p",
    (value) => {
      expect(parseDuration(value)).toBeUndefined();
    },
  );

  it("reads back what formatDuration writes", () => {
    fc.assert(
      fc.property(fc.nat(), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
    expect([0, 90_000, 86_400_000, 1500].map(formatDuration)).toEqual(["0", "90s", "1d", "1500ms"]);
  });

  it("takes time in line with the length of the text", () => {
    const started = performance.now();
    expect(parseDuration("1".repeat(100_000))).toBeUndefined();
    expect(parseDuration("1s".repeat(50_000) + "!")).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("parseSize", () => {
  it.each([
    [4096, 4096],
    ["512B", 512],
    ["64KiB", 65_536],
    ["10MB", 10_000_000],
    ["1.5GiB", 1_610_612_736],
    ["2kb", 2000],
    ["0", 0],
  ])("%p is %p bytes", (text, expected) => {
    expect(parseSize(text)).toBe(expected);
  });

  it.each([-1, Number.NaN, 1e300, "", "10", "10 bits", "-1MB", "99999999TiB"])("refuses %p", (value) => {
    expect(parseSize(value)).toBeUndefined();
  });

  it("reads back what formatSize writes", () => {
    fc.assert(
      fc.property(fc.nat(), (value) => {
        expect(parseSize(formatSize(value))).toBe(value);
      }),
    );
    expect(formatSize(65_536)).toBe("64KiB");
  });
});
