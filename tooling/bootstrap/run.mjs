/*
 * `npm start`, `npm test` and the other scripts of the root begin here, on whatever Node is on the machine (20 or later) and with npm alone.
 * Plain JavaScript: the Node that runs it may be too old for TypeScript.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { Failure } from "./failure.mjs";
import { root } from "./root.mjs";
import { runThrough } from "./run-through.mjs";
import { ensureToolchain } from "./toolchain.mjs";

/** What can be run, and whether it needs the packages built first. */
const programs = {
  start: { script: "examples/quickstart/src/main.ts", built: true },
  test: { script: "tooling/bootstrap/src/test-flow.ts", built: false },
  check: { script: "tooling/checks/src/main.ts", built: false },
  pack: { script: "tooling/checks/src/pack.ts", built: true },
  servers: { script: "tooling/servers/src/main.ts", built: false },
  matrix: { script: "tooling/checks/src/matrix.ts", built: false },
  bench: { script: "tooling/bench/src/main.ts", built: true },
};

async function main([verb, ...args]) {
  const program = programs[verb];
  if (program === undefined) throw new Failure(`usage: run.mjs ${Object.keys(programs).join("|")} [arguments]`);
  if (!existsSync(join(root, program.script))) throw new Failure(`${program.script} is not there`);
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  if (program.built) await ensureBuilt(toolchain);
  return runThrough(toolchain.node, [program.script, ...args], { cwd: root, env: toolchain.env });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
