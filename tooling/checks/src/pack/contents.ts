import { run } from "../command.ts";
import type { Tarball } from "./tarballs.ts";

/**
 * Looks at the code in a package's tarball, outside its sources: every file must be an entry point of `exports`, or
 * imported by one, directly or not. What a former build left behind is neither.
 */
export function checkContents({ file, entryPoints }: Tarball): { readonly ok: boolean; readonly output: string } {
  const list = run("tar", ["-tzf", file]);
  if (!list.ok) return list;
  const code = list.output
    .split("\n")
    .map((name) => name.replace(/^package\//, ""))
    .filter((name) => /\.[cm]?js$/.test(name) && !name.startsWith("src/"));
  const reached = new Set<string>();
  const missing: string[] = [];
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    if (!code.includes(name)) {
      missing.push(name);
      return;
    }
    const { output } = run("tar", ["-xzOf", file, `package/${name}`]);
    for (const [, other = ""] of output.matchAll(/(?:from |import |import\()"(\.[^"]+)"/g)) {
      visit(new URL(other, `file:///${name}`).pathname.slice(1));
    }
  };
  entryPoints.forEach(visit);
  const stale = code.filter((name) => !reached.has(name));
  const lines = [...missing.map((name) => `not there: ${name}`), ...stale.map((name) => `imported by nobody: ${name}`)];
  return { ok: lines.length === 0, output: lines.join("\n") };
}
