import { expect, it } from "@jest/globals";
import { compare } from "../../src/baseline.ts";
import { chartOf } from "../../src/report/chart.ts";
import { reportOf } from "../../src/report/markdown.ts";
import { shortReport } from "../../src/report/short.ts";
import type { EngineResult } from "../../src/results.ts";
import type { Spread } from "../../src/statistics.ts";
import type { Weights } from "../../src/weight.ts";
import { resultOf, seriesOf } from "../support/series.ts";

const measure = seriesOf("raw", [100, 100, 100]);
const report = (...engines: EngineResult[]): string => reportOf({ conditions: ["a test"], engines, weights: [] });

it("shows the median of ratios with its quartiles, and what a piece of work costs", () => {
  const text = report(resultOf("point", [measure, seriesOf("ours", [40, 44, 60], { ours: true })]));
  expect(text).toContain("| title of ours | 0.44 (0.42–0.52) | 0.44 (0.42–0.52) | 44.0 | 88.0 |");
});

it("shows memory where a workload asks for it", () => {
  const text = report(resultOf("bulk", [measure, seriesOf("ours", [100, 110, 120])]));
  expect(text).toContain(
    "| title of ours | 1.10 (1.05–1.15) | 1.10 (1.05–1.15) | 110 | 220 | 1100 | 1.10 (1.05–1.15) |",
  );
});

it("lists who did not run, and why", () => {
  const absent = { reason: "cannot be loaded", failed: true };
  const text = report(
    resultOf("point", [
      measure,
      seriesOf("broken", [undefined], { absent }),
      seriesOf("other", [undefined], { absent: { reason: "has no streams", failed: false } }),
    ]),
    { key: "mysql", title: "MySQL", family: "mysql", workloads: [], notRun: "no MySQL server" },
  );
  expect(text).toContain("- not run: title of broken: **failed**, cannot be loaded");
  expect(text).toContain("- not run: title of other: has no streams");
  expect(text).not.toContain("| title of broken");
  expect(text).toContain("## MySQL\n\nnot run: no MySQL server");
});

it("holds ours to the targets, and the stream to its memory's too", () => {
  const ours = { ours: true };
  const text = report(
    resultOf("point", [measure, seriesOf("good", [45, 45, 45], ours), seriesOf("bad", [46, 46, 46], ours)]),
    resultOf("stream", [measure, seriesOf("large", [120, 120, 120], ours)]),
  );
  expect(text).toMatch(/title of good \| 0\.45 \S+ \| 0\.45 \| met/);
  expect(text).toMatch(/title of bad \| 0\.46 \S+ \| 0\.45 \| \*\*missed\*\*/);
  expect(text).toMatch(/its peak memory \| title of large \| 1\.20 \S+ \| 1\.10 \| \*\*missed\*\*/);
});

it("counts ours that did not run as a missed target", () => {
  const absent = { reason: "broken", failed: true };
  const text = report(resultOf("point", [measure, seriesOf("gone", [undefined], { ours: true, absent })]));
  expect(text).toContain("| title of gone | not run | 0.45 | **missed** |");
});

it("tells in the short form what is slower than recorded", () => {
  const engines = [resultOf("point", [measure, seriesOf("ours", [60, 60, 60], { ours: true })])];
  const short = (cpu: number): string => {
    const comparisons = compare(engines, { postgres: { point: { ours: { cpu, wall: 1 } } } });
    return shortReport({ conditions: ["a test"], engines, weights: [] }, comparisons);
  };
  expect(short(0.5)).toContain("1 slower than recorded");
  expect(short(0.5)).toContain("| 0.50 | **slower** |");
  expect(short(0.6)).toContain("Nothing is slower than recorded.");
});

it("draws a bar for each contestant that ran, the measure at 1", () => {
  const chart = chartOf(
    resultOf("point", [
      measure,
      seriesOf("ours", [50, 50, 50], { ours: true, title: "a <b> & c" }),
      seriesOf("gone", [undefined]),
    ]),
  );
  expect(chart.match(/<rect x/g)).toHaveLength(2);
  expect(chart).toContain("a &lt;b&gt; &amp; c");
  expect(chart).not.toContain("NaN");
  const one = /<text x="(\d+)" y="36"/.exec(chart)?.[1];
  const [bar] = [...chart.matchAll(/<rect x="(\d+)" y="\d+" width="(\d+)"[^>]*#2563eb/g)];
  // Half as much: the bar ends where the ratio 1 is.
  expect(Number(bar?.[1]) + Number(bar?.[2])).toBe(Number(one) + 4);
});

it("holds import weight to its targets by what it costs beyond the client", () => {
  const all = (middle: number): Spread => ({ low: middle, middle, high: middle });
  const of = (wall: number, rss: number): Weights["more"] => ({ wall: all(wall), cpu: all(1), rss: all(rss) });
  const weights: Weights[] = [
    { title: "light", client: of(30, 8), ours: of(55, 18), more: of(25, 10) },
    { title: "heavy", client: of(30, 8), ours: of(56, 19), more: of(25.1, 10.1) },
    { title: "gone", client: of(0, 0), ours: of(0, 0), more: of(0, 0), failed: "cannot be loaded" },
  ];
  const text = reportOf({ conditions: ["a test"], engines: [], weights });
  expect(text).toContain("| light | 30 / 1 / 8 | 55 / 1 / 18 | 25.0 (25.0–25.0) met | 10.0 (10.0–10.0) met |");
  expect(text).toContain("25.1 (25.1–25.1) **missed** | 10.1 (10.1–10.1) **missed**");
  expect(text).toContain("| gone | not run | cannot be loaded |");
});
