import { readdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

/** The process and all its descendants, parents first. Servers that fork are frozen and killed as a whole. */
export function processTree(pid: number): readonly number[] {
  const children = childrenByParent();
  const found = [pid];
  for (const parent of found) found.push(...(children.get(parent) ?? []));
  return found;
}

/** Sends a signal to each process; those that are gone already are no error. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Whether the process exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** Whether no thread of the process runs, or it has ended; where there is no /proc, nothing speaks against it. */
export function isStopped(pid: number): boolean {
  let threads: readonly string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return true;
  }
  return threads.every((thread) => {
    try {
      return /^\d+ \(.*\) [TtZX]/s.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8"));
    } catch {
      return true; // it ended while we looked
    }
  });
}

function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false; // no /proc on this system: a zombie of ours is reaped by Node itself
  }
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of pairs()) {
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [pid]);
    else known.push(pid);
  }
  return children;
}

function pairs(): readonly (readonly [number, number])[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const];
      } catch {
        return []; // it ended while we looked
      }
    });
}
