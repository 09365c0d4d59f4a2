import { spawn } from "node:child_process";
import { constants } from "node:os";
import { chooseEngines, describeOutcome, environmentFor, findServers, stopServers } from "../lab.ts";

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts the servers that can be had, runs a command with their URLs in its environment, stops them, and gives the
 * command's exit code. A required server that cannot be had gives 1 without running the command.
 */
export async function execute(names: readonly string[], command: readonly string[]): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new Error("exec: give a command after --");
  let interrupted: NodeJS.Signals | undefined;
  let interrupt = (signal: NodeJS.Signals): void => void (interrupted ??= signal);
  for (const signal of endings) process.on(signal, () => interrupt(signal));

  const outcomes = await findServers(chooseEngines(names), false);
  for (const outcome of outcomes) console.error(`servers: ${describeOutcome(outcome)}`);
  try {
    if (interrupted !== undefined) return 128 + constants.signals[interrupted];
    const missing = outcomes.filter(({ server, required }) => server === undefined && required);
    if (missing.length > 0) {
      for (const outcome of missing) console.error(`servers: required, but ${describeOutcome(outcome)}`);
      return 1;
    }
    return await runCommand(program, args, environmentFor(outcomes), (forward) => (interrupt = forward));
  } finally {
    await stopServers(outcomes);
  }
}

function runCommand(
  program: string,
  args: readonly string[],
  environment: Record<string, string>,
  onInterrupt: (forward: (signal: NodeJS.Signals) => void) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...environment } });
    onInterrupt((signal) => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
