import { expect, it } from "@jest/globals";
import type { Prepared } from "../../src/admin/prepare.ts";
import type { Engine, Entry } from "../../src/engines.ts";
import { measure, type Series } from "../../src/measure.ts";

const engine: Engine = { title: "none", family: "sqlite", entries: [] };
const entryOf = (name: string, details: Partial<Entry> = {}): Entry => ({
  name,
  title: name,
  file: `../../test/support/${name}.ts`,
  ...details,
});
const quietly: Prepared = {
  reset: async () => undefined,
  verify: async () => undefined,
  tidy: async () => undefined,
};
const effort = { rounds: 2, peerRounds: 1, scale: 0.001 };
const run = (entries: readonly Entry[], prepared = quietly, how = effort): Promise<Series[]> =>
  measure(engine, entries, "point", "nowhere", prepared, how);

it("measures what is right, in every round", async () => {
  const [right, noisy] = await run([entryOf("right"), entryOf("noisy")]);
  expect(right?.absent).toBeUndefined();
  expect(right?.rounds).toHaveLength(2);
  for (const round of right?.rounds ?? []) {
    expect(round?.pieces).toBe(300);
    expect(round?.cpu).toBeGreaterThan(0);
    expect(round?.rss).toBeGreaterThan(10);
  }
  expect(noisy?.absent).toBeUndefined();
});

it("gives the reason for each that does not run, and goes on with the others", async () => {
  const series = await run([entryOf("wrong"), entryOf("lacking"), entryOf("throwing"), entryOf("right")]);
  expect(series.map(({ absent }) => absent)).toEqual([
    { reason: expect.stringMatching(/^Error: wrong result: the row under 1 is/), failed: true },
    { reason: "it never learned to", failed: false },
    { reason: "TypeError: cannot be loaded", failed: true },
    undefined,
  ]);
  expect(series[0]?.rounds).toEqual([undefined, undefined]);
});

it("fails a contestant whose writing cannot be verified", async () => {
  const prepared = { ...quietly, verify: () => Promise.reject(new Error("wrong result: nothing was written")) };
  const [right] = await run([entryOf("right")], prepared);
  expect(right?.absent).toEqual({ reason: "wrong result: nothing was written", failed: true });
  expect(right?.rounds).toEqual([undefined, undefined]);
});

it("lets others than ours rest in some rounds", async () => {
  const [ours, other] = await run([entryOf("right"), entryOf("right", { peer: true })], quietly, {
    rounds: 4,
    peerRounds: 2,
    scale: 0.001,
  });
  const ran = (series: Series | undefined): boolean[] | undefined => series?.rounds.map((round) => round !== undefined);
  expect(ran(ours)).toEqual([true, true, true, true]);
  expect(ran(other)).toEqual([true, false, true, false]);
});
