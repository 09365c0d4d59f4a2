import { setTimeout as sleep } from "node:timers/promises";
import { Interrupt, watchLimits, type CallOptions } from "@db/core";
import type { CopyInQuery, CopyOutQuery } from "./copy-queries.ts";

/** How a copy that was given up is ended. */
export interface CopyStopper {
  /** Asks the server to stop; absent where nobody can be asked. */
  readonly cancel?: (() => Promise<void>) | undefined;
  /** Breaks the connection. */
  cut(): void;
}

/** How long the server may take to end a copy that was given up, in milliseconds; then the connection is cut. */
const patience = 1000;

/**
 * Sends what a source gives, no faster than the server takes it. When the source fails or a limit is exceeded, the server
 * hears of it and has answered before this rejects, so that the connection can be used for the next statement.
 */
export async function sendCopy<T>(
  query: CopyInQuery,
  source: AsyncIterable<T>,
  encode: (piece: T) => Buffer,
  stopper: CopyStopper,
  call: CallOptions,
): Promise<number> {
  const interrupt = new Interrupt();
  const unwatch = watchLimits(call, interrupt);
  // A server that refuses the data ends the wait for more of it.
  query.ended.catch((error: unknown) => interrupt.trip(error));
  const iterator = source[Symbol.asyncIterator]();
  try {
    await interrupt.race(query.opened);
    for (;;) {
      const next = await interrupt.race(iterator.next());
      if (next.done === true) break;
      const room = query.write(encode(next.value));
      if (room !== undefined) await interrupt.race(room);
    }
    return await interrupt.race(query.finish());
  } catch (error) {
    leave(iterator, source as { destroy?: () => void });
    await end(query, stopper);
    throw error;
  } finally {
    unwatch();
  }
}

/** Ends a source that was not read to its end. It is not waited for: it may be stuck itself. */
function leave(iterator: AsyncIterator<unknown>, source: { destroy?: () => void }): void {
  void iterator.return?.().then(undefined, () => undefined);
  source.destroy?.();
}

async function end(query: CopyInQuery, stopper: CopyStopper): Promise<void> {
  // Waiting for data it hears no cancel request; not waiting (for a lock), it hears nothing else.
  const stopping = query.isOpen ? undefined : stopper.cancel?.();
  query.abandon();
  await settle(query.ended, stopping, stopper);
}

/** Reads a COPY's output; leaving it early stops it on the server. A time limit bounds the wait for each piece. */
export async function* receiveCopy(
  query: CopyOutQuery,
  stopper: CopyStopper,
  signal: AbortSignal | undefined,
  timeout: number,
): AsyncGenerator<Buffer, void, undefined> {
  let done = false;
  try {
    for (;;) {
      const piece = await limited(query.next(), signal, timeout);
      if (piece === undefined) {
        done = true;
        return;
      }
      yield piece;
    }
  } finally {
    if (!done) {
      query.discard();
      const over = await Promise.race([
        query.ended.then(
          () => true,
          () => true,
        ),
        sleep(0, false),
      ]);
      if (!over) await settle(query.ended, stopper.cancel?.(), stopper);
    }
  }
}

async function limited<T>(promise: Promise<T>, signal: AbortSignal | undefined, timeout: number): Promise<T> {
  if (signal === undefined && timeout <= 0) return promise;
  const interrupt = new Interrupt();
  const unwatch = watchLimits({ signal, deadline: timeout > 0 ? performance.now() + timeout : undefined }, interrupt);
  try {
    return await interrupt.race(promise);
  } finally {
    unwatch();
  }
}

/** Waits for the end of a copy and of the request to stop it, which must not hit a later statement. */
async function settle(
  ended: Promise<unknown>,
  stopping: Promise<void> | undefined,
  stopper: CopyStopper,
): Promise<void> {
  const impatience = setTimeout(() => stopper.cut(), patience);
  await Promise.allSettled([ended, stopping]);
  clearTimeout(impatience);
}
