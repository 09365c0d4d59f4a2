import type { Spread } from "../statistics.ts";
import { weightTarget } from "../targets.ts";
import type { Weights } from "../weight.ts";
import { row, table } from "./cells.ts";

/** What importing costs: the client alone, and core with our driver, which loads the client too. */
export function weightTable(weights: readonly Weights[]): string[] {
  if (weights.length === 0) return [];
  const lines = weights.map(({ title, client, ours, more, failed }) =>
    failed === undefined
      ? row([
          title,
          `${show(client.wall)} / ${show(client.cpu)} / ${show(client.rss)}`,
          `${show(ours.wall)} / ${show(ours.cpu)} / ${show(ours.rss)}`,
          `${withQuartiles(more.wall)} ${verdict(more.wall.middle, weightTarget.milliseconds)}`,
          `${withQuartiles(more.rss)} ${verdict(more.rss.middle, weightTarget.megabytes)}`,
        ])
      : row([title, "not run", failed, "", ""]),
  );
  return [
    "## Import weight",
    "",
    `In a fresh process each. Targets: ${weightTarget.milliseconds} ms and ${weightTarget.megabytes} MB more than the client alone.`,
    "",
    ...table(
      ["engine", "client: wall ms / CPU ms / MB", "core and driver", "more ms (quartiles)", "more MB (quartiles)"],
      lines,
    ),
  ];
}

function show({ middle }: Spread): string {
  return middle.toFixed(0);
}

function withQuartiles({ low, middle, high }: Spread): string {
  return `${middle.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
}

function verdict(value: number, target: number): string {
  return Number(value.toFixed(1)) <= target ? "met" : "**missed**";
}
