import fc from "fast-check";
import type { Kit } from "../../kit.ts";
import { tryType } from "./trial.ts";
import { becomes, kept, type Sample } from "./value-table.ts";

const first = "0001-01-01T00:00:00.000Z";
const last = "9999-12-31T23:59:59.999Z";
const always = (): boolean => true;

/** Every engine's type for instants reaches from here to there. */
const common = { min: "1970-01-02T00:00:00.000Z", max: "2038-01-18T00:00:00.000Z" };

const instants = [
  "1970-01-02T00:00:00.000Z",
  "2000-02-29T23:59:59.999Z",
  "2024-02-29T12:34:56.789Z",
  "2038-01-18T00:00:00.001Z",
  "2001-09-09T01:46:40.010Z",
  // Around the hours that clocks skip and repeat.
  "2024-03-31T00:59:59.999Z",
  "2024-03-31T01:00:00.000Z",
  "2024-10-27T00:30:00.000Z",
  "2024-10-27T01:30:00.000Z",
  "2024-03-10T07:30:00.000Z",
];
const far = [
  first,
  last,
  "0099-12-31T00:00:00.000Z",
  "1582-10-04T00:00:00.000Z",
  "1900-03-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  "1970-01-01T00:00:00.000Z",
  "2038-01-19T03:14:08.000Z",
];

/** Dates, times, timestamps, durations. */
export function moments(kit: Kit): void {
  tryType(kit, {
    type: "date",
    samples: [
      "0001-01-01",
      "9999-12-31",
      "2000-02-29",
      "2024-02-29",
      "1900-02-28",
      "1900-03-01",
      "1969-12-31",
      "1970-01-01",
      "1582-10-15",
    ].map(kept),
    anything: between("1583-01-01T00:00:00.000Z", last).map((date) => kept(date.toISOString().slice(0, 10))),
    findable: always,
  });
  tryType(kit, {
    type: "time(6)",
    mayLack: true,
    samples: ["00:00:00", "23:59:59", "12:34:56.789", "12:34:56.123456", "00:00:00.000001", "23:59:59.999999"].map(
      kept,
    ),
    anything: fc
      .integer({ min: 0, max: 86_399 })
      .chain((seconds) =>
        fc.integer({ min: 0, max: 999_999 }).map((micros) => kept(withoutZeros(timeText(seconds, micros)))),
      ),
    read: withoutZeros,
    findable: always,
  });
  asDates(kit);
  asTexts(kit);
  tryType(kit, {
    type: "interval",
    mayLack: true,
    samples: ["PT0S", "PT6.5S", "PT1H30M", "P10D", "P1DT2H3M4.000005S"].map(kept),
  });
}

function between(min: string, max: string): fc.Arbitrary<Date> {
  return fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
}

/** Timestamps are bound and read as `Date`: the instant in UTC, to the millisecond. */
function asDates(kit: Kit): void {
  tryType(kit, {
    type: "timestamp(6)",
    samples: [...instants, ...far].map((text) => kept(new Date(text))),
    anything: between(first, last).map(kept),
    findable: always,
  });
  tryType(kit, {
    type: "timestamptz(6)",
    samples: instants.map((text) => kept(new Date(text))),
    anything: between(common.min, common.max).map(kept),
    findable: always,
    more: async (table) => {
      // Some engines' instants begin in 1970 and end in 2038.
      for (const text of far)
        await table.keepsOrRefuses(kept(new Date(text)), {}, "value-out-of-range", "invalid-value", "usage");
    },
  });
}

/** With `timestamps: "string"` microseconds survive; without it a `Date` has the milliseconds that it can hold. */
function asTexts(kit: Kit): void {
  const options = { timestamps: "string" };
  if (!("timestamps" in kit.subject.define().driver.fields)) {
    kit.it("timestamps as texts are refused", async () => {
      await kit.rejects(async () => kit.subject.define(options), "configuration");
    });
    return;
  }
  for (const [type, zone] of [
    ["timestamp(6)", ""],
    // Where no type has a zone, a text has none either and means UTC.
    ["timestamptz(6)", kit.dialect.supports("timestamp-with-zone") ? "+00:00" : ""],
  ] as const) {
    const range = type === "timestamp(6)" ? { min: first, max: last } : common;
    const precise = fc.tuple(between(range.min, range.max), fc.integer({ min: 0, max: 999 }));
    const texts = precise.map(
      ([date, micros]) =>
        `${date.toISOString().replace("T", " ").replace("Z", "")}${String(micros).padStart(3, "0")}${zone}`,
    );
    const fixed = [
      "2024-02-29 12:34:56.123456",
      "2024-02-29 12:34:56.000001",
      "2024-02-29 12:34:56.999999",
      "2024-02-29 12:34:56",
      "2024-02-29 12:34:56.100000",
    ].map((text) => text + zone);
    const exact = (text: string): Sample => becomes(text, microseconds(text));
    tryType(kit, {
      type,
      note: "to the microsecond as text",
      samples: fixed.map(exact),
      anything: texts.map(exact),
      read: asMicroseconds,
      findable: always,
      options,
      more: async (table) => {
        // A zone may be understood where no type has one, but it must not be lost.
        if (type === "timestamptz(6)" && zone === "")
          for (const text of fixed)
            await table.keepsOrRefuses(exact(`${text}+02:00`), { read: asMicroseconds }, "invalid-value", "usage");
      },
    });
    tryType(kit, {
      type,
      note: "cut to the millisecond as Date",
      samples: fixed.map((text) => becomes(text, new Date(Number(floorDivide(microseconds(text) as bigint, 1000n))))),
    });
  }
}

function asMicroseconds(value: unknown): unknown {
  return typeof value === "string" ? microseconds(value) : value;
}

/** The microseconds since 1970 that a timestamp's text means; one without a zone is UTC. What is none stays text. */
function microseconds(text: string): bigint | string {
  const match =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})0*)?\s*(?:Z|([+-])(\d\d)(?::?(\d\d))?(?::(\d\d))?)?$/.exec(
      text,
    );
  if (match === null) return text;
  const [, day, time, fraction = "", sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (sign === "-" ? -1000 : 1000);
  return BigInt(Date.parse(`${day}T${time}Z`) - offset) * 1000n + BigInt(fraction.padEnd(6, "0"));
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function timeText(seconds: number, micros: number): string {
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  return `${clock}.${String(micros).padStart(6, "0")}`;
}

function withoutZeros<T>(value: T): T {
  return (
    typeof value === "string"
      ? value.replace(/\.(\d*?)0*$/, (_, digits: string) => (digits === "" ? "" : `.${digits}`))
      : value
  ) as T;
}
