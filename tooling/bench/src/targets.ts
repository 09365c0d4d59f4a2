import type { Family } from "./contestant.ts";

/** The ratios to the raw client that our packages are held to, by workload: of CPU, but for those of {@link byWall}. */
export const targets: Readonly<Partial<Record<Family, Readonly<Record<string, number>>>>> = {
  postgres: {
    point: 0.45,
    "point-64": 0.45,
    many: 0.75,
    insert: 0.6,
    transaction: 0.6,
    bulk: 1.15,
    load: 1.25,
    stream: 1,
  },
  mysql: { point: 0.7, "point-64": 0.7, many: 0.55, insert: 0.75, transaction: 0.8, bulk: 1.15, load: 1.25, stream: 1 },
  sqlite: { point: 1.5, many: 1.05, insert: 1.2, transaction: 1.3, bulk: 1.15, load: 1.25, stream: 1 },
};

/** The workloads whose elapsed time counts, as the server's work is most of it. */
export const byWall: ReadonlySet<string> = new Set(["load"]);

/** The ratio of a stream's peak memory to the raw client's stream. */
export const streamMemoryTarget = 1.1;

/** What importing core and a driver may cost beyond importing the client alone. */
export const weightTarget = { milliseconds: 25, megabytes: 10 } as const;
