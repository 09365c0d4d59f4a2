import { join } from "node:path";
import { describeExamples } from "@tooling/presets/examples";

const packageFolder = join(import.meta.dirname, "../..");
const root = join(packageFolder, "../..");

// What was built, as a user has it.
describeExamples({
  documents: [join(root, "README.md"), join(root, "packages/core/README.md")],
  packageFolder,
  source: false,
});
