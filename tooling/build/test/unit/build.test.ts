import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

let folder: string;
/** Runs the build as a package's script does: the bundler does not know the objects of a test's own realm. */
const build = (): { readonly ok: boolean; readonly output: string } => {
  const main = join(import.meta.dirname, "../../src/main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { cwd: folder, encoding: "utf8" });
  return { ok: status === 0, output: stdout + stderr };
};
const dist = (): readonly string[] => readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" }).sort();
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const entry = (name: string): object => ({
  "@db/source": `./src/${name}.ts`,
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`,
});
const manifest = (exports: object): void =>
  write("package.json", JSON.stringify({ name: "sample", type: "module", sideEffects: false, exports }));

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "db-build-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the build", () => {
  it("puts the package's own files into one, and leaves all other imports where they are", () => {
    manifest({ ".": entry("index"), "./data.json": "./data.json" });
    write(
      "src/index.ts",
      'import { sql } from "@db/core";\nexport * from "./own/part.ts";\nexport const text = sql;\n',
    );
    write("src/own/part.ts", 'import { join } from "node:path";\nexport const path: string = join("a…", "b");\n');
    expect(build()).toEqual({ ok: true, output: "" });
    expect(dist()).toEqual(["index.js", "index.js.map"]);
    const code = read("dist/index.js");
    expect(code).toMatch(/from "@db\/core"/);
    expect(code).toMatch(/from "node:path"/);
    expect(code).not.toMatch(/part\.ts"/);
    expect(code).toContain('"a\\u2026"');
    const map = JSON.parse(read("dist/index.js.map")) as { sources: string[]; sourcesContent?: unknown[] };
    expect(map.sources).toContain("../src/own/part.ts");
    expect(map.sourcesContent ?? []).toEqual([]);
  });

  it("keeps what two entry points share in one place", () => {
    manifest({ ".": entry("index"), "./more": entry("more") });
    write("src/shared.ts", "export class Shared {}\n");
    write("src/index.ts", 'export { Shared } from "./shared.ts";\n');
    write("src/more.ts", 'import { Shared } from "./shared.ts";\nexport class More extends Shared {}\n');
    expect(build()).toEqual({ ok: true, output: "" });
    expect(dist()).toEqual(expect.arrayContaining(["index.js", "more.js"]));
    const code = dist()
      .filter((name) => name.endsWith(".js"))
      .map((name) => read(`dist/${name}`));
    expect(code.join("\n").match(/class Shared|Shared = class/g)).toHaveLength(1);
  });

  it("keeps statements that are run for their effect", () => {
    manifest({ ".": entry("index") });
    write("src/index.ts", 'import "./effect.ts";\nexport const one = 1;\n');
    write("src/effect.ts", "globalThis.wasRun = true;\n");
    expect(build()).toEqual({ ok: true, output: "" });
    expect(read("dist/index.js")).toContain("wasRun");
  });

  it("removes code that it did not write, and types without a source", () => {
    manifest({ ".": entry("index") });
    write("src/index.ts", "export const one = 1;\n");
    write("src/part/one.ts", "");
    const kept = ["dist/.tsbuildinfo", "dist/index.d.ts", "dist/part/one.d.ts.map"];
    for (const name of [
      ...kept,
      "dist/part/one.js",
      "dist/part/one.js.map",
      "dist/two.d.ts",
      "dist/old/deep/three.d.ts",
    ])
      write(name, "");
    expect(build()).toEqual({ ok: true, output: "" });
    expect(dist()).toEqual([".tsbuildinfo", "index.d.ts", "index.js", "index.js.map", "part", "part/one.d.ts.map"]);
  });

  it("refuses to rename a class", () => {
    manifest({ ".": entry("index") });
    write("src/index.ts", 'export { one } from "./one.ts";\nexport { two } from "./two.ts";\n');
    write("src/one.ts", "class Reader {}\nexport const one: object = new Reader();\n");
    write("src/two.ts", "class Reader {}\nexport const two: object = new Reader();\n");
    expect(build()).toEqual({ ok: false, output: expect.stringMatching(/same name.*Reader\$1/) });
  });

  it("refuses an entry point that is not made from its source", () => {
    manifest({ ".": { "@db/source": "./src/index.ts", default: "./dist/other.js" } });
    write("src/index.ts", "export const one = 1;\n");
    expect(build()).toEqual({ ok: false, output: expect.stringContaining('entry point "."') });
  });

  it("refuses a file that is not there", () => {
    manifest({ ".": entry("index") });
    write("src/index.ts", 'export * from "./gone.ts";\n');
    expect(build()).toEqual({ ok: false, output: expect.stringContaining("gone") });
  });

  it("refuses syntax that the oldest Node would need a helper for", () => {
    manifest({ ".": entry("index") });
    write(
      "src/index.ts",
      "export async function f(x: AsyncDisposable): Promise<void> {\n  await using y = x;\n  void y;\n}\n",
    );
    const { ok, output } = build();
    expect(ok).toBe(false);
    expect(output).toContain("the source has syntax that Node 22 lacks (@oxc-project/runtime");
  });
});
