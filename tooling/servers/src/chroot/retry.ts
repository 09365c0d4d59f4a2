import { setTimeout as sleep } from "node:timers/promises";

const attempts = 4;

/** Tries again what depends on the network, with growing pauses; the last failure is the caller's. */
export async function retry<T>(work: () => Promise<T>, report: (line: string) => void, pauseMs = 5_000): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts) throw error;
      report(`failed, attempt ${attempt} of ${attempts}: ${String(error).slice(-500)}`);
      await sleep(pauseMs * attempt);
    }
  }
}
