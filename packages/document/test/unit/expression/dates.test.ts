import { describe, expect, it } from "@jest/globals";
import { ObjectId } from "bson";
import { date, decimal, double, evaluate, codeOf, int, long, timestamp } from "./evaluate.ts";

const at = date("2024-02-29T23:30:15.045Z");
const newYork = "America/New_York";

describe("parts of dates", () => {
  it.each([
    [{ $year: at }, int(2024)],
    [{ $month: at }, int(2)],
    [{ $dayOfMonth: [at] }, int(29)],
    [{ $dayOfMonth: { date: at, timezone: "+01:00" } }, int(1)],
    [{ $hour: { date: at, timezone: newYork } }, int(18)],
    [{ $minute: { date: at, timezone: "+0570" } }, int(40)],
    [{ $second: at }, int(15)],
    [{ $millisecond: at }, int(45)],
    [{ $dayOfYear: at }, int(60)],
    [{ $dayOfWeek: at }, int(5)],
    [{ $isoDayOfWeek: at }, int(4)],
    [{ $week: date("2023-01-01T00:00:00Z") }, int(1)],
    [{ $week: date("2024-01-06T00:00:00Z") }, int(0)],
    [{ $isoWeek: date("2021-01-03T00:00:00Z") }, int(53)],
    [{ $isoWeekYear: date("2021-01-03T00:00:00Z") }, long(2020)],
    [{ $year: timestamp(0, 1) }, int(1970)],
    [{ $year: new ObjectId("ffffffff0000000000000000") }, int(1969)],
    [{ $year: null }, null],
    [{ $year: { date: at, timezone: null } }, null],
  ])("%j", (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    [16006, { $year: "2024" }],
    [40535, { $year: { date: at, more: 1 } }],
    [40536, { $year: [at, at] }],
    [40539, { $year: { timezone: "UTC" } }],
    [40517, { $year: { date: at, timezone: 1 } }],
    [40485, { $year: { date: at, timezone: "america/new_york" } }],
    [40485, { $year: { date: at, timezone: "Z" } }],
    [40485, { $year: { date: at, timezone: "+100:00" } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("dates from and to parts", () => {
  it.each([
    [{ year: 2024, month: 14, day: 0 }, date("2025-01-31T00:00:00Z")],
    [{ year: 2020, hour: 12, timezone: newYork }, date("2020-01-01T17:00:00Z")],
    [{ isoWeekYear: 2020, isoWeek: 53, isoDayOfWeek: 7 }, date("2021-01-03T00:00:00Z")],
    [{ year: decimal("2020"), minute: -1 }, date("2019-12-31T23:59:00Z")],
    [{ year: 2020, day: null }, null],
  ])("%j", (parts, expected) => {
    expect(evaluate({ $dateFromParts: parts })).toEqual(expected);
  });

  it("come apart in a zone, by the calendar or by weeks", () => {
    expect(evaluate({ $dateToParts: { date: at, timezone: "-0200" } })).toEqual({
      year: int(2024),
      month: int(2),
      day: int(29),
      hour: int(21),
      minute: int(30),
      second: int(15),
      millisecond: int(45),
    });
    expect(evaluate({ $dateToParts: { date: at, iso8601: true } })).toMatchObject({
      isoWeekYear: int(2024),
      isoWeek: int(9),
      isoDayOfWeek: int(4),
    });
  });

  it.each([
    [40519, { $dateFromParts: 1 }],
    [40518, { $dateFromParts: { year: 1, more: 1 } }],
    [40516, { $dateFromParts: {} }],
    [40489, { $dateFromParts: { year: 1, isoWeek: 1 } }],
    [40525, { $dateFromParts: { isoWeekYear: 1, month: 1 } }],
    [40515, { $dateFromParts: { year: double(1.5) } }],
    [40523, { $dateFromParts: { year: 10_000 } }],
    [31095, { $dateFromParts: { isoWeekYear: 0 } }],
    [31034, { $dateFromParts: { year: 1, month: 40_000 } }],
    [40524, { $dateToParts: 1 }],
    [40522, { $dateToParts: {} }],
    [40520, { $dateToParts: { date: at, more: 1 } }],
    [40521, { $dateToParts: { date: at, iso8601: 1 } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("dates from and to texts", () => {
  it.each([
    [
      { format: "%Y-%m-%d %H:%M:%S.%L %j %w %u %U %V %G %b %B %%" },
      "2024-02-29 23:30:15.045 060 5 4 08 09 2024 Feb February %",
    ],
    [{ format: "%z %Z", timezone: "-03:30" }, "-0330 -210"],
    [{}, "2024-02-29T23:30:15.045Z"],
    [{ timezone: newYork }, "2024-02-29T18:30:15.045"],
    [{ date: null, onNull: "none" }, "none"],
  ])("writes %j", (given, expected) => {
    expect(evaluate({ $dateToString: { date: at, ...given } })).toBe(expected);
  });

  it.each([
    [{ dateString: "2024-03-01" }, "2024-03-01T00:00:00.000Z"],
    [{ dateString: "2024-03" }, "2024-03-01T00:00:00.000Z"],
    [{ dateString: "Sat, 1 Jun 2024 10:00:00 CEST" }, "2024-06-01T08:00:00.000Z"],
    [{ dateString: "20240301T102030Z" }, "2024-03-01T10:20:30.000Z"],
    [{ dateString: "-0001-03-01" }, "-000001-03-01T00:00:00.000Z"],
    [{ dateString: " 2024-03-01T10:20:30.45+02:00 " }, "2024-03-01T08:20:30.450Z"],
    [{ dateString: "March 1, 2024 5:06 PM" }, "2024-03-01T17:06:00.000Z"],
    [{ dateString: "2024-07-01T12:00:00", timezone: newYork }, "2024-07-01T16:00:00.000Z"],
    [{ dateString: "01/03/2024", format: "%d/%m/%Y" }, "2024-03-01T00:00:00.000Z"],
    [{ dateString: "2024-W10", format: "%G-W%V" }, "2024-03-04T00:00:00.000Z"],
    [{ dateString: "2024 061", format: "%Y %j" }, "2024-03-01T00:00:00.000Z"],
    [{ dateString: "1 mar 2024 -0100", format: "%d %b %Y %z" }, "2024-03-01T01:00:00.000Z"],
  ])("reads %j", (given, expected) => {
    expect(evaluate({ $dateFromString: given })).toEqual(date(expected));
  });

  it("answers null and faults as it is told", () => {
    expect(evaluate({ $dateFromString: { dateString: null, onNull: 1 } })).toEqual(int(1));
    expect(evaluate({ $dateFromString: { dateString: "nonsense", onError: 2 } })).toEqual(int(2));
    expect(evaluate({ $dateFromString: { dateString: "2024-01-01", timezone: null } })).toBeNull();
  });

  it.each([
    [18629, { $dateToString: 1 }],
    [18628, { $dateToString: { format: "%Y" } }],
    [18534, { $dateToString: { date: at, more: 1 } }],
    [18533, { $dateToString: { date: at, format: 1 } }],
    [18535, { $dateToString: { date: at, format: "%" } }],
    [18536, { $dateToString: { date: at, format: "%q" } }],
    [18537, { $dateToString: { date: new Date(253_402_300_800_000), format: "%Y" } }],
    [40540, { $dateFromString: 1 }],
    [40541, { $dateFromString: { dateString: "a", more: 1 } }],
    [40542, { $dateFromString: {} }],
    [40684, { $dateFromString: { dateString: "a", format: 1 } }],
    [18536, { $dateFromString: { dateString: "a", format: "%U" } }],
    [241, { $dateFromString: { dateString: 1 } }],
    [241, { $dateFromString: { dateString: "2024-01-01T00:00:00Z", timezone: newYork } }],
    [241, { $dateFromString: { dateString: "2024-13-01" } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});

describe("dates that JavaScript has not", () => {
  it.each([{ $year: "$at" }, { $toLong: "$at" }, { $add: ["$at", 1] }, { $toUpper: "$at" }])(
    "are refused by %j",
    (expression) => {
      expect(codeOf(expression, { document: { at: new Date(Number.NaN) } })).toBe(238);
    },
  );

  it("are refused as results, but for those that MongoDB has not either", () => {
    expect(codeOf({ $add: [at, long(10n ** 16n)] })).toBe(238);
    expect(codeOf({ $add: [at, long(2n ** 63n - 1n)] })).toBe(15);
  });
});

describe("constant arguments of dates", () => {
  const document = { none: null, text: "x" };

  it("are looked at though the date is null", () => {
    expect(codeOf({ $year: { date: "$none", timezone: "Nowhere" } }, { document })).toBe(40485);
    expect(codeOf({ $dateTrunc: { date: "$none", unit: "days" } }, { document })).toBe(9);
    expect(evaluate({ $dateTrunc: { date: "$text", unit: null } }, { document })).toBeNull();
  });
});

describe("arithmetic of dates", () => {
  const add = (startDate: Date, unit: string, amount: unknown, timezone = "UTC"): object => ({
    $dateAdd: { startDate, unit, amount, timezone },
  });

  it("keeps to the last day of a month, and to the time of day across a change of clocks", () => {
    expect(evaluate(add(date("2023-01-31T00:00:00Z"), "month", 1))).toEqual(date("2023-02-28T00:00:00Z"));
    expect(evaluate(add(date("2021-03-13T17:00:00Z"), "day", 1, newYork))).toEqual(date("2021-03-14T16:00:00Z"));
    expect(evaluate(add(date("2021-03-13T17:00:00Z"), "hour", 24, newYork))).toEqual(date("2021-03-14T17:00:00Z"));
    expect(evaluate({ $dateSubtract: { startDate: at, unit: "quarter", amount: 1 } })).toEqual(
      date("2023-11-29T23:30:15.045Z"),
    );
  });

  it("counts the starts of units that lie between", () => {
    const between = (unit: string, from: string, to: string, more: object = {}): unknown =>
      evaluate({ $dateDiff: { startDate: date(from), endDate: date(to), unit, ...more } });
    expect(between("year", "2020-12-31T23:59:59Z", "2021-01-01T00:00:00Z")).toEqual(long(1));
    expect(between("quarter", "2021-04-01T00:00:00Z", "2021-01-01T00:00:00Z")).toEqual(long(-1));
    expect(between("week", "2021-01-02T00:00:00Z", "2021-01-03T00:00:00Z")).toEqual(long(1));
    expect(between("week", "2021-01-02T00:00:00Z", "2021-01-03T00:00:00Z", { startOfWeek: "Mon" })).toEqual(long(0));
    expect(between("day", "2021-03-13T05:00:00Z", "2021-03-15T04:00:00Z", { timezone: newYork })).toEqual(long(2));
    expect(between("hour", "2021-01-01T00:59:59Z", "2021-01-01T01:00:00Z")).toEqual(long(1));
  });

  it("truncates to bins counted from the year 2000", () => {
    const truncate = (unit: string, more: object = {}): unknown =>
      evaluate({ $dateTrunc: { date: date("2021-03-20T11:30:05Z"), unit, ...more } });
    expect(truncate("hour", { binSize: 2 })).toEqual(date("2021-03-20T10:00:00Z"));
    expect(truncate("week", { startOfWeek: "monday" })).toEqual(date("2021-03-15T00:00:00Z"));
    expect(truncate("quarter")).toEqual(date("2021-01-01T00:00:00Z"));
    expect(truncate("year", { binSize: 10 })).toEqual(date("2020-01-01T00:00:00Z"));
    expect(truncate("day", { timezone: newYork })).toEqual(date("2021-03-20T04:00:00Z"));
    expect(truncate("day", { startOfWeek: null })).toEqual(date("2021-03-20T00:00:00Z"));
    expect(truncate("week", { startOfWeek: null })).toBeNull();
  });

  it.each([
    [5166400, { $dateAdd: 1 }],
    [5166401, { $dateAdd: { more: 1 } }],
    [5166402, { $dateAdd: {} }],
    [5166403, add("x" as never, "day", 1)],
    [5166405, add(at, "day", double(1.5))],
    [5439013, add(at, 1 as never, 1)],
    [9, add(at, "days", 1)],
    [6045000, { $dateSubtract: { startDate: at, unit: "day", amount: long(-(2n ** 63n)) } }],
    [5976500, add(at, "month", long(-30_000_000_000))],
    [5166301, { $dateDiff: 1 }],
    [5166302, { $dateDiff: { more: 1 } }],
    [5166307, { $dateDiff: { startDate: at, endDate: "x", unit: "day" } }],
    [5439015, { $dateDiff: { startDate: at, endDate: at, unit: "week", startOfWeek: 1 } }],
    [5439016, { $dateTrunc: { date: at, unit: "week", startOfWeek: "x" } }],
    [5439007, { $dateTrunc: 1 }],
    [5439008, { $dateTrunc: { more: 1 } }],
    [5439009, { $dateTrunc: { unit: "day" } }],
    [5439010, { $dateTrunc: { date: at } }],
    [5439017, { $dateTrunc: { date: at, unit: "day", binSize: "1" } }],
    [5439018, { $dateTrunc: { date: at, unit: "day", binSize: 0 } }],
    [5439002, { $dateTrunc: { date: at, unit: "hour", binSize: long(2_562_047_788_016_999n) } }],
  ])("refuse with code %i: %j", (code, expression) => {
    expect(codeOf(expression)).toBe(code);
  });
});
