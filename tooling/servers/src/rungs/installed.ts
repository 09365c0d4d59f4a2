import type { Engine } from "../engine.ts";
import type { Installation } from "../installation.ts";
import { startServer } from "../private-server.ts";
import { isAtLeast } from "../requirement.ts";
import { chrootInstallations, machineInstallations } from "./installations.ts";
import type { FoundServer, Miss, Rung, Wish } from "./rung.ts";

/** A private server from programs on the machine. */
export const fromBinaries: Rung = async (wish) =>
  startFrom(wish, await machineInstallations(wish.engine), wish.engine.binaries && "install its server programs");

/** A private server from the lab's chroot. */
export const fromChroot: Rung = async (wish) => {
  const advice = wish.engine.debian && `run "pnpm servers install ${wish.engine.name}" as root on Linux`;
  return startFrom(wish, await chrootInstallations(wish.engine), advice);
};

/** The best installation of an engine for private servers: the machine's, else the chroot's. */
export async function findInstallation(engine: Engine, minimum: string | undefined): Promise<Installation | undefined> {
  const fit = (found: readonly Installation[]): Installation | undefined =>
    found.find(({ version }) => minimum === undefined || isAtLeast(version, minimum));
  return fit(await machineInstallations(engine)) ?? fit(await chrootInstallations(engine));
}

async function startFrom(
  wish: Wish,
  found: readonly Installation[],
  advice: string | undefined,
): Promise<FoundServer | Miss> {
  const best = found[0];
  if (best === undefined) return { reason: advice };
  if (wish.minimum !== undefined && !isAtLeast(best.version, wish.minimum)) {
    return { reason: `${best.version} in ${best.root}${best.folder} is too old` };
  }
  const server = await startServer(wish.engine, best, { keep: wish.keep });
  return {
    engine: wish.engine,
    url: server.url,
    version: server.version,
    origin: best.origin,
    process: { pids: server.pids, folder: server.folder },
    stop: () => server.stop(),
    ...(server.certificates === undefined ? {} : { certificates: server.certificates.folder }),
  };
}
