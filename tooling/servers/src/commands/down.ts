import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engine.ts";
import { removeInstance } from "../instance.ts";
import { chooseEngines } from "../lab.ts";
import { isAlive, processTree, signalAll } from "../process/tree.ts";
import { ownProcesses, readState, writeState } from "../state.ts";

/** Ends what `up` started, of the engines named or all, and removes its data. A second call finds nothing to do. */
export async function down(names: readonly string[]): Promise<number> {
  await stopRunning(chooseEngines(names));
  return 0;
}

/** Ends what `up` started of these engines and removes its data; the others stay. */
export async function stopRunning(engines: readonly Engine[]): Promise<void> {
  const titles = new Set(engines.map(({ title }) => title));
  for (const server of readState().filter(({ title }) => titles.has(title))) {
    // Their data are thrown away, so nothing is gained by an orderly end.
    const tree = ownProcesses(server).flatMap((pid) => processTree(pid));
    signalAll(tree, "SIGKILL");
    while (tree.some(isAlive)) await sleep(20);
    removeInstance(server.folder);
    console.error(`servers: ${server.title} stopped`);
  }
  // Another call may have started some meanwhile.
  writeState(readState().filter(({ title }) => !titles.has(title)));
}
