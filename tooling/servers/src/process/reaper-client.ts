import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What the owner tells the reaper: one JSON object per line. */
export type ReaperMessage =
  | { readonly addFolder: string }
  | { readonly addProcess: number }
  | { readonly dropFolder: string }
  | { readonly dropProcess: number };

let reaper: ChildProcess | undefined;

/**
 * Notes what has to be killed or removed should this process end without doing so itself.
 * The reaper is started with the first note, lives in a session of its own, and ends with this process.
 */
export function tellReaper(message: ReaperMessage): void {
  reaper ??= startReaper();
  reaper.stdin?.write(`${JSON.stringify(message)}\n`);
}

function startReaper(): ChildProcess {
  const script = fileURLToPath(new URL("./reaper.ts", import.meta.url));
  const child = spawn(process.execPath, [script], { detached: true, stdio: ["pipe", "ignore", "inherit"], env: {} });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
