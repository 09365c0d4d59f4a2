/**
 * Runs work over items, so many at once. The first that fails stops the others when they are done with theirs; it rejects with that
 * error. `stopped` tells the work of an item that another has failed.
 */
export async function runAll<T>(
  parallel: number,
  items: Iterable<T>,
  work: (item: T, stopped: () => boolean) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const stopped = (): boolean => failure !== undefined;
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      const next = waiting.next();
      if (next.done === true) return;
      try {
        await work(next.value, stopped);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
}
