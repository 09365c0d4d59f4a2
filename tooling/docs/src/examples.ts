import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** One example of a document: a fenced block of TypeScript. */
export interface Example {
  /** Document and line: `README.md:12`. */
  readonly name: string;
  readonly code: string;
}

const root = join(import.meta.dirname, "../../..");
const folder = join(import.meta.dirname, "../generated");

/** The examples of a document, given by its path from the repository's root. */
export function examplesOf(document: string): readonly Example[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    name: `${document}:${text.slice(0, match.index).split("\n").length}`,
    code: match[1] ?? "",
  }));
}

/** Writes examples as programs beside each other; gives their files. */
export function writeExamples(examples: readonly Example[]): readonly string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return examples.map(({ name, code }) => {
    const file = join(folder, `${name.replace(/[^\w]+/g, "-")}.ts`);
    writeFileSync(file, code);
    return file;
  });
}

/** Compiles programs as a user's compiler would. @throws Error with the compiler's complaints. */
export function compile(files: readonly string[]): void {
  const project = join(folder, "tsconfig.json");
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    noEmit: true,
    types: ["node"],
    skipLibCheck: true,
  };
  writeFileSync(project, JSON.stringify({ compilerOptions, files: files.map((file) => basename(file)) }));
  execute([join(root, "node_modules/typescript/bin/tsc"), "-p", project]);
}

/** Runs a program; gives what it printed. @throws Error with what it printed when it fails. */
export function runProgram(file: string): string {
  return execute(["--disable-warning=ExperimentalWarning", file]);
}

function execute(parameters: readonly string[]): string {
  try {
    return execFileSync(process.execPath, parameters, {
      encoding: "utf8",
      stdio: "pipe",
      cwd: folder,
      timeout: 60_000,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}
