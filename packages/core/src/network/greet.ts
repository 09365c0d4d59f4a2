import type { CallOptions, Session } from "../driver/index.ts";
import { systemClock } from "../pool/index.ts";

/**
 * Asks a session that was just opened its first questions, and gives it. A session whose questions fail, take longer than the
 * call's limits or are aborted is closed; then it rejects with the question's error. For drivers whose questions take no limits.
 */
export async function greet<S extends Pick<Session, "close">>(
  session: S,
  { signal, deadline }: CallOptions,
  ask: (session: S) => Promise<void>,
): Promise<S> {
  const cut = (): void => void session.close(true);
  signal?.addEventListener("abort", cut, { once: true });
  const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
  const timer = left === undefined ? undefined : systemClock.start(cut, left, false);
  try {
    if (signal?.aborted === true) cut();
    await ask(session);
    return session;
  } catch (error) {
    await session.close(true);
    throw error;
  } finally {
    if (timer !== undefined) systemClock.stop(timer);
    signal?.removeEventListener("abort", cut);
  }
}
