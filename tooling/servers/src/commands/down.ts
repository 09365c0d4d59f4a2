import { setTimeout as sleep } from "node:timers/promises";
import { removeInstance } from "../instance.ts";
import { isAlive, processTree, signalAll } from "../process/tree.ts";
import { ownProcesses, readState, writeState } from "../state.ts";

/** Ends what `up` started and removes its data. A second call finds nothing to do. */
export async function down(): Promise<number> {
  for (const server of readState()) {
    // Their data are thrown away, so nothing is gained by an orderly end.
    const tree = ownProcesses(server).flatMap((pid) => processTree(pid));
    signalAll(tree, "SIGKILL");
    while (tree.some(isAlive)) await sleep(20);
    removeInstance(server.folder);
    console.error(`servers: ${server.title} stopped`);
  }
  writeState([]);
  return 0;
}
