/* The quick checks: `pnpm check`, and `pnpm check --update` to accept a changed public surface. */
import { run } from "./command.ts";
import { checkCoreNamesNoEngine } from "./core-names-no-engine.ts";
import { checkExportedNames } from "./exported-names.ts";
import { showFinding, type Finding } from "./finding.ts";
import { checkImportDirections } from "./import-directions.ts";
import { checkReadmes } from "./readmes.ts";

const update = process.argv.includes("--update");

const checks: Readonly<Record<string, () => readonly Finding[]>> = {
  "import directions": checkImportDirections,
  "core names no engine": checkCoreNamesNoEngine,
  "exported names": () => checkExportedNames(update),
  READMEs: checkReadmes,
};

for (const [title, check] of Object.entries(checks)) {
  const findings = check();
  console.log(`${findings.length === 0 ? "ok" : "FAILED"} ${title}`);
  for (const finding of findings) console.log(`  ${showFinding(finding)}`);
  if (findings.length > 0) process.exitCode = 1;
}

const knip = run(process.execPath, ["node_modules/knip/bin/knip.js", "--no-progress", "--no-config-hints"]);
console.log(`${knip.ok ? "ok" : "FAILED"} unused files, exports and dependencies`);
if (!knip.ok) {
  console.log(knip.output);
  process.exitCode = 1;
}
