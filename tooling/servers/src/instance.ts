import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { insidePath, temporaryFolder, type Installation } from "./installation.ts";

/** The temporary folder of one private server, as seen from outside and from inside the place it runs in. */
export interface Instance {
  readonly folder: string;
  readonly inside: string;
}

/** Makes an empty folder that belongs to the account the server runs as. */
export function createInstance(installation: Installation, name: string): Instance {
  const folder = mkdtempSync(join(temporaryFolder(installation.root), `db-test-${name}-`));
  ownByServer(installation, folder);
  return { folder, inside: insidePath(installation.root, folder) };
}

/** Gives a file or folder to the account the server runs as. */
export function ownByServer(installation: Installation, path: string): void {
  const account = installation.account;
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** Removes the folder and all that is in it. */
export function removeInstance(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
