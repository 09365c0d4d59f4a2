import type { ChangeStream } from "@db/core";
import { replayChanges, type ReplayContext } from "./replay.ts";

/** How a transfer is told to end following. */
export interface CutOver {
  /** Whether it was called. */
  readonly called: boolean;
  /** Told when the target has all changes that had come until then, for the first time. */
  readonly onCaughtUp: () => void;
  readonly onChanges: (changes: number) => void;
}

/** How many milliseconds lie between two notes of the stream's place while nothing changes. */
const idleInterval = 10_000;

/**
 * Carries changes over until the cut-over is called and a whole wait has brought none since. Gives how many there were in all,
 * those of earlier runs too.
 */
export async function followChanges(
  context: ReplayContext,
  stream: ChangeStream,
  before: number,
  cutOver: CutOver,
): Promise<number> {
  let changes = before;
  let caughtUp = false;
  let noted = performance.now();
  for (;;) {
    context.call.signal?.throwIfAborted();
    // Asked for before the stream is: what is committed before the cut-over comes in the wait that begins after it.
    const last = cutOver.called;
    const more = await replayChanges(context, stream, changes);
    changes += more;
    if (more > 0) {
      cutOver.onChanges(changes);
      noted = performance.now();
      continue;
    }
    if (!caughtUp) cutOver.onCaughtUp();
    caughtUp = true;
    if (last) return changes;
    if (stream.resumeToken !== undefined && performance.now() - noted > idleInterval) {
      await context.state.set({ token: stream.resumeToken });
      noted = performance.now();
    }
  }
}
