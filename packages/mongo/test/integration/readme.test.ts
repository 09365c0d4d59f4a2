import { join } from "node:path";
import { describeExamples } from "@tooling/presets/examples";
import { describeServer } from "@tooling/servers/jest";

const packageFolder = join(import.meta.dirname, "../..");

describeServer("mongo", "the README", (server) => {
  describeExamples({
    documents: [join(packageFolder, "README.md")],
    packageFolder,
    source: true,
    environment: { MONGODB_URL: server.url },
  });
});
