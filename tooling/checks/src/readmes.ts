import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./finding.ts";
import { publishedPackages, root } from "./workspace.ts";

/** Every package that is published explains itself. */
export function checkReadmes(): readonly Finding[] {
  return publishedPackages()
    .map(({ folder }) => `${folder}/README.md`)
    .filter((file) => !existsSync(join(root, file)))
    .map((file) => ({ file, message: "this package has no README" }));
}
