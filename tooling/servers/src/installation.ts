import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enterCommand } from "./chroot/enter.ts";
import { capture } from "./process/capture.ts";

/** Where programs of one engine lie, and how they are run there: on the machine itself, or inside a chroot. */
export interface Installation {
  readonly origin: "binaries" | "chroot";
  /** The chroot's folder; empty on the machine itself. */
  readonly root: string;
  /** The folder of the programs, as seen from inside. */
  readonly folder: string;
  readonly version: string;
  /** The account servers run as; undefined leaves the lab's own. */
  readonly account: Account | undefined;
}

/** A user of the place the programs run in. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account a server should run as: only root must (and can) change to another. */
export function findAccount(root: string, name: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync(join(root, "/etc/passwd"), "utf8").split("\n");
  for (const wanted of [name, "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${wanted}:`))?.split(":");
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(`no account "${name}" or "nobody" in ${join(root, "/etc/passwd")}`);
}

/** The folder, seen from outside, in which temporary data of this place may lie. */
export function temporaryFolder(root: string): string {
  return root === "" ? tmpdir() : join(root, "tmp");
}

/** A path as the programs of this place see it. */
export function insidePath(root: string, path: string): string {
  return root !== "" && path.startsWith(root) ? path.slice(root.length) : path;
}

/**
 * Runs a program to its end and returns its standard output.
 * Rejects with the tail of its output when it exits with another code than 0.
 */
export function runInside(
  installation: Installation,
  program: string,
  args: readonly string[],
  cwd = "/",
): Promise<string> {
  const [command, ...rest] = commandLine(installation, program, args);
  return capture(command, rest, { ...identity(installation), cwd });
}

/** Starts a server. The process that is returned is the server itself: its pid takes signals. */
export function launchInside(
  installation: Installation,
  program: string,
  args: readonly string[],
  output: number,
): ChildProcess {
  const [command, ...rest] = commandLine(installation, program, args);
  return spawn(command, rest, {
    ...identity(installation),
    cwd: "/",
    detached: true,
    stdio: ["ignore", output, output],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC" },
  });
}

function commandLine(installation: Installation, program: string, args: readonly string[]): [string, ...string[]] {
  const path = program.startsWith("/") ? program : join(installation.folder, program);
  if (installation.root === "") return [path, ...args];
  return enterCommand(installation.root, installation.account ?? { uid: 0, gid: 0 }, [path, ...args]);
}

/** Inside a chroot the change of user happens after entering it. */
function identity(installation: Installation): Partial<Account> {
  return installation.root === "" && installation.account !== undefined ? installation.account : {};
}
