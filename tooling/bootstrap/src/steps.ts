import { spawn, type ChildProcess } from "node:child_process";
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
      detached: ownGroup,
    });
    running.add(child);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

const running = new Set<ChildProcess>();

/** A step is a group of processes: the tests' own Jest is a grandchild, and has to end with the step. */
const ownGroup = process.platform !== "win32";

let interrupted = false;

/** Whether the run was told to end. No further step should start then. */
export function isInterrupted(): boolean {
  return interrupted;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interrupted = true;
    for (const child of running) {
      if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    }
  });
}

/** Sets printed output off from the report around it. */
export function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}
