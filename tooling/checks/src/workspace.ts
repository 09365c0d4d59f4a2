import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root: string = resolve(fileURLToPath(import.meta.url), "../../../..");

/** What the checks read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package under `packages/`. */
export interface Package {
  /** The name of its folder. */
  readonly short: string;
  /** The folder from the root. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** All packages that are or will be published, by folder name. */
export function publishedPackages(): readonly Package[] {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((short) => ({ short, folder: `packages/${short}` }))
    .filter(({ folder }) => existsSync(join(root, folder, "package.json")))
    .map((place) => ({ ...place, manifest: readManifest(place.folder) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** The TypeScript sources of a package, by paths from the root. */
export function sourceFiles({ folder }: Package): readonly string[] {
  if (!existsSync(join(root, folder, "src"))) return [];
  return readdirSync(join(root, folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?ts$/.test(name))
    .map((name) => `${folder}/src/${name.replaceAll("\\", "/")}`)
    .sort();
}

/** The text of a file, given from the root. */
export function readText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readText(`${folder}/package.json`)) as Manifest;
}
