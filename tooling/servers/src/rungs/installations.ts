import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chrootExists, chrootFolder } from "../chroot/location.ts";
import type { BinaryRecipe, Engine } from "../engine.ts";
import { findAccount, runInside, type Installation } from "../installation.ts";

/** Where an engine's programs lie on this machine, best version first; empty when there are none. */
export async function machineInstallations(engine: Engine): Promise<readonly Installation[]> {
  const recipe = engine.binaries;
  if (recipe === undefined) return [];
  const path = (process.env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return installationsIn("", "binaries", recipe, [...path, "/usr/sbin", "/usr/local/sbin", ...recipe.folders]);
}

/** Where an engine's programs lie in the lab's chroot; empty when it does not exist or this user may not enter it. */
export async function chrootInstallations(engine: Engine): Promise<readonly Installation[]> {
  const { binaries, debian } = engine;
  if (binaries === undefined || debian === undefined) return [];
  if (process.getuid?.() !== 0 || !chrootExists(debian.chroot)) return [];
  const folders = ["/usr/bin", "/usr/sbin", ...binaries.folders];
  return installationsIn(chrootFolder(debian.chroot), "chroot", binaries, folders);
}

async function installationsIn(
  root: string,
  origin: Installation["origin"],
  recipe: BinaryRecipe,
  folders: readonly string[],
): Promise<readonly Installation[]> {
  const found: Installation[] = [];
  for (const folder of new Set(folders.flatMap((pattern) => expand(root, pattern)))) {
    if (!isProgram(join(root, folder, recipe.program))) continue;
    if (!(recipe.requires ?? []).every((file) => existsSync(join(root, file)))) continue;
    const place = { root, origin, folder, account: findAccount(root, recipe.account) };
    const output = await runInside({ ...place, version: "" }, recipe.program, recipe.versionArgs ?? ["--version"]);
    const version = recipe.version(output);
    if (version !== undefined) found.push({ ...place, version });
  }
  return found.sort((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }));
}

/** Turns the one `*` a pattern may hold into the folders that are there. */
function expand(root: string, pattern: string): readonly string[] {
  const star = pattern.indexOf("*");
  if (star < 0) return [pattern];
  const start = pattern.lastIndexOf("/", star) + 1;
  const end = pattern.indexOf("/", star);
  const parent = pattern.slice(0, start);
  const prefix = pattern.slice(start, star);
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent))
    .filter((name) => name.startsWith(prefix))
    .map((name) => `${parent}${name}${end < 0 ? "" : pattern.slice(end)}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
