import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeServer } from "@tooling/servers/jest";

const run = promisify(execFile);
const packageFolder = join(import.meta.dirname, "../..");
const folder = join(packageFolder, ".cache/readme");

describeServer("mysql", "the README's examples", (server) => {
  const text = readFileSync(join(packageFolder, "README.md"), "utf8");
  const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""], index) => ({
    file: join(folder, `example-${index + 1}.ts`),
    code,
  }));

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const { file, code } of examples) writeFileSync(file, code);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("compile", async () => {
    expect(examples.length).toBeGreaterThan(1);
    const compilerOptions = {
      target: "es2023",
      lib: ["es2024", "esnext.disposable"],
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: ["node"],
      skipLibCheck: true,
      customConditions: ["@db/source"],
      rewriteRelativeImportExtensions: true,
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: examples.map(({ file }) => file) }),
    );
    const compiler = join(packageFolder, "../../node_modules/typescript/bin/tsc");
    await run(process.execPath, [compiler, "-p", folder]).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout ?? String(error));
    });
  }, 60_000);

  it.each(examples)(
    "run: $file",
    async ({ file }) => {
      const { stdout } = await run(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", "--conditions=@db/source", file],
        { env: { ...process.env, DATABASE_URL: server.url } },
      );
      expect(stdout).not.toBe("");
    },
    60_000,
  );
});
