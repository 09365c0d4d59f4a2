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

/** How long a step may take, in milliseconds: what hangs must not keep the rest from being run. The longest takes 5 minutes. */
const patience = 20 * 60_000;

/**
 * Runs a command to its end and gathers what it prints. A command that cannot be started has the code 127, one that takes
 * longer than `limit` milliseconds is killed with all that it started and has the code 124.
 */
export function runCaptured(
  [program, ...args]: Command,
  cwd: string,
  environment: Record<string, string> = {},
  limit: number = patience,
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
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      output += `\nkilled: it had not ended after ${limit / 1000} s\n`;
      kill(child, "SIGKILL");
    }, limit);
    child.once("error", (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: error.message });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: late ? 124 : (code ?? 1), output });
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
    for (const child of running) kill(child, signal);
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
  else child.kill(signal);
}

/** Sets printed output off from the report around it. */
export function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}
