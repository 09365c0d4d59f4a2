import { setTimeout as sleep } from "node:timers/promises";

/**
 * Calls `attempt` until it resolves, and gives its answer.
 * Rejects with the last failure after `timeoutMs`, or at once with what `giveUp` returns when it returns something.
 */
export async function waitUntil<T>(
  attempt: () => Promise<T>,
  options: { readonly timeoutMs: number; readonly giveUp?: () => Error | undefined },
): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const fatal = options.giveUp?.();
      if (fatal !== undefined) throw fatal;
      if (Date.now() > deadline) throw error;
    }
    await sleep(50);
  }
}
