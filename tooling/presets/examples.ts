import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const nodeModules = join(import.meta.dirname, "../../node_modules");

/** Whose examples are proven, and how. */
export interface ExamplesSubject {
  /** Paths of documents, each with at least one example: a fenced block of TypeScript. */
  readonly documents: readonly string[];
  /** The folder of the package whose dependencies, and whose own name, the examples import. */
  readonly packageFolder: string;
  /** Whether they import packages' sources instead of what was built of them. */
  readonly source: boolean;
  /** Whether what they print has to be what stands in them behind `// →`, line by line. */
  readonly printed?: boolean | undefined;
  /** Variables of the environment, beside the process's own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** Tests that every example of some documents compiles as a user's compiler would do it, runs, and prints something. */
export function describeExamples(subject: ExamplesSubject): void {
  const examples = subject.documents.flatMap(examplesOf);
  // Inside the package, so that what it depends on is found from there.
  const cache = join(subject.packageFolder, ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "examples-"));
  const work = mkdtempSync(join(tmpdir(), "db-examples-"));
  const fileOf = (name: string): string => join(folder, `${name.replace(/[^\w]+/g, "-")}.ts`);

  describe("the examples", () => {
    beforeAll(() => {
      for (const { name, code } of examples) writeFileSync(fileOf(name), code);
    });
    afterAll(() => {
      for (const one of [folder, work]) rmSync(one, { recursive: true, force: true });
    });

    it("are found in every document", () => {
      for (const document of subject.documents) expect(examplesOf(document)).not.toEqual([]);
    });

    it("compile", () => {
      expect(() =>
        compile(
          folder,
          examples.map(({ name }) => fileOf(name)),
          subject.source,
        ),
      ).not.toThrow();
    }, 60_000);

    it.each(examples)(
      "$name runs and prints",
      ({ name, code }) => {
        const conditions = subject.source ? ["--conditions=@db/source"] : [];
        const words = ["--disable-warning=ExperimentalWarning", ...conditions, fileOf(name)];
        const lines = linesOf(execute(words, work, { ...process.env, ...subject.environment }));
        expect(lines).toEqual(subject.printed === true ? promisedBy(code) : something);
      },
      60_000,
    );
  });
}

/** Compiles the programs in a folder. @throws Error with the compiler's complaints. */
export function compile(folder: string, files: readonly string[], source: boolean): void {
  const compilerOptions = {
    target: "es2023",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(nodeModules, "@types")],
    skipLibCheck: true,
    ...(source ? { allowImportingTsExtensions: true, customConditions: ["@db/source"] } : {}),
  };
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  execute([join(nodeModules, "typescript/bin/tsc"), "-p", project], folder, process.env);
}

interface Example {
  /** The document's folder and name, and the line. */
  readonly name: string;
  readonly code: string;
}

function examplesOf(document: string): readonly Example[] {
  const text = readFileSync(document, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    name: `${basename(dirname(document))}/${basename(document)}:${text.slice(0, match.index).split("\n").length}`,
    code: match[1] ?? "",
  }));
}

/** A line that is not empty. */
const something: unknown = expect.arrayContaining([expect.stringMatching(/./)]);

/** What Node prints on several lines is one thing. */
function linesOf(printed: string): readonly string[] {
  return printed
    .trim()
    .replace(/\n\s+/g, " ")
    .replace(/\n(?=})/g, " ")
    .split("\n");
}

function promisedBy(code: string): readonly (string | undefined)[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
}

function execute(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  try {
    return execFileSync(process.execPath, words, { encoding: "utf8", stdio: "pipe", cwd, env, timeout: 60_000 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}
