import type { Entry } from "../../src/engines.ts";
import type { Series } from "../../src/measure.ts";
import type { EngineResult } from "../../src/results.ts";

/** A series whose rounds cost so much CPU; wall time is twice that, memory ten times. */
export function seriesOf(
  name: string,
  cpu: readonly (number | undefined)[],
  details: Partial<Entry> & Pick<Series, "absent"> = {},
): Series {
  const { absent, ...entry } = details;
  return {
    entry: { name, title: `title of ${name}`, file: `${name}.ts`, ...entry },
    rounds: cpu.map((value) =>
      value === undefined ? undefined : { cpu: value, wall: value * 2, rss: value * 10, pieces: 1 },
    ),
    absent,
  };
}

/** A result on PostgreSQL with one workload. */
export function resultOf(workload: string, series: readonly Series[]): EngineResult {
  return { key: "postgres", title: "PostgreSQL", family: "postgres", workloads: [{ key: workload, series }] };
}
