import { fromDocker } from "./rungs/docker.ts";
import { fromEnvironment } from "./rungs/environment.ts";
import { fromBinaries, fromChroot } from "./rungs/installed.ts";
import { isMiss, type FoundServer, type Miss, type Rung, type Wish } from "./rungs/rung.ts";

/** The ways to come by a server, in the order they are tried. */
const ladder: readonly Rung[] = [fromEnvironment, fromDocker, fromBinaries, fromChroot];

/**
 * Goes down the ladder until one rung gives a server. A miss carries the reasons of all rungs.
 * Rejects when a rung should have given one and could not: that is a fault, not an absence.
 */
export async function findServer(wish: Wish, rungs: readonly Rung[] = ladder): Promise<FoundServer | Miss> {
  const reasons: (string | undefined)[] = [];
  for (const rung of rungs) {
    const found = await rung(wish);
    if (!isMiss(found)) return found;
    reasons.push(found.reason);
  }
  return { reason: `no server: ${reasons.filter((reason) => reason !== undefined).join(", or ")}` };
}
