import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chrootsFolder } from "./chroot/location.ts";
import { isAlive } from "./process/tree.ts";

/** A server that `up` left running. */
export interface RunningRecord {
  readonly title: string;
  readonly version: string;
  readonly url: string;
  readonly pids: readonly number[];
  readonly folder: string;
}

function stateFile(): string {
  return join(chrootsFolder(), "up.json");
}

/** The servers of the last `up`; empty when there are none. */
export function readState(): readonly RunningRecord[] {
  if (!existsSync(stateFile())) return [];
  return JSON.parse(readFileSync(stateFile(), "utf8")) as RunningRecord[];
}

/** Replaces the record of running servers. */
export function writeState(servers: readonly RunningRecord[]): void {
  mkdirSync(chrootsFolder(), { recursive: true });
  writeFileSync(stateFile(), JSON.stringify(servers, undefined, 2));
}

/**
 * The recorded processes that still are that server: a pid may have gone to another process since. Each server has
 * its folder in its command line; on a system without /proc, being alive is proof enough.
 */
export function ownProcesses({ pids, folder }: RunningRecord): readonly number[] {
  return pids.filter((pid) => {
    if (!isAlive(pid)) return false;
    const commandLine = `/proc/${pid}/cmdline`;
    if (!existsSync(commandLine)) return true;
    return readFileSync(commandLine, "utf8").includes(folder.slice(folder.lastIndexOf("/")));
  });
}
