import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root: string = resolve(fileURLToPath(import.meta.url), "../../../..");

/** A kind of test, named as its script and its folder are. */
export type Level = "unit" | "integration";

/** A package of the workspace that has tests. */
export interface TestedPackage {
  /** The folder from the root, `packages/core`. */
  readonly folder: string;
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
}

/** Every package with a `test:unit` or `test:integration` script, by folder. */
export function testedPackages(): readonly TestedPackage[] {
  return ["packages", "tooling", "examples"]
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as TestedPackage;
      return { folder, name: manifest.name, scripts: manifest.scripts ?? {} };
    })
    .filter(({ scripts }) => Object.keys(scripts).some((script) => script.startsWith("test:")));
}

/** Those of the packages that the command line names, by name or folder; all when it names none. Throws on a strange one. */
export function selectPackages(all: readonly TestedPackage[], names: readonly string[]): readonly TestedPackage[] {
  const answersTo = ({ folder, name }: TestedPackage): readonly string[] => [name, folder, folder.replace(/^.*\//, "")];
  const unknown = names.find((name) => !all.some((candidate) => answersTo(candidate).includes(name)));
  if (unknown !== undefined) {
    throw new Error(`no package "${unknown}" has tests; there are ${all.map(({ name }) => name).join(", ")}`);
  }
  return names.length === 0
    ? all
    : all.filter((candidate) => answersTo(candidate).some((name) => names.includes(name)));
}

/** The test files of a package at one level, by paths from the root. */
export function testFiles({ folder }: TestedPackage, level: Level): readonly string[] {
  const tests = `${folder}/test/${level}`;
  if (!existsSync(join(root, tests))) return [];
  return readdirSync(join(root, tests), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `${tests}/${name}`);
}

/**
 * The engines whose shared servers these files ask for. The name in `testServer("postgres")` or
 * `describeServer("postgres", ...)` has to be written out there: it decides which servers are started.
 */
export function enginesAskedFor(files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/\b(?:testServer|describeServer)\(\s*["'`](\w+)["'`]/g)].map((match) => String(match[1]));
  });
  return [...new Set(names)].sort();
}
