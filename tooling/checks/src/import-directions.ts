import { posix } from "node:path";
import { builtinModules } from "node:module";
import type { Finding } from "./finding.ts";
import { importsOf } from "./imports.ts";
import { parse } from "./syntax.ts";
import { publishedPackages, readText, sourceFiles, type Package } from "./workspace.ts";

/**
 * Published packages import their own files, `@db/core`, and what their package.json lists for users to get: never
 * each other, nothing of the repository around them, and Node's own modules by their `node:` names.
 */
export function checkImportDirections(): readonly Finding[] {
  return publishedPackages().flatMap((own) =>
    sourceFiles(own).flatMap((file) =>
      importsOf(parse(readText(file))).flatMap(({ specifier, line }) => {
        const message = objection(own, file, specifier);
        return message === undefined ? [] : [{ file, line, message }];
      }),
    ),
  );
}

/** Why a file of a package may not import this; undefined when it may. */
export function objection(own: Package, file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    return target.startsWith(`${own.folder}/src/`) ? undefined : `"${specifier}" is outside the package's sources`;
  }
  if (specifier.startsWith("node:")) return undefined;
  const name = packageName(specifier);
  if (builtinModules.includes(name)) return `write "node:${specifier}"`;
  const { dependencies, peerDependencies } = own.manifest;
  if (name.startsWith("@db/") && name !== "@db/core") return `${own.manifest.name} may import @db/core, not ${name}`;
  if (own.short === "core" && name === "@db/core") return "core imports itself by relative paths";
  if (name in { ...dependencies, ...peerDependencies }) return undefined;
  return `${name} is neither in the dependencies nor in the peerDependencies of ${own.manifest.name}`;
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
