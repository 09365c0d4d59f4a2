/*
 * What `npm test` runs once the toolchain is there. Every step runs, whatever became of the ones before, so that one
 * run tells all. The last line that is printed is the closing line: `N passed, N failed[, N skipped]`.
 */
import { mkdirSync, rmSync } from "node:fs";
import { readNotRun } from "@tooling/servers";
import { results, runJest } from "./jest-run.ts";
import { enginesAskedFor, root, selectPackages, testedPackages, testFiles, type TestedPackage } from "./packages.ts";
import { closingLine, countTests } from "./results.ts";
import { isInterrupted, runStep, type Command, type StepResult } from "./steps.ts";
import { runThrough } from "../run-through.mjs";

const bin = (tool: string): Command => [process.execPath, `node_modules/${tool}/bin/${tool}`];

const quickSteps: readonly (readonly [title: string, command: Command])[] = [
  ["format", [...bin("oxfmt"), "--check"]],
  ["lint", bin("oxlint")],
  [
    "build and types",
    [...bin("turbo"), "run", "build", "typecheck", "--output-logs=errors-only", "--continue=dependencies-successful"],
  ],
  ["checks", [process.execPath, "tooling/checks/src/main.ts"]],
];

async function main(names: readonly string[]): Promise<number> {
  const packages = selectPackages(testedPackages(), names);
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  const plan: readonly (() => Promise<StepResult | undefined>)[] = [
    ...(names.length === 0 ? quickSteps : quickSteps.slice(2, 3)).map((step) => () => runStep(...step)),
    ...packages.map((tested) => () => runJest(tested, "unit")),
    () => runIntegrationTests(packages),
  ];
  const steps: StepResult[] = [];
  for (const step of plan) {
    const result = await step();
    if (result !== undefined) steps.push(result);
    if (isInterrupted()) break;
  }

  for (const { subject, reason } of readNotRun(results)) console.log(`not run: ${subject} (${reason})`);
  if (names.length > 0) console.log("not run: format, lint, checks and the other packages (packages were named)");
  if (isInterrupted()) steps.push({ title: "the rest of the run (interrupted)", ok: false });
  const failures = steps.filter(({ ok }) => !ok);
  for (const { title } of failures) console.log(`failed: ${title}`);
  const counts = countTests(results);
  console.log(closingLine(counts));
  const nothingRan = counts.passed + counts.failed === 0;
  return failures.length > 0 || counts.failed > 0 || nothingRan ? 1 : 0;
}

/** Starts the servers that the tests of these packages ask for around all of them. */
async function runIntegrationTests(packages: readonly TestedPackage[]): Promise<StepResult | undefined> {
  const files = packages.flatMap((tested) => testFiles(tested, "integration"));
  if (files.length === 0) return undefined;
  const names = packages.map(({ name }) => name);
  const inner = [process.execPath, "tooling/bootstrap/src/integration.ts", ...names];
  const asked = enginesAskedFor(files);
  const lab = ["tooling/servers/src/main.ts", "exec", ...(asked.length === 0 ? ["none"] : asked), "--", ...inner];
  const code = await runThrough(process.execPath, lab, { cwd: root });
  return { title: "integration tests", ok: code === 0 };
}

process.exitCode = await main(process.argv.slice(2));
