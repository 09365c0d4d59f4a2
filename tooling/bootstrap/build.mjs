import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./root.mjs";
import { runQuietly } from "./run-through.mjs";
import { filesUnder, hashFiles, isStamped, workspaceFolders, writeStamp } from "./stamp.mjs";

const stamp = "node_modules/.db-built";

/** Builds the packages, unless their sources are those of the last build and its output is still there. */
export async function ensureBuilt({ node, env }) {
  const packages = workspaceFolders().filter((folder) => folder.startsWith("packages/"));
  const sources = packages.flatMap((folder) => filesUnder(`${folder}/src`));
  const settings = packages.flatMap((folder) => [`${folder}/package.json`, `${folder}/tsconfig.json`]);
  const tools = ["tooling/presets", "tooling/build/src"].flatMap(filesUnder);
  const files = [...sources, ...settings, ...tools, "pnpm-lock.yaml", "turbo.json"];
  const hash = hashFiles(files, process.versions.node);
  if (packages.every((folder) => existsSync(join(root, folder, "dist/index.js"))) && isStamped(stamp, hash)) return;
  console.error("building");
  const turbo = join(root, "node_modules/turbo/bin/turbo");
  const { code, output } = await runQuietly(node, [turbo, "run", "build", "--output-logs=errors-only"], {
    cwd: root,
    env,
  });
  if (code !== 0) throw new Failure(`Could not build the packages.\n\n${output.trim()}`);
  writeStamp(stamp, hash);
}
