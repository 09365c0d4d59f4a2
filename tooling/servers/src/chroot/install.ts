import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DebianRecipe } from "../engine.ts";
import { capture } from "../process/capture.ts";
import { enterCommand } from "./enter.ts";
import { chrootExists, chrootFolder } from "./location.ts";
import { retry } from "./retry.ts";

/** The suite the chroots are made of: the only one of Debian that carries every server in a recent version. */
const suite = "sid";

/**
 * How old, in days, a signed package index may be. Debian lets this suite's run out after a week, which a mirror that
 * is refreshed less often overruns. Signatures are checked all the same; `DB_TEST_INDEX_DAYS` sets another bound.
 */
const indexDays = Number(process.env["DB_TEST_INDEX_DAYS"] || 90);

/**
 * Puts an engine's packages into its chroot, which is made first where it does not exist. Needs Linux, root and
 * debootstrap. Network failures are tried again; what was done by an earlier, interrupted call is kept.
 */
export async function installPackages(recipe: DebianRecipe, report: (line: string) => void): Promise<void> {
  assertPossible();
  if (!chrootExists(recipe.chroot)) {
    report(`making a chroot of Debian ${suite} in ${chrootFolder(recipe.chroot)}`);
    await retry(() => makeChroot(recipe.chroot), report);
  }
  report(`installing ${recipe.packages.join(", ")}`);
  await retry(() => installInside(recipe), report);
}

function assertPossible(): void {
  if (process.platform !== "linux") throw new Error("a chroot of Debian can only be made on Linux");
  if (process.getuid?.() !== 0) throw new Error("making a chroot of Debian needs root");
}

/** Laid beside its final name and renamed at the end: a chroot that exists is a whole one. */
async function makeChroot(name: string): Promise<void> {
  const folder = chrootFolder(name);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await capture("debootstrap", ["--variant=minbase", suite, unfinished]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error("debootstrap is missing: apt-get install debootstrap") : error;
  });
  // Nothing that is installed may start by itself.
  writeFileSync(join(unfinished, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  renameSync(unfinished, folder);
}

/** A package index goes out of date within hours in this suite, so it is fetched anew each time. */
async function installInside(recipe: DebianRecipe): Promise<void> {
  const root = chrootFolder(recipe.chroot);
  await inside(root, ["dpkg", "--configure", "-a"]);
  await inside(root, ["apt-get", "update", "-o", `Acquire::Min-ValidTime=${indexDays * 86_400}`]);
  const install = ["apt-get", "install", "-y", "--no-install-recommends", ...recipe.packages];
  await inside(root, install);
  await inside(root, ["apt-get", "clean"]);
}

function inside(root: string, command: readonly string[]): Promise<string> {
  const [program, ...args] = enterCommand(root, { uid: 0, gid: 0 }, command);
  return capture(program, args, {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive", HOME: "/root" },
  });
}
