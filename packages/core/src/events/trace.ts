import type { TracingChannel } from "node:diagnostics_channel";

/**
 * Runs a task inside a channel's trace, without its result in the event: a result is a session, a lease or rows, which are
 * nobody's but the caller's.
 */
export async function trace<E extends object, T>(
  channel: TracingChannel<E, E>,
  event: E,
  task: () => Promise<T>,
): Promise<T> {
  let result: { readonly of: T } | undefined;
  await channel.tracePromise(async () => {
    result = { of: await task() };
  }, event);
  return (result as unknown as { readonly of: T }).of;
}
