import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { down } from "../../src/commands/down.ts";
import { up } from "../../src/commands/up.ts";
import { isAlive } from "../../src/process/tree.ts";
import { readState, writeState, type RunningRecord } from "../../src/state.ts";

const environment = { ...process.env };
const started: ChildProcess[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "db-test-running-"));
  process.env["DB_TEST_CHROOTS"] = folder;
  delete process.env["DB_TEST_REQUIRE"];
  jest.spyOn(console, "error").mockImplementation(() => undefined);
  writeState(["PostgreSQL", "MySQL"].map(running));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  process.env = { ...environment };
  jest.restoreAllMocks();
});

/** A process that stands for a server, with its folder in its command line. */
function running(title: string): RunningRecord {
  const own = join(folder, `db-test-${title}-1`);
  mkdirSync(own);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", own], { stdio: "ignore" });
  started.push(child);
  return { title, version: "1", url: "", pids: [child.pid as number], folder: own };
}

const alive = (): readonly boolean[] => started.map(({ pid }) => isAlive(pid as number));
const recorded = (): readonly string[] => readState().map(({ title }) => title);

it("down ends the servers of the engines it names, and their data", async () => {
  const [postgres, mysql] = readState();
  expect(await down(["mysql"])).toBe(0);
  expect(alive()).toEqual([true, false]);
  expect([existsSync(postgres!.folder), existsSync(mysql!.folder)]).toEqual([true, false]);
  expect(recorded()).toEqual(["PostgreSQL"]);
});

it("down without names ends all", async () => {
  await down([]);
  expect(alive()).toEqual([false, false]);
  expect(recorded()).toEqual([]);
});

it("up leaves servers of other engines as they are", async () => {
  expect(await up(["oracle"])).toBe(0);
  expect(alive()).toEqual([true, true]);
  expect(recorded()).toEqual(["PostgreSQL", "MySQL"]);
});

it("up ends an earlier server of the engine it names", async () => {
  process.env["DB_TEST_REQUIRE"] = "mysql>=999";
  await up(["none"]);
  expect(alive()).toEqual([true, false]);
  expect(recorded()).toEqual(["PostgreSQL"]);
});
