/* The checks on what would be published: `pnpm pack:check`, after a build. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { checkBareProject } from "./pack/bare-project.ts";
import { checkContents } from "./pack/contents.ts";
import { packAll } from "./pack/tarballs.ts";
import { root } from "./workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "db-pack-"));

function report(title: string, { ok, output }: { readonly ok: boolean; readonly output: string }): void {
  console.log(`${ok ? "ok" : "FAILED"} ${title}`);
  if (ok) return;
  console.log(output);
  process.exitCode = 1;
}

try {
  mkdirSync(join(folder, "tarballs"));
  const tarballs = packAll(join(folder, "tarballs"));
  for (const tarball of tarballs) {
    const { name, file } = tarball;
    report(`${name}: holds the code of its entry points alone`, checkContents(tarball));
    report(
      `${name}: publint`,
      run(process.execPath, [join(root, "node_modules/publint/src/cli.js"), "--strict", file]),
    );
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    report(`${name}: types resolve`, run(process.execPath, [attw, "--profile", "esm-only", file]));
  }
  for (const { title, result } of checkBareProject(join(folder, "project"), tarballs)) report(title, result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
