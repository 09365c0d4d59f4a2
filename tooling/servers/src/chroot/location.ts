import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder that holds the chroots: `DB_TEST_CHROOTS`, else in the user's cache folder, outside the repository. */
export function chrootsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return environment["DB_TEST_CHROOTS"] || join(cache, "db-test-servers");
}

/** The folder of one chroot. */
export function chrootFolder(name: string): string {
  return join(chrootsFolder(), name);
}

/** Whether the chroot's base system was laid to the end. */
export function chrootExists(name: string): boolean {
  return existsSync(join(chrootFolder(name), "etc/debian_version"));
}
