import type { EngineResult } from "../results.ts";
import { ratioOf, type Spread } from "../statistics.ts";
import { workloads } from "../workloads.ts";

const width = 900;
const left = 260;
const right = 90;
const bar = 14;
const gap = 4;

interface Bar {
  readonly title: string;
  readonly kind: "ours" | "measure" | "other";
  readonly ratio: Spread;
}

const colours = { ours: "#2563eb", measure: "#111827", other: "#9ca3af" } as const;

/** The CPU ratios of an engine's contestants as an SVG, workload by workload, on a logarithmic scale. */
export function chartOf({ title, version, workloads: measured }: EngineResult): string {
  const groups = measured.map(({ key, series }) => ({
    name: workloads[key]?.name ?? key,
    bars: series
      .map(({ entry, rounds }, index): Bar => {
        const kind = entry.ours === true ? "ours" : index === 0 ? "measure" : "other";
        return { title: entry.title, kind, ratio: ratioOf(rounds, series[0]?.rounds ?? [], "cpu") };
      })
      .filter(({ ratio }) => !Number.isNaN(ratio.middle)),
  }));
  const ratios = groups.flatMap(({ bars }) => bars.flatMap(({ ratio }) => [ratio.low, ratio.high]));
  const x = scaleOf(Math.min(0.5, ...ratios), Math.max(2, ...ratios));

  const parts: string[] = [];
  let y = 60;
  for (const { name, bars } of groups) {
    parts.push(text(10, y + 4, name, 'font-weight="bold"'));
    y += 14;
    for (const one of bars) {
      parts.push(...drawBar(one, y, x));
      y += bar + gap;
    }
    y += 18;
  }
  const line = `<line x1="${x(1)}" x2="${x(1)}" y1="40" y2="${y - 14}" stroke="#111827" stroke-dasharray="3 3"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
    text(
      10,
      22,
      `${title}${version === undefined ? "" : ` ${version}`}: CPU of the client, ratio to the raw client`,
      'font-size="15"',
    ),
    text(x(1) - 4, 36, "1"),
    ...parts,
    line,
    "</svg>",
    "",
  ].join("\n");
}

/** From a ratio to a place; the logarithm, since half and twice are equally far from the same. */
function scaleOf(least: number, most: number): (ratio: number) => number {
  const [low, high] = [Math.log(least), Math.log(most)];
  return (ratio) => Math.round(left + ((Math.log(ratio) - low) / (high - low)) * (width - left - right));
}

function drawBar({ title, kind, ratio }: Bar, y: number, x: (ratio: number) => number): string[] {
  const [from, to] = [Math.min(x(1), x(ratio.middle)), Math.max(x(1), x(ratio.middle))];
  const middle = y + bar / 2;
  return [
    text(left - 12, y + 11, title, 'text-anchor="end"'),
    `<rect x="${from}" y="${y}" width="${Math.max(to - from, 2)}" height="${bar}" fill="${colours[kind]}"/>`,
    `<line x1="${x(ratio.low)}" x2="${x(ratio.high)}" y1="${middle}" y2="${middle}" stroke="#dc2626" stroke-width="2"/>`,
    text(Math.max(to, x(ratio.high)) + 6, y + 11, ratio.middle.toFixed(2)),
  ];
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replace(
    /[&<>"]/g,
    (found) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[found] ?? found,
  );
}
