import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./root.mjs";
import { runQuietly } from "./run-through.mjs";
import { hashFiles, isStamped, workspaceFolders, writeStamp } from "./stamp.mjs";

/** Inside what it speaks of: whoever removes the modules removes the stamp. */
const stamp = "node_modules/.db-installed";

/** Installs the dependencies as the lockfile says, unless nothing changed since that was last done. */
export async function ensureInstalled({ pnpm, env }) {
  const manifests = workspaceFolders().map((folder) => `${folder}/package.json`);
  const files = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ...manifests];
  const hash = hashFiles(files, `${process.platform}-${process.arch}`);
  if (existsSync(join(root, "node_modules")) && isStamped(stamp, hash)) return;
  console.error("installing dependencies");
  const [node, ...script] = pnpm;
  const quiet = { ...env, pnpm_config_confirm_modules_purge: "false" };
  const { code, output } = await runQuietly(node, [...script, "install", "--frozen-lockfile"], {
    cwd: root,
    env: quiet,
  });
  if (code !== 0) throw new Failure(`Could not install the dependencies.\n\n${output.trim()}`);
  writeStamp(stamp, hash);
}
