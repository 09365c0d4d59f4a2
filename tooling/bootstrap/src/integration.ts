/* Runs the integration tests of the packages it is given, one after the other, within `servers exec`. */
import { runJest } from "./jest-run.ts";
import { isInterrupted } from "./steps.ts";
import { selectPackages, testedPackages } from "./packages.ts";

let failed = false;
for (const tested of selectPackages(testedPackages(), process.argv.slice(2))) {
  if (isInterrupted()) break;
  const result = await runJest(tested, "integration");
  failed ||= result?.ok === false;
}
process.exitCode = failed ? 1 : 0;
