import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown, type OutputChunk } from "rolldown";

/** What is read of the manifest of a package that is bundled. */
interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/**
 * Bundles every entry point of a package's `exports` that is made from source, into `dist`. Everything that is not the
 * package's own source stays an import: the engine's client, and `@db/core`, whose classes there must be one of.
 * @returns the files written, by paths from `dist`
 * @throws Error for an entry point whose source and output do not go together, and for a class that had to be renamed.
 */
export async function bundle(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const build = await rolldown({
    cwd: folder,
    input: entryPoints(manifest),
    platform: "node",
    external: (id, _importer, isResolved) => !isResolved && !/^\.{1,2}\//.test(id),
    transform: { target: "node22" },
    // A statement that the tests saw run from source runs from the bundle too. Node's modules and the bundler's own
    // helpers do nothing but be used.
    treeshake: { moduleSideEffects: (id) => !/^(?:node:|\0)/.test(id) },
    onLog: (level, log) => {
      if (level === "warn") throw new Error(`${manifest.name}: ${log.message}`);
    },
  });
  try {
    const { output } = await build.write({
      dir: "dist",
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "[name].js",
      sourcemap: true,
      // The sources are published beside it.
      sourcemapExcludeSources: true,
      comments: { legal: true, annotation: true, jsdoc: false },
      // One character beyond Latin-1 would make the engine keep the whole text at two bytes for each.
      charset: "ascii",
    });
    for (const chunk of output) {
      if (chunk.type !== "chunk") continue;
      refuseRenamedClasses(chunk, manifest.name);
      refuseHelpers(chunk, manifest.name);
    }
    return output.map(({ fileName }) => fileName);
  } finally {
    await build.close();
  }
}

/** Entry points by their names in `dist`, without the ending: `index` from `./src/index.ts`. */
function entryPoints({ name, exports }: Manifest): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [path, conditions] of Object.entries(exports)) {
    if (typeof conditions === "string") continue; // a file shipped as it is
    const { "@db/source": source = "", default: output = "" } = conditions;
    const own = /^\.\/src\/(.+)\.ts$/.exec(source)?.[1];
    if (own === undefined || output !== `./dist/${own}.js`) {
      throw new Error(`${name}: the entry point "${path}" is to be made from ./src/<name>.ts to ./dist/<name>.js`);
    }
    entries[own] = source;
  }
  return entries;
}

/** Syntax that the oldest Node lacks is rewritten to calls of the bundler's own package, which nobody installs. */
function refuseHelpers({ imports }: OutputChunk, name: string): void {
  const helper = imports.find((imported) => imported.startsWith("@oxc-project/"));
  if (helper !== undefined) throw new Error(`${name}: the source has syntax that Node 22 lacks (${helper})`);
}

/** Two classes of one name in different files would have one of them appear in stack traces as `Name$1`. */
function refuseRenamedClasses({ code }: OutputChunk, name: string): void {
  const renamed = [...code.matchAll(/\bclass ([\w$]+\$\d+)\b|\b([\w$]+\$\d+) = class\b/g)].map(
    ([, declared, assigned]) => declared ?? assigned,
  );
  if (renamed.length === 0) return;
  throw new Error(`${name}: classes of the same name in several files; the bundle calls them ${renamed.join(", ")}`);
}
