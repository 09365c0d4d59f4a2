import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Prepared } from "./admin/prepare.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "../peers");
/** Inside what it speaks of: whoever removes the modules removes the stamp. */
const stamp = join(folder, "node_modules/.installed");

/**
 * Installs the other libraries as their lockfile says, unless that is done, and checks the types of what uses them. No
 * script of theirs runs. Gives the reason when they cannot be had.
 */
export async function installPeers(): Promise<string | undefined> {
  const files = ["package.json", "pnpm-lock.yaml"].map((file) => readFileSync(join(folder, file), "utf8"));
  const hash = createHash("sha256")
    .update([process.platform, process.arch, ...files].join("\n"))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return undefined;
  process.stderr.write("installing the other libraries (once)\n");
  try {
    const options = ["--ignore-workspace", "--frozen-lockfile", "--ignore-scripts"];
    await run("pnpm", ["install", ...options], { cwd: folder, shell: process.platform === "win32" });
    await run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", ".", "--noEmit"], { cwd: folder });
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as { stdout?: string; stderr?: string; message: string };
    process.stderr.write(`${stdout}${stderr}${message}\n`);
    return "the other libraries could not be installed, or their types do not fit (see the output)";
  }
  writeFileSync(stamp, hash);
  return undefined;
}

/** Makes Redis ready, by a client of theirs. */
export async function prepareRedis(url: string): Promise<Prepared> {
  // Not by its name: our own types have to fit without them.
  const file = join(folder, "redis-admin.ts");
  const admin = (await import(file)) as { prepareRedis(place: string): Promise<Prepared> };
  return admin.prepareRedis(url);
}
