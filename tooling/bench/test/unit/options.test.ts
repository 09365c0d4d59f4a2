import { expect, it } from "@jest/globals";
import { engines } from "../../src/engines.ts";
import { readOptions } from "../../src/options.ts";

it("measures everything when nothing is said", () => {
  const options = readOptions([]);
  expect(options).toMatchObject({ rounds: 7, peerRounds: 3, scale: 1, contestants: [], short: false, weight: true });
  expect(options.engines).toEqual(Object.keys(engines));
});

it("is quicker in the short form, without engines that have nothing of ours", () => {
  const options = readOptions(["--short"]);
  expect(options).toMatchObject({ rounds: 5, scale: 0.3, short: true });
  expect(options.engines).toContain("postgres");
  expect(options.engines).not.toContain("redis");
});

it("takes a name again and again, and --no-weight", () => {
  const options = readOptions(["--workload", "point", "--workload", "many", "--no-weight", "--rounds", "2"]);
  expect(options).toMatchObject({ workloads: ["point", "many"], weight: false, rounds: 2, peerRounds: 1 });
});

it.each([
  [["--engine", "oracle"], '--engine: no "oracle"'],
  [["--workload", "nap"], '--workload: no "nap"'],
  [["--contestant", "nobody"], '--contestant: no "nobody"'],
  [["--rounds", "0"], "--rounds takes"],
  [["--rounds", "1.5"], "--rounds takes"],
  [["--scale=-1"], "--scale takes"],
  [["--fast"], "--fast"],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it("has the measure first on every engine, in all its workloads, and no name twice", () => {
  for (const { entries } of Object.values(engines)) {
    expect(entries[0]?.only).toBeUndefined();
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  }
});
