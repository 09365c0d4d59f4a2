/*
 * A small process beside the one that starts servers. It reads, line by line, what its owner has running, and when its
 * standard input ends (because the owner has ended, in whatever way) it kills and removes what is still on the list.
 */
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processTree, signalAll } from "./tree.ts";
import type { ReaperMessage } from "./reaper-client.ts";

const folders = new Set<string>();
const pids = new Set<number>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as ReaperMessage;
  if ("addFolder" in message) folders.add(message.addFolder);
  if ("addProcess" in message) pids.add(message.addProcess);
  if ("dropFolder" in message) folders.delete(message.dropFolder);
  if ("dropProcess" in message) pids.delete(message.dropProcess);
}

const doomed = [...pids].flatMap((pid) => processTree(pid));
signalAll(doomed, "SIGKILL");
for (let tries = 0; tries < 100 && doomed.some(isAlive); tries++) await sleep(50);
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
