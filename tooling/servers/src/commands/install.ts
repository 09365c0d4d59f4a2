import { installPackages } from "../chroot/install.ts";
import { chooseEngines } from "../lab.ts";

/** Puts the servers of the named engines, all by default, into chroots of Debian. */
export async function install(names: readonly string[]): Promise<number> {
  for (const engine of chooseEngines(names)) {
    if (engine.debian === undefined) console.error(`servers: ${engine.title} is not in Debian`);
    else await installPackages(engine.debian, (line) => console.error(`servers: ${engine.title}: ${line}`));
  }
  return 0;
}
