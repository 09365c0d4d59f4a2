import { existsSync, readdirSync, rmSync, rmdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes from `dist` what no source stands behind any more: code that the bundle did not write, and types of sources
 * that are gone. Otherwise it would be published.
 * @param written the files of the bundle, by paths from `dist`
 */
export function removeStale(folder: string, written: readonly string[]): void {
  const dist = join(folder, "dist");
  const fresh = new Set(written.map((name) => join(dist, name)));
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === ".tsbuildinfo") continue;
    const file = join(entry.parentPath, entry.name);
    if (fresh.has(file)) continue;
    const types = /\.d\.ts(\.map)?$/;
    const source = join(folder, "src", file.slice(dist.length + 1).replace(types, ".ts"));
    if (!types.test(file) || !existsSync(source)) rmSync(file);
  }
  // The deepest first.
  for (const entry of entries.toReversed()) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() && readdirSync(path).length === 0) rmdirSync(path);
  }
}
