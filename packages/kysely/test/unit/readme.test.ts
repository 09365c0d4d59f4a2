import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const packageFolder = join(import.meta.dirname, "../..");
const readmeFile = join(packageFolder, "README.md");

const readme = readFileSync(readmeFile, "utf8");
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
  line: readme.slice(0, match.index).split("\n").length,
  code: match[1] ?? "",
}));

// Beside the package's own files, so that its name is found from there.
const folder = join(packageFolder, "test", `.examples-${process.pid}`);
const work = mkdtempSync(join(tmpdir(), "db-kysely-readme-"));
const fileOf = (line: number): string => join(folder, `line-${line}.ts`);

function node(words: readonly string[], cwd: string): string {
  try {
    return execFileSync(process.execPath, words, { encoding: "utf8", stdio: "pipe", cwd, timeout: 60_000 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}

beforeAll(() => {
  mkdirSync(folder);
  for (const { line, code } of examples) writeFileSync(fileOf(line), code);
});
afterAll(() => {
  for (const one of [folder, work]) rmSync(one, { recursive: true, force: true });
});

it("the first use is ten lines at most", () => {
  expect(examples[0]!.code.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

describe("the examples", () => {
  it("compile", () => {
    const compilerOptions = {
      target: "es2023",
      lib: ["es2024", "esnext.disposable"],
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [join(packageFolder, "../../node_modules/@types")],
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      customConditions: ["@db/source"],
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: examples.map(({ line }) => fileOf(line)) }),
    );
    expect(node([join(packageFolder, "../../node_modules/typescript/bin/tsc"), "-p", folder], folder)).toBe("");
  });

  it.each(examples)("the one of line $line runs, and prints what it says", ({ line, code }) => {
    const expected = [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    const printed = node(["--conditions=@db/source", "--disable-warning=ExperimentalWarning", fileOf(line)], work);
    expect(expected.length).toBeGreaterThan(0);
    expect(
      printed
        .trim()
        .replace(/\n\s+/g, " ")
        .replace(/\n(?=})/g, " ")
        .split("\n"),
    ).toEqual(expected);
  });
});
