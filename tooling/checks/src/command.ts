import { spawnSync } from "node:child_process";
import { root } from "./workspace.ts";

/** Runs a program to its end; `output` is all that it printed. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string = root,
): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  return {
    ok: status === 0,
    output: `${stdout ?? ""}${stderr ?? ""}${error === undefined ? "" : error.message}`.trim(),
  };
}
