import type { CallOptions, SessionObserver } from "@db/core";
import { openClient } from "./mssql-client.ts";
import type { ParsedMssqlOptions } from "./mssql-options.ts";
import { MssqlSession } from "./mssql-session.ts";

/** Opens a session and asks it the first question; closes it when that fails or takes too long. */
export async function openSession(
  options: ParsedMssqlOptions,
  observer: SessionObserver,
  call: CallOptions,
): Promise<MssqlSession> {
  const connection = await openClient(options, call);
  const session = new MssqlSession({ connection, options, observer });
  const { signal, deadline } = call;
  const cut = (): void => void session.close(true);
  signal?.addEventListener("abort", cut, { once: true });
  const timer =
    deadline === undefined
      ? undefined
      : setTimeout(cut, Math.min(2 ** 31 - 1, Math.max(0, deadline - performance.now())));
  try {
    if (signal?.aborted === true) cut();
    await session.learn();
    return session;
  } catch (error) {
    await session.close(true);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cut);
  }
}
