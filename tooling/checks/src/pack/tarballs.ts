import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.ts";
import { publishedPackages, root } from "../workspace.ts";

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  /** The absolute path of the file. */
  readonly file: string;
  /** The files of code that its `exports` name, from the package's folder. */
  readonly entryPoints: readonly string[];
}

/** Packs every published package into a folder. Throws when one cannot be packed. */
export function packAll(folder: string): readonly Tarball[] {
  return publishedPackages().map((own) => {
    const { ok, output } = run("pnpm", ["pack", "--pack-destination", folder], join(root, own.folder));
    if (!ok) throw new Error(`pnpm pack failed in ${own.folder}:\n${output}`);
    const start = `${own.manifest.name.replace("@", "").replace("/", "-")}-`;
    const name = readdirSync(folder).find((file) => file === `${start}${own.manifest.version}.tgz`);
    if (name === undefined) throw new Error(`pnpm pack left no tarball of ${own.manifest.name} in ${folder}`);
    const entryPoints = Object.values(own.manifest.exports)
      .map((conditions) => (typeof conditions === "string" ? conditions : (conditions["default"] ?? "")))
      .filter((path) => !path.endsWith(".json"))
      .map((path) => path.replace(/^\.\//, ""));
    return { name: own.manifest.name, file: join(folder, name), entryPoints };
  });
}
