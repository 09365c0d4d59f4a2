import { installPackages } from "../chroot/install.ts";
import { chooseEngines } from "../lab.ts";
import { chrootInstallations } from "../rungs/installations.ts";

/**
 * Puts the servers of the named engines, all by default, into chroots of Debian. One that is there already stays as it
 * is, unless `--upgrade` is among the arguments.
 */
export async function install(args: readonly string[]): Promise<number> {
  const upgrade = args.includes("--upgrade");
  const names = args.filter((name) => name !== "--upgrade");
  for (const engine of chooseEngines(names)) {
    if (engine.debian === undefined) console.error(`servers: ${engine.title} is not in Debian`);
    else if (!upgrade && (await chrootInstallations(engine)).length > 0)
      console.error(`servers: ${engine.title} is there`);
    else await installPackages(engine.debian, (line) => console.error(`servers: ${engine.title}: ${line}`));
  }
  return 0;
}
