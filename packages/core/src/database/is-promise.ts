/** Told by its member rather than by `instanceof`, which another realm's promise would not pass. */
export function isPromise<T>(outcome: T | Promise<T>): outcome is Promise<T> {
  return typeof (outcome as Partial<Promise<T>> | undefined | null)?.then === "function";
}
