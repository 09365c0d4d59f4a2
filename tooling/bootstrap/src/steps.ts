import { spawn } from "node:child_process";
import { root } from "./packages.ts";

/** What became of one step. */
export interface StepResult {
  readonly title: string;
  readonly ok: boolean;
}

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Runs a step, printing one line when it passes and all of its output when it does not. */
export async function runStep(
  title: string,
  command: Command,
  environment: Record<string, string> = {},
): Promise<StepResult> {
  const started = performance.now();
  const { code, output } = await runCaptured(command, root, environment);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${title} (${seconds} s)`);
  if (code !== 0) console.log(indent(output));
  return { title, ok: code === 0 };
}

/** Runs a command to its end and gathers what it prints. A command that cannot be started has the code 127. */
export function runCaptured(
  [program, ...args]: Command,
  cwd: string,
  environment: Record<string, string> = {},
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Sets printed output off from the report around it. */
export function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}
