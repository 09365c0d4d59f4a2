import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** The libraries of ShardingSphere's grammar of Oracle, and the parser generator's runtime that it was made with. */
const artifacts = [
  "org.apache.shardingsphere:shardingsphere-parser-sql-oracle:5.5.2",
  "org.apache.shardingsphere:shardingsphere-parser-sql-spi:5.5.2",
  "org.antlr:antlr4-runtime:4.10.1",
];
const stamp = artifacts.join(" ");
const folder = join(import.meta.dirname, "../../../.cache/grammars-java");
const run = promisify(execFile);

/**
 * The folder with the libraries, in the repository's cache; filled by Maven at the first call. Rejects where there is no
 * `mvn`, or the libraries cannot be had.
 */
export async function ensureJars(): Promise<string> {
  const mark = join(folder, "artifacts");
  if (existsSync(mark) && readFileSync(mark, "utf8") === stamp) return folder;
  // Made beside and moved as a whole, since several may come at once.
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const artifact of artifacts) {
      const goal = ["dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${unfinished}`];
      await run("mvn", ["--quiet", "--batch-mode", ...goal], { cwd: unfinished, timeout: 300_000 });
    }
    writeFileSync(join(unfinished, "artifacts"), stamp);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (existsSync(mark) && readFileSync(mark, "utf8") === stamp) return folder;
    throw error;
  }
  return folder;
}
