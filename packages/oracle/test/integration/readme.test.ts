import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeExamples } from "@tooling/presets/examples";
import { describeServer } from "@tooling/servers/jest";

const packageFolder = join(import.meta.dirname, "../..");
const register = pathToFileURL(join(packageFolder, "test/support/oracledb-double/register.ts")).href;

// On the double: the examples are shown to be whole programs of this driver, not to be Oracle's.
describeServer("h2", "the README", (server) => {
  const { hostname, port } = new URL(server.url);
  describeExamples({
    documents: [join(packageFolder, "README.md")],
    packageFolder,
    source: true,
    environment: {
      DATABASE_URL: `oracle://reader:secret@${hostname}:${port}/readme_${process.pid}`,
      NODE_OPTIONS: `--import=${register}`,
    },
  });
});
