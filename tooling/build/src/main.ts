/* Bundles the package in the working directory: the second half of every package's `build`, after `tsc -b` wrote the types. */
import { bundle } from "./bundle.ts";
import { removeStale } from "./stale.ts";

const folder = process.cwd();
try {
  removeStale(folder, await bundle(folder));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
