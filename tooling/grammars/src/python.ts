import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** The packages, each at one version: another may know another grammar. `mssql-cli` is there for a library inside it. */
const packages = ["sqlfluff==4.5.0", "pythonnet==3.2.1", "dotnetcore2==3.1.23", "jpype1==1.7.1"];
const bare = ["mssql-cli==1.0.0"];
const stamp = [...packages, ...bare].join(" ");

const folder = join(import.meta.dirname, "../../../.cache/grammars");
const run = promisify(execFile);

/**
 * A Python with the grammars' packages, in the repository's cache; made at the first call. Rejects where there is no
 * Python 3.8 or later with `venv`, or the packages cannot be had.
 */
export async function ensurePython(): Promise<string> {
  const python = join(folder, "bin/python");
  const mark = join(folder, "packages");
  if (existsSync(mark) && readFileSync(mark, "utf8") === stamp) return python;
  // Made beside and moved as a whole, since several may come at once. The environment keeps its programs by path, so
  // they are called through its Python alone.
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    await run("python3", ["-m", "venv", unfinished]);
    const pip = [
      join(unfinished, "bin/python"),
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
    ] as const;
    await run(pip[0], [...pip.slice(1), ...packages], { timeout: 300_000 });
    await run(pip[0], [...pip.slice(1), "--no-deps", ...bare], { timeout: 300_000 });
    writeFileSync(join(unfinished, "packages"), stamp);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (existsSync(mark) && readFileSync(mark, "utf8") === stamp) return python;
    throw error;
  }
  return python;
}

/** The grammars that are read in Python: `sqlfluff` of SQL Server, `sqlfluff-oracle` and `shardingsphere` of Oracle. */
export type PythonGrammar = "scriptdom" | "sqlfluff" | "sqlfluff-oracle" | "shardingsphere";

/** Reads statements in a Python process of its own, one after the other. */
export class PythonReader {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve(verdict: string | undefined): void; reject(error: Error): void }[] = [];
  #errors = "";

  /** `jars` is the folder of the Java libraries, for `shardingsphere`. */
  constructor(python: string, jars = "") {
    const child = spawn(python, [join(import.meta.dirname, "read.py"), jars], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    child.stderr.on("data", (text: Buffer) => (this.#errors = (this.#errors + text.toString()).slice(-4000)));
    createInterface(child.stdout).on("line", (line) => {
      const { verdict } = JSON.parse(line) as { verdict: string | null };
      this.#waiting.shift()?.resolve(verdict ?? undefined);
    });
    child.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the grammars ended:\n${this.#errors}`));
    });
  }

  /** What one of its grammars says against a statement. Rejects when the process has ended. */
  read(grammar: PythonGrammar, statement: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null) reject(new Error(`the grammars have ended:\n${this.#errors}`));
      else {
        this.#waiting.push({ resolve, reject });
        this.#child.stdin?.write(`${JSON.stringify({ grammar, statement })}\n`);
      }
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    await closed;
  }
}
