import fc from "fast-check";
import type { Kit } from "../../kit.ts";
import { tryType } from "./trial.ts";
import { becomes, kept, type Sample, type ValueTable } from "./value-table.ts";

const always = (): boolean => true;

/** Whole numbers, decimals, floats. */
export function numbers(kit: Kit): void {
  tryType(kit, {
    type: "smallint",
    samples: [0, 1, -1, 32_767, -32_768].map(kept),
    anything: fc.integer({ min: -32_768, max: 32_767 }).map(kept),
    findable: always,
    more: beyond(32_768n, -32_769n),
  });
  tryType(kit, {
    type: "integer",
    samples: [...[0, 1, -1, 2_147_483_647, -2_147_483_648].map(kept), becomes(7n, 7)],
    anything: fc.integer().map(kept),
    findable: always,
    more: beyond(2_147_483_648n, -2_147_483_649n),
  });
  tryType(kit, {
    type: "bigint",
    samples: [0n, 1n, -1n, ...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n]), int64.min, int64.max]
      .map(wholeNumber)
      .concat(
        [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER].map(kept),
        // Beyond the safe range a number is still one exact whole number.
        [2 ** 53, -(2 ** 53), 2 ** 60, 2 ** 62].map((given) => becomes(given, BigInt(given))),
      ),
    anything: fc.oneof(fc.bigInt({ min: int64.min, max: int64.max }).map(wholeNumber), fc.maxSafeInteger().map(kept)),
    findable: always,
    more: beyond(int64.max + 1n, int64.min - 1n, 2n ** 64n),
  });
  decimals(kit);
  floats(kit);
}

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const edges = [2n ** 53n, -(2n ** 53n), 2n ** 31n, -(2n ** 31n), 2n ** 32n];

/** A whole number is a number where that is safe, else a `bigint`. */
function wholeNumber(given: bigint): Sample {
  return becomes(given, Number.isSafeInteger(Number(given)) ? Number(given) : given);
}

/** A column may be wider than its portable type. */
function beyond(...values: readonly bigint[]): (table: ValueTable) => Promise<void> {
  return async (table) => {
    for (const value of values) await table.keepsOrRefuses(wholeNumber(value), {}, "value-out-of-range", "usage");
  };
}

// --- decimals --------------------------------------------------------------------------------------------------------

function decimals(kit: Kit): void {
  const texts = [
    "0",
    "1",
    "-1",
    "0.1",
    "-0.1",
    "1.10",
    "1.1000000000",
    "100",
    "100.0000000000",
    "0.0000000001",
    "-0.0000000001",
    "1234567890.0123456789",
    "9007199254740993.0000000001",
    "12345678901234567890.1",
    "9999999999999999999999999999.9999999999",
    "-9999999999999999999999999999.9999999999",
  ];
  const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
  tryType(kit, {
    type: "decimal(38,10)",
    mayLack: !kit.capabilities.decimals,
    samples: [
      ...texts.map((text) => becomes(text, canonical(text))),
      ...[0, 42, -7, 0.5, -12.25, 0.1].map((number) => becomes(number, canonical(String(number)))),
      becomes(9007199254740993n, "9007199254740993"),
    ],
    anything: digits.map((scaled) => scaledText(scaled, 10)).map((text) => becomes(text, canonical(text))),
    read: canonical,
    findable: (given) => typeof given === "string",
  });
  tryType(kit, {
    type: "decimal(10,2)",
    mayLack: !kit.capabilities.decimals,
    samples: ["0.01", "-0.01", "99999999.99", "-99999999.99", "1.50"].map((text) => becomes(text, canonical(text))),
    anything: fc
      .bigInt({ min: -9_999_999_999n, max: 9_999_999_999n })
      .map((scaled) => becomes(scaledText(scaled, 2), canonical(scaledText(scaled, 2)))),
    read: canonical,
    findable: (given) => typeof given === "string",
  });
}

function scaledText(scaled: bigint, scale: number): string {
  const text = String(scaled < 0n ? -scaled : scaled).padStart(scale + 1, "0");
  return `${scaled < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/**
 * A decimal without the zeros that mean nothing: some engines keep them as given, some fill up to the column's scale,
 * some drop them. What is no text of a decimal stays as it is, and so is found out.
 */
function canonical(value: unknown): unknown {
  const match = typeof value === "string" ? /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(value) : null;
  if (match === null) return value;
  const [, sign = "", whole = "", fraction = ""] = match;
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return text === "0" ? text : sign + text;
}

// --- floats ----------------------------------------------------------------------------------------------------------

function floats(kit: Kit): void {
  const { specialFloats } = kit.capabilities;
  const special = [Number.NaN, Infinity, -Infinity];
  const finite = [
    0,
    1,
    -1,
    0.1,
    1 / 3,
    -2.5,
    Math.PI,
    Number.EPSILON,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    2.225_073_858_507_201_4e-308,
    2.225_073_858_507_201e-308,
    1e21,
    1e-7,
    123_456_789_012_345_680,
    2 ** 53,
    2 ** 53 + 2,
    4.35,
    1e22,
    1e23,
  ];
  tryType(kit, {
    type: "double",
    samples: [...finite, ...(specialFloats ? special : [])].map(kept),
    anything: fc
      .double({ noNaN: !specialFloats, noDefaultInfinity: !specialFloats })
      .filter((value) => !Object.is(value, -0))
      .map(kept),
    findable: (given) => !Number.isNaN(given),
    more: async (table) => {
      await negativeZero(kit, table);
      if (!specialFloats) await withoutSpecials(kit, table, special);
    },
  });
  tryType(kit, {
    type: "real",
    samples: [
      0, 1, -1, 0.5, 0.1, 3.402_823_466_385_288_6e38, -3.402_823_466_385_288_6e38, 1.175_494_350_822_287_5e-38,
    ].map(single),
    anything: fc
      .float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e38), max: Math.fround(1e38) })
      .filter((value) => !Object.is(value, -0) && (value === 0 || Math.abs(value) > 1.2e-38))
      .map(single),
    read: (value) => (typeof value === "number" ? Math.fround(value) : value),
  });
}

/** A column may hold more than single precision, and a server may write the shortest text that gives the same single. */
function single(value: number): Sample {
  return becomes(Math.fround(value), Math.fround(value));
}

/** Some engines do not know the sign of zero. Where it is kept, it is kept both ways. */
async function negativeZero(kit: Kit, table: ValueTable): Promise<void> {
  const absolute = (value: unknown): unknown => (Object.is(value, -0) ? 0 : value);
  await table.roundTrip([becomes(-0, 0)], { read: absolute, findable: always });
  const signs = new Set((await table.all()).map((value) => Object.is(value, -0)));
  kit.equal(signs.size, 1);
}

/** An engine may hold the infinities and not NaN, but what it does not hold it must refuse. */
async function withoutSpecials(kit: Kit, table: ValueTable, special: readonly number[]): Promise<void> {
  const outcomes: string[] = [];
  for (const value of special) outcomes.push(await table.keepsOrRefuses(kept(value), {}, "usage"));
  // An engine that holds all of them should say so.
  kit.equal(outcomes.includes("refused"), true);
}
